import type { TableItem } from '../../change/item-schemas.ts';
import { lastSortableMs } from '../../deadline/deadline.ts';
import type { Approvers } from '../../wire/workflow.ts';
import type { MarkMoments } from './workflow-deadline.ts';

type WorkflowItem = TableItem<'Workflows'>;

/**
 * When what begins of a workflow: it is overdue at `dueAt`, somebody is reminded so long before, and
 * it is escalated so long after. Only of one that is pending and has a due time.
 */
export function workflowMoments(item: WorkflowItem): MarkMoments {
  const { status, dueAt } = item;
  if (status !== 'pending' || dueAt === undefined) return {};
  const { remindBeforeSeconds, escalateAfterSeconds } = termsOf(item);
  const escalatedAt =
    escalateAfterSeconds === undefined ? lastSortableMs : dueAt + escalateAfterSeconds * 1_000;
  return {
    ...(remindBeforeSeconds !== undefined && { remindedAt: dueAt - remindBeforeSeconds * 1_000 }),
    overdueAt: dueAt,
    ...(escalatedAt < lastSortableMs && { escalatedAt }),
  };
}

/** Who else decides it once it is escalated. */
export function escalationOf(item: WorkflowItem): Approvers | undefined {
  return termsOf(item).escalateTo;
}

/** Of the current step; where there is none on the list, of the workflow. */
function termsOf(item: WorkflowItem) {
  return item.steps?.find(({ name }) => name === item.currentStep) ?? item;
}
