import { availableParallelism } from 'node:os';
import { type Monitoring, unusedMonitoring } from '../alarms/monitoring.ts';
import type { ResourceKind } from '../contract/resource-kind.ts';
import { lambdaPace, type StreamPace } from '../function-url/stream-pace.ts';
import { BucketPolicies } from '../iam/bucket-policies.ts';
import { Concurrency } from '../runtime/concurrency.ts';
import { StartGate } from '../runtime/start-gate.ts';
import { CodeObjects } from '../web-function/code-objects.ts';
import {
  defaultWebFunctionLimits,
  type WebFunctionLimits,
} from '../web-function/web-function-limits.ts';
import { WebFunctions } from '../web-function/web-functions.ts';
import { cdkMetadataKind } from './cdk/cdk-metadata.ts';
import { alarmKind } from './cloudwatch/alarm-kind.ts';
import { compositeAlarmKind } from './cloudwatch/composite-alarm-kind.ts';
import { dashboardKind } from './cloudwatch/dashboard-kind.ts';
import { dynamoDbGlobalTableKind } from './dynamodb/dynamodb-global-table.ts';
import { dynamoDbTableKind } from './dynamodb/dynamodb-table.ts';
import { eventsRuleKind } from './events/events-rule.ts';
import { iamPolicyKind } from './iam/iam-policy.ts';
import { iamRoleKind } from './iam/iam-role.ts';
import { eventSourceMappingKind } from './lambda/event-source-mapping.ts';
import { lambdaFunctionKind } from './lambda/lambda-function.ts';
import { lambdaPermissionKind } from './lambda/lambda-permission.ts';
import { lambdaResourcePolicyKind } from './lambda/lambda-resource-policy.ts';
import { lambdaUrlKind } from './lambda/lambda-url.ts';
import { webFunctionKind } from './lambda/web-function.ts';
import { webFunctionEndpointKind } from './lambda/web-function-endpoint.ts';
import { webFunctionRevisionKind } from './lambda/web-function-revision.ts';
import { logGroupKind } from './logs/log-group.ts';
import { queryDefinitionKind } from './logs/query-definition.ts';
import { s3AutoDeleteObjectsKind } from './s3/s3-auto-delete-objects.ts';
import { s3BucketKind } from './s3/s3-bucket.ts';
import { s3BucketPolicyKind } from './s3/s3-bucket-policy.ts';
import { s3ObjectCopyKind } from './s3/s3-object-copy.ts';
import { secretKind } from './secrets-manager/secret.ts';
import { subscriptionKind } from './sns/subscription-kind.ts';
import { topicKind } from './sns/topic-kind.ts';
import { topicPolicyKind } from './sns/topic-policy-kind.ts';
import { queueKind } from './sqs/queue-kind.ts';
import { queuePolicyKind } from './sqs/queue-policy-kind.ts';
import { ssmParameterKind } from './ssm/ssm-parameter.ts';
import { stateMachineKind } from './state-machine/state-machine.ts';
import type { ConnectionLimits } from './websocket-api/connection.ts';
import { defaultConnectionLimits, webSocketApiKinds } from './websocket-api/kinds.ts';

/** What of a run the template does not say. */
export interface HostLimits {
  /** Bounds how many invocations of functions that reserved nothing run at once. */
  readonly maxConcurrency: number;
  /** The account's concurrency: reservations come out of it. @default - `maxConcurrency` beside them */
  readonly accountConcurrency?: number;
  /** 1 but for benchmarks. */
  readonly readersPerEnvironment: number;
  readonly streamPace: StreamPace;
  readonly connectionLimits: ConnectionLimits;
  readonly webFunctions: WebFunctionLimits;
}

/** About 2 GB of environments; an account starts with 10 to 1,000. */
const defaultMaxConcurrency = 100;

/** The limits of AWS where it has fixed ones. */
export const defaultLimits: HostLimits = {
  maxConcurrency: defaultMaxConcurrency,
  readersPerEnvironment: 1,
  streamPace: lambdaPace,
  connectionLimits: defaultConnectionLimits,
  webFunctions: defaultWebFunctionLimits,
};

/** The account of one run, as its functions share it. */
export function concurrencyOf({ accountConcurrency, maxConcurrency }: HostLimits): Concurrency {
  return accountConcurrency === undefined
    ? new Concurrency({ unreservedExecutions: maxConcurrency })
    : new Concurrency({ concurrentExecutions: accountConcurrency });
}

/** Every resource type the host knows, for one run of it. */
export function resourceKinds(
  limits: HostLimits,
  concurrency = concurrencyOf(limits),
  webFunctions = new WebFunctions(),
  monitoring: Monitoring = unusedMonitoring(),
): ReadonlyMap<string, ResourceKind> {
  const starts = new StartGate(availableParallelism());
  const code = new CodeObjects();
  const bucketPolicies = new BucketPolicies();
  const kinds = [
    dynamoDbGlobalTableKind,
    dynamoDbTableKind,
    eventSourceMappingKind(),
    eventsRuleKind,
    lambdaFunctionKind({
      concurrency,
      starts,
      readersPerEnvironment: limits.readersPerEnvironment,
    }),
    iamPolicyKind,
    iamRoleKind,
    lambdaPermissionKind,
    lambdaUrlKind(limits.streamPace),
    webFunctionKind(webFunctions),
    webFunctionRevisionKind({ webFunctions, code, bucketPolicies }),
    webFunctionEndpointKind({ webFunctions, starts, limits: limits.webFunctions }),
    lambdaResourcePolicyKind,
    s3BucketKind,
    s3BucketPolicyKind(bucketPolicies),
    s3ObjectCopyKind(code),
    s3AutoDeleteObjectsKind,
    queueKind(),
    queuePolicyKind,
    secretKind(),
    ssmParameterKind(),
    stateMachineKind(),
    ...webSocketApiKinds(limits.connectionLimits),
    logGroupKind,
    queryDefinitionKind,
    topicKind(monitoring.topics),
    topicPolicyKind(monitoring.topics),
    subscriptionKind(monitoring.topics),
    alarmKind(monitoring),
    compositeAlarmKind(monitoring),
    dashboardKind,
    cdkMetadataKind,
  ];
  return new Map(kinds.map(kind => [kind.type, kind]));
}
