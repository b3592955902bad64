import type { Permission } from './access-control.ts';

/** One request of the AWS JSON protocols (`X-Amz-Target: Prefix.Operation`), decoded. */
export interface AwsJsonRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Given when nobody waits for the answer any more. @default - never */
  readonly signal?: AbortSignal;
}

/** A refusal as AWS encodes it: `__type`, message and HTTP status. */
export interface AwsJsonFailure {
  readonly failure: {
    readonly type: string;
    readonly message: string;
    readonly status: number;
    /** What the service adds ("x-amzn-query-error"). @default - nothing */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** A service behind `AwsEndpointUrl`, named by its target prefix ("secretsmanager", "AWSStepFunctions"). */
export interface AwsJsonService {
  readonly targetPrefix: string;
  /** What the role of whoever calls must allow. */
  permissions(request: AwsJsonRequest): readonly Permission[];
  handle(request: AwsJsonRequest): Promise<Readonly<Record<string, unknown>> | AwsJsonFailure>;
  /** How the service says that a role does not allow a call. @default - AccessDeniedException, 400 */
  accessDenied?(message: string): AwsJsonFailure;
}
