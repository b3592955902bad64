import { SFNClient } from '@aws-sdk/client-sfn';
import { planBulk } from '../../core/workflow/bulk/plan-bulk.ts';
import { createDocumentClient } from '../../lambdas/adapters/dynamodb/document-client.ts';
import { createBulkTable } from '../../lambdas/adapters/workflows/bulk-table.ts';
import { createStartBulk } from '../../lambdas/adapters/workflows/start-bulk.ts';
import { awsConfig, dynamoDbConfig } from '../../tools/aws-client-config.ts';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import { callDynamoDb } from '../call-dynamodb.ts';

const mostInBatch = 25;

/** Writes workflows that wait for staff, as a backend would. */
export async function createWorkflows(outputs: Outputs, ids: readonly string[]): Promise<void> {
  const endpoint = requireOutput(outputs, 'DynamoDbEndpoint');
  const table = requireOutput(outputs, 'WorkflowsTableName');
  for (let at = 0; at < ids.length; at += mostInBatch) {
    const puts = ids.slice(at, at + mostInBatch).map(workflowId => ({
      PutRequest: {
        Item: {
          workflowId: { S: workflowId },
          status: { S: 'pending' },
          createdBy: { S: 'bench' },
          version: { N: '1' },
        },
      },
    }));
    await callDynamoDb(endpoint, 'BatchWriteItem', { RequestItems: { [table]: puts } });
  }
}

/** Starts the approval of all of them, and gives how each went, once it is asked. */
export async function startOperation(outputs: Outputs, workflowIds: readonly string[]) {
  const bulk = createBulkTable(createDocumentClient(dynamoDbConfig(outputs)), {
    workflowOperationsTableName: requireOutput(outputs, 'WorkflowOperationsTableName'),
    bulkItemsTableName: requireOutput(outputs, 'BulkItemsTableName'),
  });
  const stateMachineArn = requireOutput(outputs, 'WorkflowBulkStateMachineArn');
  const startBulk = createStartBulk(stateMachineArn, new SFNClient(awsConfig(outputs)));
  const request = {
    ...{ bulkOperationId: 'bench', reason: 'a measurement', workflowIds },
    requestedBy: { userId: 'ana', role: 'operator' },
  };
  const plan = planBulk({ ...request, action: 'approve' }, Date.now());
  await bulk.create(plan);
  await startBulk(plan.operation);
  return {
    /** How many of its workflows have a result. */
    countResults: async (): Promise<number> => {
      let count = 0;
      let after: string | undefined;
      do {
        const page = await bulk.results('bench', { limit: 1_000, after });
        count += page.results.length;
        after = page.after;
      } while (after !== undefined);
      return count;
    },
  };
}
