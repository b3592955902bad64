import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import type {
  PaymentStreamKeys,
  PaymentStreamLists,
} from '../../../core/payment-stream/payment-stream-lists.ts';
import {
  type StoredPaymentStream,
  storedPaymentStreamSchema,
} from '../../../core/payment-stream/stored-payment-stream.ts';
import { AppError } from '../../../core/wire/app-error.ts';

const indexes: Readonly<Record<PaymentStreamKeys['by'], string>> = {
  sender: 'bySender',
  recipient: 'byRecipient',
  status: 'byStatus',
};

/** Of a batch DynamoDB gives at most 16 MB, and under load less: the rest is asked for again, so often. */
const maxAttempts = 8;
const firstPauseMs = 20;

/** The port over the table PaymentStreams, whose indexes hold keys only. */
export function createPaymentStreamLists(
  client: DynamoDBDocumentClient,
  tableName: string,
): PaymentStreamLists {
  return {
    idsOf: async ({ by, value }, { after, limit }) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: indexes[by],
          KeyConditionExpression: `#by = :value${after === undefined ? '' : ' AND streamId > :after'}`,
          ExpressionAttributeNames: { '#by': by },
          ExpressionAttributeValues: {
            ':value': value,
            ...(after !== undefined && { ':after': after }),
          },
          Limit: limit,
        }),
      );
      const ids = Items.map(({ streamId }) => String(streamId));
      return { ids, hasMore: LastEvaluatedKey !== undefined };
    },
    findAll: async streamIds => {
      let keys: Record<string, unknown>[] = [...new Set(streamIds)].map(streamId => ({ streamId }));
      const found: StoredPaymentStream[] = [];
      for (let made = 0; made < maxAttempts && keys.length > 0; made += 1) {
        if (made > 0) await pause(Math.random() * firstPauseMs * 2 ** made);
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetCommand({
            RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } },
          }),
        );
        found.push(...(Responses?.[tableName] ?? []).flatMap(readable));
        keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      }
      if (keys.length === 0) return found;
      const message = `${keys.length} payment streams were not read in ${maxAttempts} attempts`;
      throw new AppError('STORE_UNAVAILABLE', message);
    },
  };
}

/** One that breaks its contract is none that could be shown; the fan-out reports it. */
function readable(item: Readonly<Record<string, unknown>>): readonly StoredPaymentStream[] {
  const parsed = storedPaymentStreamSchema.safeParse(withoutNulls(item));
  return parsed.success ? [parsed.data] : [];
}
