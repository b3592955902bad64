import type { IncomingHttpHeaders } from 'node:http';

/** A principal of this host: the role of a function or of a state machine, in one session. */
export interface Caller {
  /** Whose work it is, for people: the logical id of the function or the state machine. */
  readonly logicalId: string;
  readonly roleArn: string;
  /** What AWS names the session: the function's name for a function. */
  readonly sessionName: string;
}

/** Who has these credentials; undefined: somebody outside. */
export type CallerOf = (accessKeyId: string) => Caller | undefined;

/** The services of AWS that are called on this host. */
export type AwsServiceName = 'dynamodb' | 'secretsmanager' | 'states' | 'execute-api';

/** A decoded JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The request that a call came in. */
export interface AwsHttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** One call of an AWS API, decoded. */
export interface AwsCall {
  /** Absent: somebody outside, who may do anything. */
  readonly caller?: Caller | undefined;
  readonly service: AwsServiceName;
  /** As the API names it: "PutItem", "PostToConnection". */
  readonly operation: string;
  /** What a step passes on in its place is what the service receives. */
  readonly input: JsonObject;
  readonly request: AwsHttpRequest;
}

/** What goes back to the caller. */
export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a call. */
export type AwsService = (call: AwsCall) => Promise<AwsAnswer>;

/**
 * One thing that happens to every call on its way: it passes it on to `next`, changed or not, as often
 * as it likes, or answers by itself.
 */
export type GatewayStep = (call: AwsCall, next: AwsService) => Promise<AwsAnswer>;
