import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { WorkflowLists } from '../../../core/workflow/workflow-lists.ts';
import { indexIds } from '../dynamodb/index-ids.ts';
import { readItems } from '../dynamodb/read-items.ts';
import { storedWorkflow } from './workflows-table.ts';

const key = 'workflowId';

/** The port over the table Workflows, whose index holds keys only. */
export function createWorkflowLists(
  client: DynamoDBDocumentClient,
  tableName: string,
): WorkflowLists {
  return {
    idsOf: async (status, place) => {
      const indexed = { tableName, indexName: 'byStatus', attribute: 'status', value: status, key };
      return await indexIds(client, indexed, place);
    },
    findAll: async workflowIds => {
      const items = await readItems(client, { tableName, key }, workflowIds);
      // One that breaks its contract is none that could be shown; the fan-out reports it.
      return items.flatMap(item => storedWorkflow(item) ?? []);
    },
  };
}
