import type { Workflow } from '../../clients/react/index.ts';

/** How a workflow stands, for people: by its status, and by whether its time is over. */
export type WorkflowState = 'overdue' | Workflow['status'];

/** How it stands at that time of the server's clock. */
export function workflowState({ status, dueAt }: Workflow, nowMs: number): WorkflowState {
  return status === 'pending' && dueAt !== undefined && dueAt <= nowMs ? 'overdue' : status;
}

/** How a state looks and reads. */
export const stateWords = {
  draft: { label: 'draft', color: 'gray' },
  pending: { label: 'pending', color: 'blue' },
  overdue: { label: 'overdue', color: 'red' },
  approved: { label: 'approved', color: 'teal' },
  rejected: { label: 'rejected', color: 'orange' },
  cancelled: { label: 'cancelled', color: 'gray' },
} as const satisfies Readonly<Record<WorkflowState, { label: string; color: string }>>;
