import { inKeyOrder } from '../../core/key-order.ts';
import type { StoredWorkflow } from '../../core/workflow/stored-workflow.ts';
import type { WorkflowLists } from '../../core/workflow/workflow-lists.ts';

/** An item of a workflow that ana is to decide. */
export function workflow(changes: Partial<StoredWorkflow> = {}): StoredWorkflow {
  return {
    workflowId: '1',
    status: 'pending',
    currentStep: 'legal',
    createdBy: 'olga',
    approvers: { users: ['ana'] },
    version: 1,
    ...changes,
  };
}

/** Lists over these items, and how many items each read asked for; the index may have others. */
export function memoryWorkflows(
  items: readonly StoredWorkflow[],
  indexed: readonly StoredWorkflow[] = items,
): WorkflowLists & { readonly reads: number[] } {
  const reads: number[] = [];
  const byId = new Map(items.map(item => [item.workflowId, item]));
  const inOrder = indexed.toSorted((one, other) => inKeyOrder(one.workflowId, other.workflowId));
  return {
    reads,
    idsOf: async (status, { after, limit }) => {
      const all = inOrder
        .filter(item => item.status === status)
        .map(({ workflowId }) => workflowId)
        .filter(id => after === undefined || inKeyOrder(id, after) > 0);
      return { ids: all.slice(0, limit), hasMore: all.length > limit };
    },
    findAll: async workflowIds => {
      reads.push(workflowIds.length);
      return workflowIds.flatMap(id => byId.get(id) ?? []);
    },
  };
}
