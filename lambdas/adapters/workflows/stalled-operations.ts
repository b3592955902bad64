import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StalledOperations } from '../../../core/workflow/bulk/sweep-bulk.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { findOperation } from './bulk-table.ts';

/** Ids that one query reads. */
const pageSize = 1_000;

/** Pages that one sweep reads at most: backends' own operations stand between ours. */
const maxPages = 10;

/** The port over the table WorkflowOperations and its index `byStatus`. */
export function createStalledOperations(
  client: DynamoDBDocumentClient,
  tableName: string,
): StalledOperations {
  return {
    running: async function* () {
      const pages = paginateQuery(
        { client, pageSize },
        {
          TableName: tableName,
          IndexName: 'byStatus',
          KeyConditionExpression: '#status = :running',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':running': 'running' },
        },
      );
      let read = 0;
      for await (const { Items = [] } of pages) {
        yield Items.map(({ bulkOperationId }) => String(bulkOperationId));
        read += 1;
        if (read === maxPages) return;
      }
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
