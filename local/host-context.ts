import type { AwsJsonService } from './contract/aws-json-service.ts';
import type { BucketStore, Host } from './contract/host.ts';
import type { HostLog } from './contract/host-log.ts';
import type { FunctionRegistry } from './contract/invocation.ts';
import type { LogRecorder } from './contract/log-recorder.ts';
import type { MessageQueue } from './contract/message-queue.ts';
import type { MetricRecorder } from './contract/metrics.ts';
import type { NewestRecord } from './contract/newest-record.ts';
import type { RequestFilter } from './contract/request-filter.ts';
import type { TableStream } from './contract/table-stream.ts';
import { Switches } from './faults/switches.ts';
import { IamAccessControl } from './iam/access-control.ts';
import { IamFunctionPolicies } from './iam/function-policies.ts';
import type { Assembly } from './template/assembly.ts';

/** What a host knows of itself before any resource exists. */
export interface HostFacts {
  readonly assembly: Assembly;
  readonly region: string;
  readonly accountId: string;
  readonly dynamoDbEndpoint: string;
  readonly newestRecord?: NewestRecord;
  readonly log: HostLog;
  readonly logs: LogRecorder;
  readonly metrics: MetricRecorder;
  /** @default 60 */
  readonly secondsPerMinute?: number;
  readonly statePath?: string;
  readonly requestFilter?: RequestFilter;
  readonly allowedHosts: readonly string[];
  /** @default false */
  readonly isDebugged?: boolean;
  /** 0: each port is of the system's choice. */
  readonly firstPort: number;
}

function found<Value>(map: ReadonlyMap<string, Value>, key: string, what: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`this template makes no ${what} ${key}`);
  return value;
}

/** The host as its resources see it: what they registered, by name. */
export class HostContext implements Host {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  readonly assemblyDirectory: string;
  readonly dynamoDbEndpoint: string;
  readonly newestRecord?: NewestRecord;
  readonly log: HostLog;
  readonly logs: LogRecorder;
  readonly metrics: MetricRecorder;
  readonly secondsPerMinute: number;
  readonly statePath?: string;
  readonly requestFilter?: RequestFilter;
  readonly allowedHosts: readonly string[];
  readonly isDebugged: boolean;
  /** Set once the gateway listens, which is before any resource is made. */
  dynamoDbGateway = '';
  /** Set once the endpoint listens, which is before any resource is made. */
  awsEndpoint = '';
  readonly functions: FunctionRegistry;
  readonly switches = new Switches();
  readonly access: IamAccessControl;
  readonly functionPolicies: IamFunctionPolicies;
  readonly #assets: ReadonlyMap<string, string>;
  readonly #implementations = new Map<string, FunctionRegistry>();
  readonly #timeoutsMs = new Map<string, number>();
  readonly #services = new Map<string, AwsJsonService>();
  readonly #streams = new Map<string, TableStream>();
  readonly #queues = new Map<string, MessageQueue>();
  readonly #buckets = new Map<string, BucketStore>();
  readonly #hostNames: { readonly from: string; readonly to: string }[] = [];
  /** "http://127.0.0.1:PORT" of each function URL, and the same at localhost. */
  readonly #pageOrigins = new Map<string, string>();
  #port: number;

  constructor(facts: HostFacts) {
    this.region = facts.region;
    this.accountId = facts.accountId;
    this.stackName = facts.assembly.stackName;
    this.assemblyDirectory = facts.assembly.directory;
    this.dynamoDbEndpoint = facts.dynamoDbEndpoint;
    this.log = facts.log;
    this.logs = facts.logs;
    this.metrics = facts.metrics;
    this.secondsPerMinute = facts.secondsPerMinute ?? 60;
    this.allowedHosts = facts.allowedHosts;
    this.isDebugged = facts.isDebugged ?? false;
    this.access = new IamAccessControl(facts.log);
    this.functionPolicies = new IamFunctionPolicies(facts.accountId, facts.log);
    if (facts.newestRecord !== undefined) this.newestRecord = facts.newestRecord;
    if (facts.statePath !== undefined) this.statePath = facts.statePath;
    if (facts.requestFilter !== undefined) this.requestFilter = facts.requestFilter;
    this.#assets = facts.assembly.assets;
    this.#port = facts.firstPort;
    this.functions = {
      invoke: (arn, payload) => this.#function(arn).invoke(arn, payload),
      invokeStreaming: (arn, payload, sink) =>
        this.#function(arn).invokeStreaming(arn, payload, sink),
    };
  }

  assetPath(objectKey: string): string {
    return found(this.#assets, objectKey, 'asset');
  }

  registerFunction(functionArn: string, implementation: FunctionRegistry, timeoutMs: number): void {
    this.#implementations.set(functionArn, implementation);
    this.#timeoutsMs.set(functionArn, timeoutMs);
  }

  /** The ARN of the function of that name or ARN; undefined: the template makes none. */
  functionArnOf(name: string): string | undefined {
    const arn = name.startsWith('arn:')
      ? name
      : `arn:aws:lambda:${this.region}:${this.accountId}:function:${name}`;
    return this.#implementations.has(arn) ? arn : undefined;
  }

  functionTimeoutMs(functionArn: string): number {
    return found(this.#timeoutsMs, functionArn, 'function');
  }

  registerService(service: AwsJsonService): void {
    this.#services.set(service.targetPrefix, service);
  }

  service(targetPrefix: string): AwsJsonService | undefined {
    return this.#services.get(targetPrefix);
  }

  registerTableStream(stream: TableStream): void {
    this.#streams.set(stream.streamArn, stream);
  }

  tableStream(streamArn: string): TableStream {
    return found(this.#streams, streamArn, 'stream');
  }

  registerQueue(queue: MessageQueue): void {
    this.#queues.set(queue.arn, queue);
  }

  queue(queueArn: string): MessageQueue {
    return found(this.#queues, queueArn, 'queue');
  }

  registerBucket(bucketArn: string, store: BucketStore): void {
    this.#buckets.set(bucketArn, store);
  }

  bucket(bucketArn: string): BucketStore {
    return found(this.#buckets, bucketArn, 'bucket');
  }

  /** Undefined: the template makes no bucket of that name. */
  bucketNamed(name: string): BucketStore | undefined {
    return this.#buckets.get(`arn:aws:s3:::${name}`);
  }

  nextPort(): number {
    const port = this.#port;
    if (port !== 0) this.#port += 1;
    return port;
  }

  registerHostName(awsUrlPrefix: string, localUrlPrefix: string): void {
    this.#hostNames.push({ from: awsUrlPrefix, to: localUrlPrefix });
  }

  /** Remembers a function URL: its page may be opened at localhost as well as at 127.0.0.1. */
  registerPage(functionUrl: string): void {
    const { origin, port } = new URL(functionUrl);
    this.#pageOrigins.set(origin, `http://localhost:${port}`);
  }

  /**
   * The value with every registered AWS URL in its strings replaced by the local one. Where the origin
   * of a function URL stands in a list, be it one with commas, the same page at localhost stands behind
   * it: to a browser that is another origin.
   */
  localized(value: unknown): unknown {
    if (typeof value === 'string') {
      const text = this.#hostNames.reduce((text, { from, to }) => text.replaceAll(from, to), value);
      return this.#withLocalhost(text.split(',')).join(',');
    }
    if (Array.isArray(value)) {
      return value.flatMap((each: unknown): readonly unknown[] =>
        typeof each === 'string' && this.#pageOrigins.has(each)
          ? this.#withLocalhost([each])
          : [this.localized(each)],
      );
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, this.localized(each)]),
    );
  }

  #withLocalhost(list: readonly string[]): readonly string[] {
    return list.flatMap(each => {
      const atLocalhost = this.#pageOrigins.get(each);
      return atLocalhost === undefined ? [each] : [each, atLocalhost];
    });
  }

  #function(functionArn: string): FunctionRegistry {
    return found(this.#implementations, functionArn, 'function');
  }
}
