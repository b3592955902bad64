import { randomUUID } from 'node:crypto';
import {
  type CancellationReason,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import { conflict, retryOnConflict } from './conflict-retry.ts';
import { storable } from './storable.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What one condition of a refused transaction found. */
export interface FailedCondition {
  /** Absent when there is no such item. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Writes all parts or none: `undefined` when written, else the conditions that failed, by the names
 * of their parts. A part that is not there is none. A retry, whosever, repeats the same idempotency
 * token, so it cannot write twice. DynamoDB takes 100 parts and 4 MB at most:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transact<Name extends string>(
  client: DynamoDBDocumentClient,
  parts: Readonly<Partial<Record<Name, TransactItem>>>,
): Promise<Partial<Record<Name, FailedCondition>> | undefined> {
  const names = (Object.keys(parts) as Name[]).filter(name => parts[name] !== undefined);
  const items = names.flatMap<TransactItem>(name => parts[name] ?? []);
  // What was read goes back as it was, as the conditions of a decision have it.
  const TransactItems = storable(items);
  // The SDK would make one for each time that the command is sent, by a client that repeats it itself.
  const ClientRequestToken = randomUUID();
  return await retryOnConflict(async () => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
      return undefined;
    } catch (error) {
      if (error instanceof TransactionInProgressException) return conflict;
      if (!(error instanceof TransactionCanceledException)) throw error;
      return failedConditions(names, error);
    }
  });
}

/** The reasons of a cancelled transaction that pass by themselves. */
const passingReasons = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

function failedConditions<Name extends string>(
  names: readonly Name[],
  error: TransactionCanceledException,
): Partial<Record<Name, FailedCondition>> | typeof conflict {
  const reasons = error.CancellationReasons ?? [];
  const failed = names.flatMap((name, index) => {
    const { Code, Item } = reasons[index] ?? ({} as CancellationReason);
    return Code === 'ConditionalCheckFailed'
      ? [[name, { item: Item && arrivingAttributes(Item) }]]
      : [];
  });
  if (failed.length > 0) return Object.fromEntries(failed);
  if (reasons.some(({ Code }) => passingReasons.includes(Code ?? ''))) return conflict;
  throw error;
}
