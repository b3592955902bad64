import { decide } from '../../../core/workflow/decide.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowAction } from '../../../core/workflow/workflow-action.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

/** The workflow after what this person does, who may do it. */
function after(workflow: StoredWorkflow, userId: string, action: WorkflowAction): StoredWorkflow {
  const actor = { userId, role: 'legal' };
  const decision = decide(workflow, action, { actor, nowMs, fourEyes: true });
  if (decision.kind !== 'write') throw new Error(JSON.stringify(decision));
  return decision.workflow;
}

test('a decision is of its own bulk operation, not of the one before [W1]', () => {
  const pending: StoredWorkflow = {
    ...{ workflowId: 'w1', status: 'pending', createdBy: 'olga', version: 1 },
    approvers: { users: ['ana', 'bea'], needed: 2 },
  };
  const half = after(pending, 'ana', { kind: 'approve', bulkOperationId: 'bulk-1' });
  expect(half).toMatchObject({ status: 'pending', bulkOperationId: 'bulk-1' });
  const ends = [
    after(half, 'bea', { kind: 'approve' }),
    after(half, 'bea', { kind: 'reject' }),
    after(half, 'olga', { kind: 'cancel' }),
  ];
  expect(ends.map(({ status, bulkOperationId }) => [status, bulkOperationId])).toEqual([
    ['approved', undefined],
    ['rejected', undefined],
    ['cancelled', undefined],
  ]);
});
