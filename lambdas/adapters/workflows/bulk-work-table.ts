import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { nextSpan } from '../../../core/trace/traceparent.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { bulkResultSchema } from '../../../core/workflow/bulk/bulk-result.ts';
import type { BulkWork } from '../../../core/workflow/bulk/bulk-work.ts';
import { isRefusedForGood } from '../changes/refused-for-good.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { transact } from '../dynamodb/transact.ts';
import { chunkIdOf, itemIdOf, ttlOf } from './bulk-items.ts';
import { type BulkTableNames, findOperation } from './bulk-table.ts';
import { createWorkflowsTable, workflowChange } from './workflows-table.ts';

const chunkSchema = z.object({ ids: z.array(z.string()) });

/** What the worker works on, over the tables Workflows, WorkflowOperations and BulkItems. */
export function createBulkWork(
  client: DynamoDBDocumentClient,
  names: BulkTableNames & { readonly workflowsTableName: string },
): BulkWork {
  const { bulkItemsTableName, workflowOperationsTableName, workflowsTableName } = names;
  return {
    find: bulkOperationId => findOperation(client, workflowOperationsTableName, bulkOperationId),
    findWorkflow: createWorkflowsTable(client, workflowsTableName).find,
    chunk: async (bulkOperationId, number) => {
      const itemId = chunkIdOf(number);
      const { Item } = await client.send(
        new GetCommand({
          TableName: bulkItemsTableName,
          Key: { bulkOperationId, itemId },
          ConsistentRead: true,
        }),
      );
      if (Item) return chunkSchema.parse(Item).ids;
      const message = `the operation ${bulkOperationId} has no row ${itemId}`;
      throw new AppError('ROW_NOT_FOUND', message);
    },
    settle: async (operation, result, change) => {
      const { bulkOperationId, traceparent } = operation;
      const itemId = itemIdOf(result.workflowId);
      const failed = await transact(client, {
        result: {
          Put: {
            TableName: bulkItemsTableName,
            Item: { bulkOperationId, itemId, ...result, ttl: ttlOf(operation) },
            ConditionExpression: 'attribute_not_exists(itemId)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        ...(change && {
          workflow: workflowChange(workflowsTableName, change.before, change.after, traceparent),
        }),
      }).catch(error => {
        if (change && isRefusedForGood(error)) return 'refused' as const;
        throw error;
      });
      if (failed === 'refused') return failed;
      if (failed === undefined) return result;
      return failed.result ? bulkResultSchema.parse(failed.result.item) : 'changed';
    },
    advance: async ({ bulkOperationId, expected, traceparent, ...asRead }, { at, ...counts }) => {
      // The one that is there is that of an earlier write, and says nothing of this one.
      const span = nextSpan(traceparent);
      const isLast = counts.done + counts.failed + counts.skipped === expected;
      const set = {
        ...counts,
        progressAt: at,
        ...(span !== undefined && { traceparent: span }),
        ...(isLast && { status: 'completed', completedAt: at }),
      };
      const attributes = Object.keys(set);
      return await wasWritten(
        client.send(
          new UpdateCommand({
            TableName: workflowOperationsTableName,
            Key: { bulkOperationId },
            UpdateExpression: `SET ${attributes.map(name => `#${name} = :${name}`).join(', ')}`,
            ConditionExpression:
              '#status = :running AND #done = :doneRead AND #failed = :failedRead AND #skipped = :skippedRead',
            ExpressionAttributeNames: {
              '#status': 'status',
              ...Object.fromEntries(attributes.map(name => [`#${name}`, name])),
            },
            ExpressionAttributeValues: {
              ...Object.fromEntries(
                Object.entries(set).map(([name, value]) => [`:${name}`, value]),
              ),
              ':running': 'running',
              ':doneRead': asRead.done,
              ':failedRead': asRead.failed,
              ':skippedRead': asRead.skipped,
            },
          }),
        ),
      );
    },
  };
}
