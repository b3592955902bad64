import type { Caller } from './aws-call.ts';
import type { Statement } from './policy-statement.ts';

/** One action on one resource, as calls need it. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** A permission that is missing, and how AWS says so. */
export interface Refusal extends Permission {
  readonly message: string;
}

/** Credentials as a function's environment has them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What acts in a role: a function, or a state machine. */
export interface Actor extends Caller {
  /** By which others know it. */
  readonly arn: string;
  /** "lambda.amazonaws.com": what the role has to trust. */
  readonly service: string;
}

/** A role of the template by its names. */
export interface RoleIdentity {
  readonly arn: string;
  readonly name: string;
  readonly logicalId: string;
}

/** A role of the template, as far as resources give it policies. */
export interface PolicyHolder extends RoleIdentity {
  /** Attaches statements. Those that cannot be trimmed, being AWS's own, are not counted. */
  attach(statements: readonly Statement[], counted?: boolean): void;
}

/** Who calls, and what it may do: the IAM of one host. */
export interface AccessControl {
  /** Makes a role that the services of these statements may assume, without policies yet. */
  addRole(identity: RoleIdentity, trust: readonly Statement[]): PolicyHolder;
  /** @throws Error naming `requestedBy` if the template makes no such role. */
  roleNamed(name: string, requestedBy: string): PolicyHolder;
  /**
   * Lets something act in its role, and gives the credentials by which its calls are known.
   *
   * @throws Error if there is no such role, or it does not trust the service.
   */
  assume(actor: Actor): Credentials;
  /** Who signs with this key; undefined is somebody outside, who may do anything. */
  callerOf(accessKeyId: string | undefined): Caller | undefined;
  /** Who acts in its role under this ARN. @throws Error if nothing does. */
  actor(arn: string): Actor;
  /** The first of these that the caller lacks; when it lacks none, all count as used. */
  refusal(caller: Caller, permissions: readonly Permission[]): Refusal | undefined;
}
