import { tableNamesOf } from '../capacity/consumed-units.ts';
import type { AwsAnswer, AwsCall, GatewayStep } from '../contract/aws-call.ts';
import type { MetricRecorder } from '../contract/metrics.ts';

/** docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

const reads = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems']);

/**
 * Counts what DynamoDB counts of calls that it does not serve, each try of the SDK on its own:
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const countFailures =
  (metrics: MetricRecorder): GatewayStep =>
  async (call, next) => {
    const answer = await next(call);
    if (call.service === 'dynamodb' && answer.status >= 400) count(call, answer, metrics);
    return answer;
  };

function count({ operation, input }: AwsCall, answer: AwsAnswer, metrics: MetricRecorder): void {
  const record = (name: string, dimensions: Readonly<Record<string, string>>): void =>
    metrics.record({ namespace: 'AWS/DynamoDB', name, dimensions, unit: 'Count', values: [1] });
  const isThrottled = throttling.has(errorTypeOf(answer));
  const throttled = throttledIndexOf(answer);
  for (const TableName of tableNamesOf(operation, input)) {
    const dimensions = { TableName, Operation: operation };
    if (isThrottled) {
      record('ThrottledRequests', dimensions);
      if (throttled !== undefined && throttled.TableName !== TableName) continue;
      record(reads.has(operation) ? 'ReadThrottleEvents' : 'WriteThrottleEvents', {
        TableName,
        ...(throttled ?? indexOf(input)),
      });
    } else if (answer.status >= 500) record('SystemErrors', dimensions);
  }
}

/** What is read through an index counts as its own, not as the table's. */
const indexOf = ({ IndexName }: AwsCall['input']): Readonly<Record<string, string>> =>
  typeof IndexName === 'string' ? { GlobalSecondaryIndexName: IndexName } : {};

/** The index that a refusal names as what throttles; undefined: it names none. */
function throttledIndexOf({ body }: AwsAnswer) {
  const [, TableName, GlobalSecondaryIndexName] =
    /"resource"\s*:\s*"[^"]*:table\/([^/"]+)\/index\/([^"]+)"/.exec(body) ?? [];
  if (TableName === undefined || GlobalSecondaryIndexName === undefined) return undefined;
  return { TableName, GlobalSecondaryIndexName };
}

/** "com.amazonaws.dynamodb.v20120810#ThrottlingException", the part behind the hash. */
const errorTypeOf = ({ body }: AwsAnswer): string =>
  /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(body)?.[1] ?? '';
