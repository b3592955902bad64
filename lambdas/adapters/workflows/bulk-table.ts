import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import {
  type BulkOperation,
  bulkOperationSchema,
} from '../../../core/workflow/bulk/bulk-operation.ts';
import { type BulkResult, bulkResultSchema } from '../../../core/workflow/bulk/bulk-result.ts';
import type {
  BulkResultPage,
  BulkResultQuery,
  BulkStore,
} from '../../../core/workflow/bulk/bulk-store.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { transact } from '../dynamodb/transact.ts';
import { chunkItem, itemIdOf, resultPrefix } from './bulk-items.ts';

/** Where bulk operations are kept. */
export interface BulkTableNames {
  readonly workflowOperationsTableName: string;
  readonly bulkItemsTableName: string;
}

/** Of those with one outcome a page looks at so many results: they may be few among many. */
const lookedAt = 1_000;

/** The port over the tables WorkflowOperations and BulkItems. */
export function createBulkTable(
  client: DynamoDBDocumentClient,
  { workflowOperationsTableName, bulkItemsTableName }: BulkTableNames,
): BulkStore {
  const find = (bulkOperationId: string) =>
    findOperation(client, workflowOperationsTableName, bulkOperationId);

  return {
    create: async ({ operation, chunks }) => {
      const rows = chunks.map((ids, number) => {
        const row = chunkItem(operation, number, ids);
        return [row.itemId, { Put: { TableName: bulkItemsTableName, Item: row } }] as const;
      });
      const failed = await transact(client, {
        operation: {
          Put: {
            TableName: workflowOperationsTableName,
            Item: operation,
            ConditionExpression: 'attribute_not_exists(bulkOperationId)',
          },
        },
        ...Object.fromEntries(rows),
      });
      return failed === undefined ? 'created' : 'exists';
    },
    find,
    requestCancel: async bulkOperationId => {
      await wasWritten(
        client.send(
          new UpdateCommand({
            TableName: workflowOperationsTableName,
            Key: { bulkOperationId },
            UpdateExpression: 'SET cancelRequested = :true',
            // An operation that a backend carries out itself has no rows here, and is its own matter.
            ConditionExpression: '#status = :running AND attribute_exists(chunkSize)',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':true': true, ':running': 'running' },
          }),
        ),
      );
      return await find(bulkOperationId);
    },
    results: (bulkOperationId, query) =>
      readResults(client, bulkItemsTableName, bulkOperationId, query),
  };
}

async function readResults(
  client: DynamoDBDocumentClient,
  tableName: string,
  bulkOperationId: string,
  { outcome, limit, after }: BulkResultQuery,
): Promise<BulkResultPage> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'bulkOperationId = :id AND begins_with(itemId, :prefix)',
      FilterExpression: outcome && 'outcome = :outcome',
      ExpressionAttributeValues: {
        ':id': bulkOperationId,
        ':prefix': resultPrefix,
        ...(outcome && { ':outcome': outcome }),
      },
      ExclusiveStartKey:
        after === undefined ? undefined : { bulkOperationId, itemId: itemIdOf(after) },
      Limit: outcome ? Math.max(limit, lookedAt) : limit,
      ConsistentRead: true,
    }),
  );
  const found = Items.map((item): BulkResult => bulkResultSchema.parse(item));
  const results = found.slice(0, limit);
  const last =
    found.length > limit
      ? results.at(-1)?.workflowId
      : LastEvaluatedKey?.itemId?.slice(resultPrefix.length);
  return { results, ...(last === undefined ? {} : { after: last }) };
}

/** `undefined` too for one that a backend carries out itself, or that breaks the contract. */
export async function findOperation(
  client: DynamoDBDocumentClient,
  tableName: string,
  bulkOperationId: string,
): Promise<BulkOperation | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: { bulkOperationId }, ConsistentRead: true }),
  );
  return Item && bulkOperationSchema.safeParse(withoutNulls(Item)).data;
}
