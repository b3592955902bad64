import {
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredValue } from '../../../core/change/attribute-value.ts';
import type { Outbox, OutboxPut, OutgoingItem } from '../../../core/publish/outbox.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';

/** How long an item is kept, and with it its idempotency key. */
const keptSec = 86_400;

/** The attribute that a reader of the contract does not see. */
const fingerprintName = 'fingerprint';

/** That nothing is stored under its id yet. */
export const isNotStored = 'attribute_not_exists(eventId)';

/** All that is stored of an item, in DynamoDB's own form. */
export function outboxAttributes(
  { stored, fingerprint }: OutgoingItem,
  nowMs: number,
): Readonly<Record<string, StoredValue>> {
  const ttl = { N: String(Math.ceil(nowMs / 1_000) + keptSec) };
  return { ...stored, [fingerprintName]: { S: fingerprint }, ttl };
}

/** The port over the Outbox table. */
export function createOutbox(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: () => number,
): Outbox {
  async function tryPut(items: readonly OutgoingItem[]): Promise<OutboxPut | typeof conflict> {
    const nowMs = now();
    try {
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: items.map(item => ({
            Put: {
              TableName: tableName,
              Item: outboxAttributes(item, nowMs),
              ConditionExpression: isNotStored,
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          })),
        }),
      );
      return { kind: 'stored', fresh: items.length };
    } catch (error) {
      if (error instanceof TransactionInProgressException) return conflict;
      if (error instanceof TransactionCanceledException) return await afterCancel(items, error);
      if (error instanceof DynamoDBServiceException && error.name === 'ValidationException') {
        return { kind: 'unstorable' };
      }
      throw error;
    }
  }

  /** Without those that an earlier request has stored, if all that is there is what was meant. */
  async function afterCancel(
    items: readonly OutgoingItem[],
    error: TransactionCanceledException,
  ): Promise<OutboxPut | typeof conflict> {
    const reasons = error.CancellationReasons ?? [];
    const codes = reasons.map(({ Code }) => Code);
    if (codes.includes('ValidationError')) return { kind: 'unstorable' };
    const isThere = (at: number) => codes[at] === 'ConditionalCheckFailed';
    const other = items.find(
      ({ fingerprint }, at) =>
        isThere(at) && reasons[at]?.Item?.[fingerprintName]?.S !== fingerprint,
    );
    if (other !== undefined) return { kind: 'reused', eventId: other.eventId };
    const rest = items.filter((_, at) => !isThere(at));
    if (rest.length === 0) return { kind: 'stored', fresh: 0 };
    if (rest.length < items.length) return await tryPut(rest);
    if (codes.some(code => passingReasons.includes(code ?? ''))) return conflict;
    throw error;
  }

  return {
    put: items => retryOnConflict(() => tryPut(items)),
    find: async (eventId, fingerprint) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { eventId }, ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      return Item[fingerprintName] === fingerprint ? 'stored' : 'reused';
    },
  };
}

/** The reasons of a cancelled transaction that pass by themselves. */
const passingReasons = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
