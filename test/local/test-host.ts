import type { AwsJsonService } from '../../local/contract/aws-json-service.ts';
import type { FunctionPolicies } from '../../local/contract/function-policies.ts';
import type { BucketStore, Host } from '../../local/contract/host.ts';
import type { HostLog } from '../../local/contract/host-log.ts';
import type { FunctionRegistry, InvocationResult } from '../../local/contract/invocation.ts';
import type { MessageQueue } from '../../local/contract/message-queue.ts';
import type { MetricSample } from '../../local/contract/metrics.ts';
import type { RequestFilter } from '../../local/contract/request-filter.ts';
import type { TableStream } from '../../local/contract/table-stream.ts';
import { Switches } from '../../local/faults/switches.ts';
import { IamAccessControl } from '../../local/iam/access-control.ts';
import { identityStatements, trustStatements } from '../../local/iam/policy-statements.ts';
import { LogStore } from '../../local/resources/logs/log-store.ts';

type FunctionStandIn = (payload: unknown) => Promise<InvocationResult> | InvocationResult;

/** The role of all that acts in a test about something else: it may do anything. */
export const anyRole = 'arn:aws:iam::000000000000:role/any';

function permissive(log: HostLog): IamAccessControl {
  const access = new IamAccessControl(log);
  const Version = '2012-10-17';
  const Service = ['lambda.amazonaws.com', 'states.amazonaws.com'];
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } };
  const role = access.addRole(
    { arn: anyRole, name: 'any', logicalId: 'AnyRole' },
    trustStatements({ Version, Statement: trust }, 'any'),
  );
  const Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  role.attach(identityStatements({ Version, Statement }, 'any'));
  return access;
}

/** A host of a test: it remembers what kinds register, and its functions are plain closures. */
export interface TestHost extends Host {
  readonly switches: Switches;
  readonly services: Map<string, AwsJsonService>;
  readonly tableStreams: Map<string, TableStream>;
  readonly buckets: Map<string, BucketStore>;
  readonly hostNames: Map<string, string>;
  readonly logs: LogStore;
  /** What was recorded, in that order. */
  readonly samples: MetricSample[];
  /** "level: message", in the order logged. */
  readonly logged: string[];
  /** Makes a function out of a closure; gives its ARN. */
  addFunction(name: string, standIn: FunctionStandIn): string;
}

/** What a test may set; the engine's endpoint is needed by the kinds that use it. */
export interface TestHostOptions {
  readonly dynamoDbEndpoint?: string;
  readonly statePath?: string;
  /** @default - everybody may invoke every function */
  readonly functionPolicies?: FunctionPolicies;
  readonly requestFilter?: RequestFilter;
}

export function createTestHost(options: TestHostOptions = {}): TestHost {
  const standIns = new Map<string, FunctionStandIn>();
  const services = new Map<string, AwsJsonService>();
  const tableStreams = new Map<string, TableStream>();
  const queues = new Map<string, MessageQueue>();
  const buckets = new Map<string, BucketStore>();
  const hostNames = new Map<string, string>();
  const logged: string[] = [];
  const samples: MetricSample[] = [];
  const functions: FunctionRegistry = {
    invoke: async (functionArn, payload) => found(standIns, functionArn)(payload),
    invokeStreaming: () => Promise.reject(new Error('no test streams through this host')),
  };
  const log: HostLog = {
    debug: message => logged.push(`debug: ${message}`),
    info: message => logged.push(`info: ${message}`),
    warn: message => logged.push(`warn: ${message}`),
    error: message => logged.push(`error: ${message}`),
  };
  return {
    region: 'us-east-1',
    accountId: '000000000000',
    stackName: 'Stack',
    ...(options.statePath !== undefined && { statePath: options.statePath }),
    ...(options.requestFilter !== undefined && { requestFilter: options.requestFilter }),
    assemblyDirectory: '/nowhere',
    assetPath: objectKey => `/nowhere/${objectKey}`,
    functions,
    registerFunction: () => {},
    functionTimeoutMs: () => 3_000,
    registerService: service => services.set(service.targetPrefix, service),
    registerTableStream: stream => tableStreams.set(stream.streamArn, stream),
    tableStream: streamArn => found(tableStreams, streamArn),
    registerQueue: queue => queues.set(queue.arn, queue),
    queue: queueArn => found(queues, queueArn),
    registerBucket: (bucketArn, store) => buckets.set(bucketArn, store),
    bucket: bucketArn => found(buckets, bucketArn),
    dynamoDbEndpoint: options.dynamoDbEndpoint ?? 'http://127.0.0.1:1',
    dynamoDbGateway: options.dynamoDbEndpoint ?? 'http://127.0.0.1:1',
    awsEndpoint: 'http://127.0.0.1:1',
    allowedHosts: [],
    nextPort: () => 0,
    registerHostName: (awsUrlPrefix, localUrlPrefix) => hostNames.set(awsUrlPrefix, localUrlPrefix),
    log,
    logs: new LogStore(),
    metrics: { record: sample => void samples.push(sample), observe: () => {} },
    samples,
    access: permissive(log),
    functionPolicies: options.functionPolicies ?? { add: () => {}, allows: () => true },
    switches: new Switches(),
    services,
    tableStreams,
    buckets,
    hostNames,
    logged,
    addFunction: (name, standIn) => {
      const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
      standIns.set(functionArn, standIn);
      return functionArn;
    },
  };
}

function found<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`${key} was not registered`);
  return value;
}
