import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StalledOperations } from '../../../core/workflow/bulk/sweep-bulk.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { findOperation } from './bulk-table.ts';

/** More do not run at once; the ids are small, and one query reads them all. */
const mostRunning = 1_000;

/** The port over the table WorkflowOperations and its index `byStatus`. */
export function createStalledOperations(
  client: DynamoDBDocumentClient,
  tableName: string,
): StalledOperations {
  return {
    running: async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'byStatus',
          KeyConditionExpression: '#status = :running',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':running': 'running' },
          Limit: mostRunning,
        }),
      );
      return Items.map(({ bulkOperationId }) => String(bulkOperationId));
    },
    find: bulkOperationId => findOperation(client, tableName, bulkOperationId),
    noteRestart: ({ bulkOperationId, progressAt }, at) =>
      wasWritten(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { bulkOperationId },
            UpdateExpression: 'SET progressAt = :at',
            ConditionExpression: '#status = :running AND progressAt = :asRead',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':at': at, ':running': 'running', ':asRead': progressAt },
          }),
        ),
      ),
  };
}
