import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DueLanes } from '../../../core/webhook/lane.ts';
import { isoOf } from '../deadlines/deadline-rows.ts';
import { dueShards } from './webhook-row.ts';

/** There are eight shards, and 200 webhooks at most. */
const pageSize = 50;

/** The port over the table Webhooks and its index `byDueAt`. */
export function createDueLanes(client: DynamoDBDocumentClient, tableName: string): DueLanes {
  return {
    shards: dueShards,
    list: async (shard, untilMs, after) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'byDueAt',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
          ExpressionAttributeValues: { ':shard': shard, ':until': isoOf(untilMs) },
          Limit: pageSize,
          ExclusiveStartKey: after,
        }),
      );
      return {
        webhookIds: Items.map(({ webhookId }) => String(webhookId)),
        ...(LastEvaluatedKey && { next: LastEvaluatedKey }),
      };
    },
  };
}
