import type { HostLog } from '../resources/resource.ts';
import { covers, coversAction } from './wildcard.ts';

/** One statement of a function's own policy, as `AWS::Lambda::Permission` adds it. */
export interface FunctionPermission {
  readonly functionArn: string;
  readonly action: string;
  /** "events.amazonaws.com", or "*" for anybody. */
  readonly principal: string;
  /** A pattern; absent: from anywhere. */
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
  /** Only through a URL with this kind of authorization. */
  readonly urlAuthType?: string | undefined;
  /** Only through a URL. */
  readonly throughUrl?: boolean | undefined;
}

/** An invocation that is to be made by a service of AWS, or through a URL. */
export interface ServiceInvocation {
  readonly functionArn: string;
  readonly action: 'lambda:InvokeFunction' | 'lambda:InvokeFunctionUrl';
  /** Who invokes; absent: anybody, through a URL. */
  readonly service?: string;
  /** For which resource the service does it. */
  readonly sourceArn?: string;
  readonly urlAuthType?: string;
}

/** Who may invoke the functions of a host, beside those that have a role: their own policies. */
export interface FunctionPolicies {
  add(permission: FunctionPermission): void;
  allows(invocation: ServiceInvocation): boolean;
}

/** Distinct refusals that were logged already; an uninvited service comes again and again. */
const maxLogged = 1_000;

/** The policies of all functions of one host. */
export class FunctionPolicyBook implements FunctionPolicies {
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
