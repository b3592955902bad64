import { canonical } from '../canonical.ts';
import { shownText } from '../wire/readable-text.ts';
import { isStaff } from '../wire/role.ts';
import { atStep, undecided } from './at-step.ts';
import { commented, type DecidingContext, written } from './decided.ts';
import { delegate } from './delegate.ts';
import { maySee } from './may-see.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import { transitions } from './transition.ts';
import { repeatedVote, vote } from './vote.ts';
import type {
  CancelAction,
  DecideAction,
  WorkflowAction,
  WorkflowActor,
} from './workflow-action.ts';
import { refuse, type WorkflowDecision, type WorkflowRefusal } from './workflow-decision.ts';

/**
 * What becomes of an action on a workflow as it stands. Pure: a store carries it out in one write, on
 * condition that the workflow still stands so. People and backends act by this same rule.
 */
export function decide(
  workflow: StoredWorkflow | undefined,
  action: WorkflowAction,
  context: DecidingContext,
): WorkflowDecision {
  const { actor } = context;
  if (action.kind === 'create') return create(workflow, action.workflow, actor);
  if (workflow === undefined || !maySee(workflow, actor)) {
    return refuse('WORKFLOW_NOT_FOUND', 'received the id of no workflow; expected that of one');
  }
  const repeated = isVote(action) && repeatedVote(workflow, action, actor);
  if (repeated) return repeated;
  const transition = transitions[workflow.status][action.kind];
  if ('refused' in transition) return refuse(transition.refused, standing(workflow, action.kind));
  if (transition.to === 'as it is') return { kind: 'applied already', workflow };
  switch (action.kind) {
    case 'submit':
      return submit(workflow, context);
    case 'approve':
    case 'reject':
      return vote(workflow, action, context);
    case 'cancel':
      return cancel(workflow, action, context);
    case 'delegate':
      return delegate(workflow, action.to, context);
  }
}

function isVote(action: WorkflowAction): action is DecideAction {
  return action.kind === 'approve' || action.kind === 'reject';
}

function create(
  there: StoredWorkflow | undefined,
  workflow: StoredWorkflow,
  actor: WorkflowActor,
): WorkflowDecision {
  if (there === undefined) return { kind: 'write', workflow };
  // The same creation once more, as after an answer that was lost. Whoever may not see it is not shown
  // how it stands.
  if (isSameCreation(there, workflow)) {
    return { kind: 'applied already', workflow: maySee(there, actor) ? there : workflow };
  }
  return refuse(
    'WORKFLOW_EXISTS',
    `received the workflowId ${shownText(workflow.workflowId, 64)}, which another workflow has; expected a new one`,
  );
}

function isSameCreation(one: StoredWorkflow, other: StoredWorkflow): boolean {
  return canonical(chosenOf(one)) === canonical(chosenOf(other));
}

/** What its creator chose and nobody decides anew. Of a step its approvers and due time are the step's. */
function chosenOf(workflow: StoredWorkflow): Partial<StoredWorkflow> {
  const { createdBy, name, steps = [], visibleTo } = workflow;
  const always = { createdBy, name, steps, visibleTo };
  if (steps.length > 0) return always;
  const { approvers, dueAt, remindBeforeSeconds, escalateAfterSeconds, escalateTo } = workflow;
  return { ...always, approvers, dueAt, remindBeforeSeconds, escalateAfterSeconds, escalateTo };
}

function submit(workflow: StoredWorkflow, context: DecidingContext): WorkflowDecision {
  const refusal = refusalUnlessOwner(workflow, context, 'submit');
  if (refusal) return refusal;
  const [first] = workflow.steps ?? [];
  return written(workflow, context, {
    ...(first ? atStep(first, context.nowMs) : undecided),
    status: 'pending',
  });
}

function cancel(
  workflow: StoredWorkflow,
  { comment, bulkOperationId }: CancelAction,
  context: DecidingContext,
): WorkflowDecision {
  const refusal = refusalUnlessOwner(workflow, context, 'cancel');
  if (refusal) return refusal;
  return written(workflow, context, {
    status: 'cancelled',
    ...commented(workflow, comment, context),
    bulkOperationId,
  });
}

function refusalUnlessOwner(
  { createdBy }: StoredWorkflow,
  { actor }: DecidingContext,
  action: 'submit' | 'cancel',
): WorkflowRefusal | undefined {
  if (actor.userId === createdBy || isStaff(actor.role)) return undefined;
  return refuse(
    'NOT_ALLOWED',
    `received ${action} of ${shownText(actor.userId, 64)}; expected who created the workflow, or the role admin or operator`,
  );
}

function standing({ status }: StoredWorkflow, action: string): string {
  const expected = action === 'submit' ? 'a draft' : 'pending';
  return `received ${action} of a workflow that is ${status}; expected one that is ${expected}`;
}
