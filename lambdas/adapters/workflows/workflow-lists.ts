import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import {
  type StoredWorkflow,
  storedWorkflowSchema,
} from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowLists } from '../../../core/workflow/workflow-lists.ts';
import { indexIds } from '../dynamodb/index-ids.ts';
import { readItems } from '../dynamodb/read-items.ts';

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
    findAll: async workflowIds =>
      (await readItems(client, { tableName, key }, workflowIds)).flatMap(readable),
  };
}

/** One that breaks its contract is none that could be shown; the fan-out reports it. */
function readable(item: Readonly<Record<string, unknown>>): readonly StoredWorkflow[] {
  const parsed = storedWorkflowSchema.safeParse(withoutNulls(item));
  return parsed.success ? [parsed.data] : [];
}
