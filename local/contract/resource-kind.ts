import type { Host } from './host.ts';

/** The template's properties of one resource, every intrinsic function resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** One resource as the template declares it. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
}

/** A resource that the host made: what `Ref` and `Fn::GetAtt` return, how it starts and how it stops. */
export interface RunningResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a function: runs the code in that directory from now on. */
  updateCode?(directory: string): void;
  /** Called once every resource exists, in template order: listen, poll, schedule. */
  start?(): Promise<void>;
  /** Called in reverse order on stop; must not throw, must be idempotent. */
  stop?(): Promise<void>;
}

/** How the host runs one CloudFormation resource type. `resourceKind` makes it out of a schema. */
export interface ResourceKind {
  readonly type: string;
  /** Dotted paths of the properties that have an effect here ("Code.S3Key"; a parent covers its children). */
  readonly honoured: readonly string[];
  /** Dotted paths that have none here, each with the reason. Any other property is an error. */
  readonly ignored: Readonly<Record<string, string>>;
  create(declared: DeclaredResource, host: Host): Promise<RunningResource>;
}
