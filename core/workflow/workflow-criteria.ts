import { isOwnApprover, type WorkflowPerson, type WorkflowStatus } from '../wire/workflow.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import { delegatorsOf } from './whose-decision.ts';

/** Which workflows are meant; what is absent does not count. */
export interface WorkflowCriteria {
  readonly statuses?: readonly WorkflowStatus[] | undefined;
  /** The current step, by its name or its number. */
  readonly step?: string | undefined;
  readonly assignee?: string | undefined;
  /** Who may decide the current step: a user who is named, or the one who asks, by their role too. */
  readonly approver?: string | undefined;
  readonly createdBy?: string | undefined;
  /** Milliseconds since the Unix epoch; a workflow without `dueAt` is due by none. */
  readonly dueBeforeMs?: number | undefined;
}

/** Whether the workflow is one of those that `asker` means. */
export function isMeant(
  workflow: StoredWorkflow,
  criteria: WorkflowCriteria,
  asker: WorkflowPerson,
): boolean {
  const { status, currentStep, assignees = [], createdBy, dueAt } = workflow;
  const { statuses, step, assignee, approver, dueBeforeMs } = criteria;
  return (
    (statuses === undefined || statuses.includes(status)) &&
    // In a query a number is a text.
    (step === undefined || (currentStep !== undefined && String(currentStep) === step)) &&
    (assignee === undefined || assignees.includes(assignee)) &&
    (approver === undefined || decides(workflow, approver, asker)) &&
    (criteria.createdBy === undefined || createdBy === criteria.createdBy) &&
    (dueBeforeMs === undefined || (dueAt !== undefined && Date.parse(dueAt) < dueBeforeMs))
  );
}

function decides(workflow: StoredWorkflow, userId: string, asker: WorkflowPerson): boolean {
  // The role of others is not known here, and none has the empty name.
  const person = { userId, role: userId === asker.userId ? asker.role : '' };
  return isOwnApprover(workflow, person) || delegatorsOf(workflow, userId).length > 0;
}
