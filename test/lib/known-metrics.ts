import { metrics } from '../../core/metrics/metrics.ts';
import type { ReadMetric } from './watched-alarms.ts';

/**
 * Metrics of AWS's own that are read, by namespace, each with the sets of dimensions that it has. From AWS's
 * pages, November 2026:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
const documented: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'AWS/Lambda': {
    ConcurrentExecutions: ['', 'FunctionName'],
    Duration: ['', 'FunctionName'],
    Errors: ['', 'FunctionName'],
    Invocations: ['', 'FunctionName'],
    IteratorAge: ['FunctionName'],
    Throttles: ['', 'FunctionName'],
    Url5xxCount: ['FunctionName'],
    UrlRequestCount: ['FunctionName'],
    DroppedEventCount: ['EventSourceMappingUUID'],
    OnFailureDestinationDeliveredEventCount: ['EventSourceMappingUUID'],
  },
  'AWS/DynamoDB': {
    ReadThrottleEvents: ['TableName', 'GlobalSecondaryIndexName,TableName'],
    WriteThrottleEvents: ['TableName', 'GlobalSecondaryIndexName,TableName'],
  },
  'AWS/Events': { Invocations: ['RuleName'] },
  'AWS/States': { ExecutionsFailed: ['StateMachineArn'], ExecutionsStarted: ['StateMachineArn'] },
  'AWS/SQS': {
    ApproximateAgeOfOldestMessage: ['QueueName'],
    ApproximateNumberOfMessagesVisible: ['QueueName'],
  },
  'AWS/ApiGateway': {
    ClientError: ['ApiId,Stage'],
    ConnectCount: ['ApiId,Stage'],
    ExecutionError: ['ApiId,Stage'],
    IntegrationError: ['ApiId,Stage'],
    MessageCount: ['ApiId,Stage'],
  },
};

/** What of the list one row may say. */
interface Listed {
  readonly says: string;
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  readonly total?: boolean;
}

/** Whether somebody makes it: a function of ours, by the list of metrics, or AWS. */
export function knownMetrics({
  namespace,
  metricName,
  dimensions,
}: Pick<ReadMetric, 'namespace' | 'metricName' | 'dimensions'>): boolean {
  const names = dimensions.map(({ Name }) => Name).sort();
  if (namespace.startsWith('AWS/')) {
    return documented[namespace]?.[metricName]?.includes(names.join(',')) ?? false;
  }
  const listed = (metrics as Readonly<Record<string, Listed>>)[metricName];
  if (!/^GalloBetsRealtime(-\w+)?$/.test(namespace) || listed === undefined) return false;
  const [dimension] = dimensions;
  if (dimension === undefined) return listed.dimension === undefined || listed.total === true;
  return (
    names.length === 1 &&
    listed.dimension?.name === dimension.Name &&
    listed.dimension.values.includes(String(dimension.Value))
  );
}
