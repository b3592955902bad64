import type { Permission } from './access-control.ts';

/** One request of the AWS JSON protocols (`X-Amz-Target: Prefix.Operation`), decoded. */
export interface AwsJsonRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A refusal as AWS encodes it: `__type`, message and HTTP status. */
export interface AwsJsonFailure {
  readonly failure: { readonly type: string; readonly message: string; readonly status: number };
}

/** A service behind `AwsEndpointUrl`, named by its target prefix ("secretsmanager", "AWSStepFunctions"). */
export interface AwsJsonService {
  readonly targetPrefix: string;
  /** What the role of whoever calls must allow. */
  permissions(request: AwsJsonRequest): readonly Permission[];
  handle(request: AwsJsonRequest): Promise<Readonly<Record<string, unknown>> | AwsJsonFailure>;
}
