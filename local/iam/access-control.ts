import { createHash } from 'node:crypto';
import type {
  AccessControl,
  Actor,
  Credentials,
  Permission,
  Refusal,
  RoleIdentity,
} from '../contract/access-control.ts';
import type { Caller } from '../contract/aws-call.ts';
import type { HostLog } from '../contract/host-log.ts';
import type { Statement } from '../contract/policy-statement.ts';
import { Role } from './role.ts';

/** What one role was granted and has used, and what was refused to it. */
export interface RoleUsage {
  /** The role's logical id. */
  readonly role: string;
  /** Logical ids of the functions and state machines that act in it. */
  readonly actors: readonly string[];
  readonly grants: readonly { action: string; resource: string; uses: number }[];
  readonly refusals: readonly Permission[];
}

/** Distinct refusals remembered of each host; a function in a loop makes the same one. */
const maxRefusals = 1_000;

/** Who calls, what it may do, and what it has done: the IAM of one host. */
export class IamAccessControl implements AccessControl {
  readonly #log: HostLog;
  readonly #roles = new Map<string, Role>();
  readonly #byAccessKeyId = new Map<string, Actor>();
  readonly #byArn = new Map<string, Actor>();
  readonly #refusals = new Map<string, { readonly caller: Caller } & Permission>();

  constructor(log: HostLog) {
    this.#log = log;
  }

  addRole(identity: RoleIdentity, trust: readonly Statement[]): Role {
    const role = new Role(identity, trust);
    this.#roles.set(role.arn, role);
    return role;
  }

  /** @throws Error naming `requestedBy` if the template makes no such role. */
  role(arn: string, requestedBy: string): Role {
    const role = this.#roles.get(arn);
    if (role !== undefined) return role;
    const known = [...this.#roles.keys()].join(', ') || 'none';
    throw new Error(
      `${requestedBy}: expected a role of this template, whose policies can be read; received ${arn}, the template has ${known}`,
    );
  }

  roleNamed(name: string, requestedBy: string): Role {
    const role = [...this.#roles.values()].find(each => each.name === name);
    return role ?? this.role(name, requestedBy);
  }

  /** Lets something act in its role, and gives the credentials by which its calls are known. */
  assume(actor: Actor): Credentials {
    const { arn, logicalId, roleArn, service } = actor;
    const [, , , , sourceAccount = ''] = arn.split(':');
    if (!this.role(roleArn, logicalId).trusts(service, { sourceArn: arn, sourceAccount })) {
      throw new Error(
        `${logicalId}: ${service} may not assume the role ${roleArn}: its AssumeRolePolicyDocument does not allow that`,
      );
    }
    const digest = createHash('sha256').update(arn).digest('hex').toUpperCase();
    const accessKeyId = `ASIA${digest.slice(0, 16)}`;
    this.#byAccessKeyId.set(accessKeyId, actor);
    this.#byArn.set(arn, actor);
    return { accessKeyId, secretAccessKey: 'local', sessionToken: 'local' };
  }

  /** Who signs with this key; undefined is somebody outside, who may do anything. */
  callerOf(accessKeyId: string | undefined): Caller | undefined {
    return this.#byAccessKeyId.get(accessKeyId ?? '');
  }

  /** Who acts in its role under this ARN. */
  actor(arn: string): Actor {
    const actor = this.#byArn.get(arn);
    if (actor === undefined) throw new Error(`nothing of this template acts in a role as ${arn}`);
    return actor;
  }

  /** The first of these that the caller lacks; when it lacks none, all count as used. */
  refusal(caller: Caller, permissions: readonly Permission[]): Refusal | undefined {
    const role = this.role(caller.roleArn, caller.logicalId);
    for (const permission of permissions) {
      const decision = role.decide(permission);
      if (decision === 'allowed') continue;
      this.#note(caller, permission);
      const message = refusalMessage(caller, role, permission, decision === 'denied');
      return { ...permission, message };
    }
    for (const permission of permissions) role.use(permission);
    return undefined;
  }

  usage(): RoleUsage[] {
    const actors = [...this.#byArn.values()];
    const refusals = [...this.#refusals.values()];
    return [...this.#roles.values()].map(({ arn, logicalId, grants }) => ({
      role: logicalId,
      actors: actors.filter(each => each.roleArn === arn).map(each => each.logicalId),
      grants,
      refusals: refusals
        .filter(({ caller }) => caller.roleArn === arn)
        .map(({ action, resource }) => ({ action, resource })),
    }));
  }

  /** Each refusal is in the log, the same one once. */
  #note(caller: Caller, { action, resource }: Permission): void {
    const key = `${caller.roleArn} ${action} ${resource}`;
    if (this.#refusals.has(key)) return;
    if (this.#refusals.size < maxRefusals) this.#refusals.set(key, { caller, action, resource });
    this.#log.error(
      `[${caller.logicalId}] access denied: its role may not ${action} on ${resource}`,
    );
  }
}

/** docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function refusalMessage(
  { sessionName }: Caller,
  role: Role,
  { action, resource }: Permission,
  isDenied: boolean,
): string {
  const [, , , , accountId] = role.arn.split(':');
  const user = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
  const reason = isDenied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}
