import type { AccessControl } from './access-control.ts';
import type { AwsJsonService } from './aws-json-service.ts';
import type { FaultSwitches } from './fault-switches.ts';
import type { FunctionPolicies } from './function-policies.ts';
import type { HostLog } from './host-log.ts';
import type { FunctionRegistry } from './invocation.ts';
import type { LogRecorder } from './log-recorder.ts';
import type { MessageQueue } from './message-queue.ts';
import type { MetricRecorder } from './metrics.ts';
import type { NewestRecord } from './newest-record.ts';
import type { RequestFilter } from './request-filter.ts';
import type { TableStream } from './table-stream.ts';

/** Where a bucket of this host keeps what functions and event source mappings put into it. */
export interface BucketStore {
  /** Whether each of its objects has versions. */
  readonly isVersioned: boolean;
  put(key: string, body: string): Promise<void>;
  /** The keys of all objects, in the order of their bytes. */
  keys(): Promise<readonly string[]>;
  /** Undefined: there is no such object. */
  get(key: string): Promise<string | undefined>;
  /** One that is not there is no error. */
  remove(key: string): Promise<void>;
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
  registerFunction(functionArn: string, implementation: FunctionRegistry, timeoutMs: number): void;
  /** How long one invocation of that function may last. */
  functionTimeoutMs(functionArn: string): number;
  /** Called by the kinds whose API functions and tools call through `AwsEndpointUrl`. */
  registerService(service: AwsJsonService): void;
  registerTableStream(stream: TableStream): void;
  tableStream(streamArn: string): TableStream;
  /** Called by the queue kind. */
  registerQueue(queue: MessageQueue): void;
  queue(queueArn: string): MessageQueue;
  /** Called by the bucket kind. */
  registerBucket(bucketArn: string, store: BucketStore): void;
  bucket(bucketArn: string): BucketStore;
  /** The DynamoDB-compatible engine, "http://127.0.0.1:PORT". */
  readonly dynamoDbEndpoint: string;
  /** @default - the engine cannot be asked */
  readonly newestRecord?: NewestRecord;
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
  /** What a minute of metrics, alarms and rates of schedules lasts. @default 60, as on AWS */
  readonly secondsPerMinute?: number;
  /** What functions and services write to log groups. */
  readonly logs: LogRecorder;
  /** What functions and services count, for the alarms of the template. */
  readonly metrics: MetricRecorder;
  /** The roles of the template, and what acts in them. */
  readonly access: AccessControl;
  /** Which services may invoke which functions. */
  readonly functionPolicies: FunctionPolicies;
  /** What is to go wrong by request; kinds name their functions and tables to it. */
  readonly switches: FaultSwitches;
}
