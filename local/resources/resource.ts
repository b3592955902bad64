import type { Switches } from '../faults/switches.ts';
import type { AccessControl } from '../iam/access-control.ts';
import type { FunctionPolicies } from '../iam/function-policies.ts';
import type { Permission } from '../iam/role.ts';
import type { RequestFilter } from '../request-filter.ts';
import type { ServiceRemovals } from '../time-to-live/service-removals.ts';

/** The template's properties of one resource, every intrinsic function resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** One resource as the template declares it. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
}

/** A resource that the host made: what `Ref` and `Fn::GetAtt` give, and its life. */
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

/** How the host runs one CloudFormation resource type. */
export interface ResourceKind {
  readonly type: string;
  /** Dotted paths of the properties that have an effect here ("Code.S3Key"; a parent covers its children). */
  readonly honoured: readonly string[];
  /** Dotted paths that have none here, each with the reason. Any other property is an error. */
  readonly ignored: Readonly<Record<string, string>>;
  create(declared: DeclaredResource, host: Host): Promise<RunningResource>;
}

/** What a finished invocation gave: the handler's answer, or the error as AWS reports it. */
export type InvocationResult =
  | { readonly kind: 'ok'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly errorType: string; readonly errorMessage: string };

/** Where a streaming answer goes. Resolved promises mean "ready for more": that is the backpressure. */
export interface ResponseSink {
  head(
    statusCode: number,
    headers: Readonly<Record<string, string>>,
    cookies: readonly string[],
  ): void;
  write(chunk: Uint8Array): Promise<void>;
  end(): void;
}

/** Every function of the template, by ARN, ready to be invoked. */
export interface FunctionRegistry {
  invoke(functionArn: string, payload: unknown): Promise<InvocationResult>;
  invokeStreaming(
    functionArn: string,
    payload: unknown,
    sink: ResponseSink,
  ): Promise<InvocationResult>;
}

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

/** A stream of a table of this host, in the engine's own terms. */
export interface TableStream {
  readonly tableName: string;
  /** As the template and every record's `eventSourceARN` know it. */
  readonly streamArn: string;
  /** As the engine knows it. */
  readonly engineStreamArn: string;
  /** Tells the service's own removals from those of users. @default - there are none */
  readonly removals?: ServiceRemovals;
}

/** Where a bucket of this host keeps what functions and event source mappings put into it. */
export interface BucketStore {
  put(key: string, body: string): Promise<void>;
}

export interface HostLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What a resource kind may use of the host. */
export interface Host {
  readonly region: string;
  readonly accountId: string;
  /** No timeout is kept, for a debugger may hold whoever has to answer. @default false */
  readonly isDebugged?: boolean;
  /** Physical names start with it: "<stackName>-<logicalId>". */
  readonly stackName: string;
  /** A directory that outlives this run, given when the engine's database does; absent: keep nothing. */
  readonly statePath?: string;
  /** The cloud assembly's directory; `Code.S3Key` assets lie in it. */
  readonly assemblyDirectory: string;
  /** The directory or file of an asset, by the object key that the template names ("<hash>.zip"). */
  assetPath(objectKey: string): string;
  readonly functions: FunctionRegistry;
  /** Called by the Lambda function kind. */
  registerFunction(functionArn: string, implementation: FunctionRegistry): void;
  /** Called by the kinds whose API functions and tools call through `AwsEndpointUrl`. */
  registerService(service: AwsJsonService): void;
  registerTableStream(stream: TableStream): void;
  tableStream(streamArn: string): TableStream;
  /** Called by the bucket kind. */
  registerBucket(bucketArn: string, store: BucketStore): void;
  bucket(bucketArn: string): BucketStore;
  /** The DynamoDB-compatible engine, "http://127.0.0.1:PORT". */
  readonly dynamoDbEndpoint: string;
  /** Where functions and state machines call DynamoDB: the host sees these calls before the engine. */
  readonly dynamoDbGateway: string;
  /** Every other AWS API used, "http://127.0.0.1:PORT". */
  readonly awsEndpoint: string;
  /**
   * The next port after the base port, in template order, so that URLs stay the same between runs.
   * 0 when the host runs on ports of the system's choice: listen in `create` and read the port back.
   */
  nextPort(): number;
  /**
   * Replaces AWS host names that stand for this host's own resources in resolved strings
   * ("wss://abc.execute-api.local.amazonaws.com" → "ws://127.0.0.1:4605").
   */
  registerHostName(awsUrlPrefix: string, localUrlPrefix: string): void;
  /** What requests from outside go through first. @default - nothing */
  readonly requestFilter?: RequestFilter;
  /** Names under which this machine may be called, beside those of the loopback. */
  readonly allowedHosts: readonly string[];
  readonly log: HostLog;
  /** The roles of the template, and what acts in them. */
  readonly access: AccessControl;
  /** Which services may invoke which functions. */
  readonly functionPolicies: FunctionPolicies;
  /** What is to go wrong by request; kinds name their functions and tables to it. */
  readonly switches: Switches;
}
