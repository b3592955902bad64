import type { EventRow } from './event-rows.ts';

const workflow = {
  name: 'Payout',
  createdBy: 'kim',
  approvers: { users: ['rosa', 'saul'] },
};
const operation = { action: 'cancel', requestedBy: 'kim', reason: 'entered twice', expected: 3 };

/** The rows of events.md for Workflows and their operations; deadlines have their own. */
export const workflowRows: readonly EventRow[] = [
  {
    title: 'a workflow from a draft over its steps to its approval',
    table: 'Workflows',
    key: 'workflowId',
    writes: [
      { ...workflow, status: 'draft' },
      { ...workflow, status: 'pending', currentStep: 'review' },
      { ...workflow, status: 'pending', currentStep: 'release', approvers: { roles: ['admin'] } },
      { ...workflow, status: 'approved', currentStep: 'release', updatedBy: 'root' },
    ],
    events: [
      ['workflow.created', 'workflows', 'normal', { ...workflow, status: 'draft' }],
      ['workflow.updated', 'workflows', 'normal', { status: 'pending', currentStep: 'review' }],
      [
        'workflow.updated',
        'workflows',
        'normal',
        { currentStep: 'release', approvers: { roles: ['admin'] } },
      ],
      ['workflow.approved', 'workflows', 'high', { oldStatus: 'pending', updatedBy: 'root' }],
    ],
  },
  ...(['rejected', 'cancelled'] as const).map(status => ({
    title: `a workflow that is ${status}`,
    table: 'Workflows',
    key: 'workflowId',
    writes: [
      { ...workflow, status: 'pending', assignees: ['olga'] },
      { ...workflow, status, updatedBy: 'rosa', comments: 'no receipt' },
    ],
    events: [
      ['workflow.created', 'workflows', 'normal', { assignees: ['olga'] }] as const,
      [
        `workflow.${status}`,
        'workflows',
        'high',
        { oldStatus: 'pending', comments: 'no receipt', removed: ['assignees'] },
      ] as const,
    ],
  })),
  {
    title: 'an operation on many workflows, with its summary',
    table: 'WorkflowOperations',
    key: 'bulkOperationId',
    keyInEvents: 'operationId',
    writes: [
      { ...operation, status: 'running' },
      { ...operation, status: 'running', done: 1, failed: 1 },
      { ...operation, status: 'completed', done: 2, failed: 1 },
      { ...operation, status: 'completed', done: 2, failed: 1, note: 'filed' },
    ],
    events: [
      ['workflow.bulk_progress', 'workflows', 'normal', { done: 0, failed: 0, total: 3 }],
      ['workflow.bulk_progress', 'workflows', 'high', { done: 1, failed: 1, total: 3 }],
      ['workflow.bulk_completed', 'workflows', 'high', { done: 2, failed: 1, skipped: 0 }],
    ],
  },
];
