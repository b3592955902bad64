import { shownText } from '../wire/readable-text.ts';
import { approversOf } from '../wire/workflow.ts';
import { atStep } from './at-step.ts';
import { commented, type DecidingContext, writtenIfRoom } from './decided.ts';
import type { StoredWorkflow, WorkflowVote } from './stored-workflow.ts';
import { countedApprovals, whoseDecision } from './whose-decision.ts';
import type { DecideAction, WorkflowActor } from './workflow-action.ts';
import { refuse, type WorkflowDecision, type WorkflowRefusal } from './workflow-decision.ts';

/** One approver's decision of the current step of a pending workflow. */
export function vote(
  workflow: StoredWorkflow,
  action: DecideAction,
  context: DecidingContext,
): WorkflowDecision {
  const { actor, nowMs } = context;
  const whose = whoseDecision(workflow, actor, action.for);
  const refusal = refusalOf(workflow, action, whose, context);
  if (refusal) return refusal;
  const { currentStep, decisions = [] } = workflow;
  const decided = {
    ...(currentStep !== undefined && { step: currentStep }),
    by: actor.userId,
    ...(whose !== undefined && whose !== actor.userId && { for: whose }),
    decision: action.kind,
    ...(action.comment !== undefined && { comment: action.comment }),
    at: new Date(nowMs).toISOString(),
  } satisfies WorkflowVote;
  return writtenIfRoom(workflow, context, {
    decisions: [...decisions, decided],
    lastDecision: decided,
    ...commented(workflow, action.comment, context),
    // Of a decision that is nobody's bulk operation, the one before is none.
    bulkOperationId: action.bulkOperationId,
    ...(action.kind === 'reject' ? { status: 'rejected' } : approved(workflow, actor, nowMs)),
  });
}

/**
 * What becomes of a decision that the actor made before, as after an answer that was lost: of this
 * step, or of one that the workflow has left. `undefined`: they made none that counts.
 */
export function repeatedVote(
  workflow: StoredWorkflow,
  action: DecideAction,
  actor: WorkflowActor,
): WorkflowDecision | undefined {
  const earlier = earlierDecision(workflow, action, actor);
  if (earlier === undefined) return undefined;
  if (earlier === action.kind) return { kind: 'applied already', workflow };
  return refuse(
    'DECIDED_ALREADY',
    `received ${action.kind} of someone who decided ${earlier}; expected one decision each`,
  );
}

function earlierDecision(
  workflow: StoredWorkflow,
  { step = workflow.currentStep, for: asked }: DecideAction,
  { userId }: WorkflowActor,
): 'approve' | 'reject' | undefined {
  const { status, currentStep, decisions = [] } = workflow;
  if (status === 'draft') return undefined;
  if (status === 'pending' && step === currentStep) {
    const counted = countedApprovals(workflow).find(({ by }) => by === userId);
    return counted && (asked ?? counted.whose) === counted.whose ? 'approve' : undefined;
  }
  return decisions.findLast(
    each =>
      each.by === userId &&
      (each.step ?? undefined) === step &&
      (asked === undefined || (each.for ?? each.by) === asked),
  )?.decision;
}

/** Where an approval leads: it waits for more, goes on to the next step, or is the last. */
function approved(
  workflow: StoredWorkflow,
  { userId }: WorkflowActor,
  nowMs: number,
): Partial<StoredWorkflow> {
  const { steps = [], currentStep, approvedBy = [] } = workflow;
  const all = [...new Set([...approvedBy, userId])];
  if (all.length < (approversOf(workflow)?.needed ?? 1)) return { approvedBy: all };
  const next = steps[steps.findIndex(({ name }) => name === currentStep) + 1];
  return next === undefined ? { approvedBy: all, status: 'approved' } : atStep(next, nowMs);
}

function refusalOf(
  workflow: StoredWorkflow,
  action: DecideAction,
  whose: string | undefined,
  { actor, fourEyes }: DecidingContext,
): WorkflowRefusal | undefined {
  const { currentStep, createdBy, steps = [] } = workflow;
  if (action.step !== undefined && action.step !== currentStep) {
    return refuse(
      'STEP_CHANGED',
      `received a decision of the step ${shownStep(action.step)}; expected one of ${shownStep(currentStep)}`,
    );
  }
  if (whose === undefined) {
    const asked = action.for === undefined ? '' : ` for ${shownText(action.for, 64)}`;
    return refuse(
      'NOT_AN_APPROVER',
      `received a decision of ${shownText(actor.userId, 64)}${asked}; expected one of the approvers of the step`,
    );
  }
  if (fourEyes && createdBy !== undefined && [actor.userId, whose].includes(createdBy)) {
    return refuse(
      'OWN_WORKFLOW',
      'received a decision of who created the workflow; expected someone else’s',
    );
  }
  // Nobody counts twice, neither by themselves nor by a delegate.
  if (countedApprovals(workflow).some(each => each.by === actor.userId || each.whose === whose)) {
    return refuse(
      'DECIDED_ALREADY',
      `received ${action.kind} of someone whose decision of this step there is; expected one decision each`,
    );
  }
  // What comes after it nobody could say: it must not count as the last.
  if (action.kind === 'approve' && steps.length > 0 && !steps.some(isAt(currentStep))) {
    return refuse(
      'STEP_UNKNOWN',
      `received an approval of ${shownStep(currentStep)}; expected the workflow to be at one of its steps`,
    );
  }
  return undefined;
}

function isAt(step: StoredWorkflow['currentStep']) {
  return ({ name }: { readonly name: string }) => name === step;
}

function shownStep(step: StoredWorkflow['currentStep']): string {
  return step === undefined ? 'no step' : shownText(String(step), 64);
}
