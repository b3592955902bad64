import { setTimeout as delay } from 'node:timers/promises';
import { awsError } from '../aws-protocol/aws-error.ts';
import { tableNamesOf } from '../capacity/consumed-units.ts';
import type { AwsAnswer, AwsCall, GatewayStep } from '../contract/aws-call.ts';
import type { DatabaseFault } from '../contract/fault-settings.ts';
import type { FaultSwitches } from '../contract/fault-switches.ts';

type DatabaseError = Extract<DatabaseFault, { kind: 'error' }>['error'];
type ThrottledIndex = Extract<DatabaseFault, { kind: 'throttledIndex' }>;

const reads = new Set(['Query', 'Scan']);

/** Status and message of each error: docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const errors: Readonly<Record<DatabaseError, readonly [status: number, message: string]>> = {
  InternalServerError: [
    500,
    'The server encountered an internal error trying to fulfill the request.',
  ],
  ProvisionedThroughputExceededException: [
    400,
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ],
  RequestLimitExceeded: [400, 'Throughput exceeds the current throughput limit for your account.'],
  ThrottlingException: [400, 'Rate of requests exceeds the allowed throughput.'],
  TransactionConflictException: [400, 'Transaction is ongoing for the item'],
};

/** Injects the faults that are set: calls are late, refused, unanswered, or fail after they took effect. */
export function databaseFaults(
  switches: FaultSwitches,
  tableArnOf: (tableName: string) => string,
): GatewayStep {
  return async (call, next) => {
    const { service, operation, input } = call;
    if (service !== 'dynamodb' || switches.faults.database.length === 0) return next(call);
    const tableNames = tableNamesOf(operation, input);
    const indexName = typeof input.IndexName === 'string' ? input.IndexName : undefined;
    for (const fault of switches.takeDatabaseFaults({ operation, tableNames, indexName })) {
      if (fault.kind === 'latency') await delay(fault.byMs);
      if (fault.kind === 'outage') {
        return awsError(503, 'ServiceUnavailable', 'DynamoDB is currently unavailable.');
      }
      if (fault.kind === 'throttledIndex') {
        return throttledBy(fault, operation, tableArnOf(fault.table));
      }
      if (fault.kind !== 'error') continue;
      if (fault.when === 'after') await next(call);
      return refusal(fault.error, call);
    }
    return next(call);
  };
}

/**
 * The refusal names what throttles:
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing-workflow.html
 */
function throttledBy(
  { error, index }: ThrottledIndex,
  operation: string,
  tableArn: string,
): AwsAnswer {
  const [status, message] = errors[error];
  const reason = `Index${reads.has(operation) ? 'Read' : 'Write'}KeyRangeThroughputExceeded`;
  const reasons = [{ reason, resource: `${tableArn}/index/${index}` }];
  const name = error === 'ThrottlingException' ? 'throttlingReasons' : 'ThrottlingReasons';
  return awsError(status, typeOf(error), message, { [name]: reasons });
}

const typeOf = (error: DatabaseError): string => `com.amazonaws.dynamodb.v20120810#${error}`;

function refusal(error: DatabaseError, { operation, input }: AwsCall): AwsAnswer {
  const [status, message] = errors[error];
  const isTransaction = operation === 'TransactWriteItems' || operation === 'TransactGetItems';
  if (error !== 'TransactionConflictException' || !isTransaction) {
    return awsError(status, typeOf(error), message);
  }
  // Within a transaction it is a reason of each item, and here the first has it.
  const count = Array.isArray(input.TransactItems) ? input.TransactItems.length : 1;
  const CancellationReasons = Array.from({ length: count }, (_, index) =>
    index === 0 ? { Code: 'TransactionConflict', Message: message } : { Code: 'None' },
  );
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  return awsError(
    400,
    'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons },
  );
}
