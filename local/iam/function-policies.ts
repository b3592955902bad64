import type {
  FunctionPermission,
  FunctionPolicies,
  ServiceInvocation,
} from '../contract/function-policies.ts';
import type { HostLog } from '../contract/host-log.ts';
import { covers, coversAction } from './wildcard.ts';

/** Distinct refusals that were logged already; an uninvited service comes again and again. */
const maxLogged = 1_000;

/** The policies of all functions of one host. */
export class IamFunctionPolicies implements FunctionPolicies {
  readonly #accountId: string;
  readonly #log: HostLog;
  readonly #permissions: FunctionPermission[] = [];
  readonly #logged = new Set<string>();

  constructor(accountId: string, log: HostLog) {
    this.#accountId = accountId;
    this.#log = log;
  }

  add(permission: FunctionPermission): void {
    this.#permissions.push(permission);
  }

  /** docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
  allows(invocation: ServiceInvocation): boolean {
    const isAllowed = this.#permissions.some(each => permits(each, invocation, this.#accountId));
    if (!isAllowed) this.#note(invocation);
    return isAllowed;
  }

  #note({ functionArn, action, service, sourceArn }: ServiceInvocation): void {
    const source = sourceArn === undefined ? '' : ` for ${sourceArn}`;
    const who = service === undefined ? 'not everybody may' : `${service} may not`;
    const line = `access denied: ${who} ${action} on ${functionArn}${source}: no AWS::Lambda::Permission allows it`;
    if (this.#logged.has(line) || this.#logged.size >= maxLogged) return;
    this.#logged.add(line);
    this.#log.error(line);
  }
}

/** A condition on what an invocation does not have, such as a source, is not met. */
function permits(
  permission: FunctionPermission,
  { functionArn, action, service, sourceArn, urlAuthType }: ServiceInvocation,
  accountId: string,
): boolean {
  return (
    permission.functionArn === functionArn &&
    coversAction(permission.action, action) &&
    [service, '*'].includes(permission.principal) &&
    (permission.sourceArn === undefined ||
      (sourceArn !== undefined && covers(permission.sourceArn, sourceArn))) &&
    (permission.sourceAccount === undefined || permission.sourceAccount === accountId) &&
    (permission.urlAuthType === undefined || permission.urlAuthType === urlAuthType) &&
    (permission.throughUrl !== true || urlAuthType !== undefined)
  );
}
