/** One call of an AWS API by something that runs here, decoded. */
export interface AwsCall {
  /** Names who calls; undefined when the request carries no credentials. */
  readonly accessKeyId: string | undefined;
  /** "dynamodb", as the service is called in IAM actions. */
  readonly service: string;
  /** "PutItem". */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly request: AwsRequest;
}

/** The HTTP request that a call came in. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the caller gets. */
export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Carries a call out. */
export type AwsHandler = (call: AwsCall) => Promise<AwsAnswer>;

/** Sees a call before it is carried out: may refuse it, change it, or do something with the answer. */
export type AwsStep = (call: AwsCall, next: AwsHandler) => Promise<AwsAnswer>;

/** One handler out of steps, the first outermost, and what carries the call out in the end. */
export function throughSteps(steps: readonly AwsStep[], last: AwsHandler): AwsHandler {
  return steps.reduceRight<AwsHandler>((next, step) => call => step(call, next), last);
}

/** A refusal in the AWS JSON protocols. */
export function awsError(
  status: number,
  type: string,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: type, message, ...more }),
  };
}

/** The access key id in an `Authorization` header of Signature Version 4. */
export const accessKeyIdOf = (authorization: string | undefined): string | undefined =>
  /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
