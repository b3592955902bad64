import { shownText } from '../wire/readable-text.ts';
import { isStaff } from '../wire/role.ts';
import { type Approvers, isApprover, type WorkflowStatus } from '../wire/workflow.ts';
import { maySee } from './may-see.ts';
import type { StoredWorkflow, WorkflowDelegation, WorkflowVote } from './stored-workflow.ts';
import { transitions } from './transition.ts';
import type { DecideAction, WorkflowAction, WorkflowActor } from './workflow-action.ts';
import { refuse, type WorkflowDecision, type WorkflowRefusal } from './workflow-decision.ts';

/** A workflow's item stays far below the 400 KB that DynamoDB holds. */
const maxDecisions = 200;
const maxDelegations = 100;
const maxComments = 100;

/** Who acts, when, and by which rules. */
export interface DecidingContext {
  readonly actor: WorkflowActor;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Whether who created a workflow may not decide it. */
  readonly fourEyes: boolean;
}

/**
 * What becomes of an action on a workflow as it stands. Pure: a store carries it out in one write, on
 * condition that the workflow still stands so. People and backends act by this same rule.
 */
export function decide(
  workflow: StoredWorkflow | undefined,
  action: WorkflowAction,
  context: DecidingContext,
): WorkflowDecision {
  if (action.kind === 'create') return create(workflow, action.workflow);
  if (workflow === undefined || !maySee(workflow, context.actor)) {
    return refuse('WORKFLOW_NOT_FOUND', 'received the id of no workflow; expected that of one');
  }
  const repeated = isDecision(action) && earlierVote(workflow, action, context.actor);
  if (repeated) return onRepeated(workflow, action, repeated);
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

function isDecision(action: WorkflowAction): action is DecideAction {
  return action.kind === 'approve' || action.kind === 'reject';
}

function create(there: StoredWorkflow | undefined, workflow: StoredWorkflow): WorkflowDecision {
  if (there === undefined) return { kind: 'write', workflow };
  const { workflowId, createdBy, name } = there;
  // The same creation once more, as after an answer that was lost.
  if (createdBy === workflow.createdBy && name === workflow.name) {
    return { kind: 'applied already', workflow: there };
  }
  return refuse(
    'WORKFLOW_EXISTS',
    `received the workflowId ${shownText(workflowId, 64)}, which another workflow has; expected a new one`,
  );
}

function submit(workflow: StoredWorkflow, context: DecidingContext): WorkflowDecision {
  const refusal = refusalUnlessOwner(workflow, context, 'submit');
  if (refusal) return refusal;
  const [first] = workflow.steps ?? [];
  return write(workflow, context, {
    status: 'pending',
    ...(first && atStep(first, context.nowMs)),
  });
}

function cancel(
  workflow: StoredWorkflow,
  {
    comment,
    bulkOperationId,
  }: { readonly comment?: string | undefined; readonly bulkOperationId?: string | undefined },
  context: DecidingContext,
): WorkflowDecision {
  const refusal = refusalUnlessOwner(workflow, context, 'cancel');
  if (refusal) return refusal;
  return write(workflow, context, {
    status: 'cancelled',
    ...commented(workflow, comment, context),
    ...(bulkOperationId !== undefined && { bulkOperationId }),
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
    `received ${action} of the role ${actor.role}; expected who created the workflow, or the role admin or operator`,
  );
}

/** One approver's decision of the current step. */
function vote(
  workflow: StoredWorkflow,
  action: DecideAction,
  context: DecidingContext,
): WorkflowDecision {
  const { actor, nowMs } = context;
  const refusal = voteRefusal(workflow, action, context);
  if (refusal) return refusal;
  const { currentStep, decisions = [] } = workflow;
  const whose = action.for ?? delegatorOf(workflow, actor);
  const decided: WorkflowVote = {
    ...(currentStep !== undefined && { step: currentStep }),
    by: actor.userId,
    ...(whose !== undefined && { for: whose }),
    decision: action.kind,
    ...(action.comment !== undefined && { comment: action.comment }),
    at: new Date(nowMs).toISOString(),
  };
  return write(workflow, context, {
    decisions: [...decisions, decided],
    lastDecision: decided,
    ...commented(workflow, action.comment, context),
    ...(action.bulkOperationId !== undefined && { bulkOperationId: action.bulkOperationId }),
    ...(action.kind === 'reject' ? { status: 'rejected' } : approved(workflow, actor, nowMs)),
  });
}

/** Where an approval leads: it waits for more, goes on to the next step, or is the last. */
function approved(
  { steps = [], currentStep, approvers, approvedBy = [] }: StoredWorkflow,
  { userId }: WorkflowActor,
  nowMs: number,
): Partial<StoredWorkflow> {
  const all = [...approvedBy, userId];
  if (all.length < (approvers?.needed ?? 1)) return { approvedBy: all };
  const next = steps[steps.findIndex(({ name }) => name === currentStep) + 1];
  // A step that is not on the list has none after it.
  if (next === undefined || !steps.some(({ name }) => name === currentStep)) {
    return { approvedBy: all, status: 'approved' };
  }
  return atStep(next, nowMs);
}

/** What a workflow holds when it comes to a step. */
export function atStep(
  { name, approvers, dueInSeconds }: NonNullable<StoredWorkflow['steps']>[number],
  nowMs: number,
): Partial<StoredWorkflow> {
  return {
    currentStep: name,
    approvers,
    approvedBy: [],
    // Of the step before nothing holds any more: neither its moment nor what was published of it.
    dueAt:
      dueInSeconds === undefined ? undefined : new Date(nowMs + dueInSeconds * 1_000).toISOString(),
    overdueAt: undefined,
    remindedAt: undefined,
    escalatedAt: undefined,
    escalatedTo: undefined,
  };
}

function voteRefusal(
  workflow: StoredWorkflow,
  action: DecideAction,
  { actor, fourEyes }: DecidingContext,
): WorkflowRefusal | undefined {
  const { currentStep, createdBy, decisions = [], approvedBy = [] } = workflow;
  if (action.step !== undefined && action.step !== currentStep) {
    return refuse(
      'STEP_CHANGED',
      `received a decision of the step ${shownText(String(action.step), 64)}; expected one of ${currentStep === undefined ? 'a workflow without steps' : shownText(String(currentStep), 64)}`,
    );
  }
  if (!mayDecide(workflow, actor, action.for)) {
    const whose = action.for === undefined ? '' : ` for ${shownText(action.for, 64)}`;
    return refuse(
      'NOT_AN_APPROVER',
      `received a decision of ${shownText(actor.userId, 64)}${whose}; expected one of the approvers of the step`,
    );
  }
  if (fourEyes && createdBy === actor.userId) {
    return refuse(
      'OWN_WORKFLOW',
      'received a decision of who created the workflow; expected someone else’s',
    );
  }
  // Nobody counts twice, neither by themselves nor by a delegate.
  const votes = votesAt(workflow);
  const whose = action.for ?? delegatorOf(workflow, actor) ?? actor.userId;
  if (
    approvedBy.includes(actor.userId) ||
    votes.some(each => each.by === actor.userId || (each.for ?? each.by) === whose)
  ) {
    return refuse(
      'DECIDED_ALREADY',
      `received ${action.kind} of someone whose decision of this step there is; expected one decision each`,
    );
  }
  if (decisions.length >= maxDecisions) {
    return refuse('WORKFLOW_FULL', `received one more decision; expected at most ${maxDecisions}`);
  }
  return undefined;
}

/** By being an approver, or by what one of them delegated. Without approvers staff decide. */
function mayDecide(
  workflow: StoredWorkflow,
  actor: WorkflowActor,
  whose: string | undefined,
): boolean {
  if (whose !== undefined && whose !== actor.userId) {
    return delegationsTo(workflow, actor).some(({ from }) => from === whose);
  }
  return isOwnApprover(workflow, actor) || delegationsTo(workflow, actor).length > 0;
}

/** Whose decision it is, if the actor has none of their own. */
function delegatorOf(workflow: StoredWorkflow, actor: WorkflowActor): string | undefined {
  return isOwnApprover(workflow, actor) ? undefined : delegationsTo(workflow, actor)[0]?.from;
}

function isOwnApprover(workflow: StoredWorkflow, actor: WorkflowActor): boolean {
  const { approvers, escalatedTo } = workflow;
  if (!namesSomeone(approvers) && !namesSomeone(escalatedTo)) return isStaff(actor.role);
  return [approvers, escalatedTo].some(each => each !== undefined && isApprover(each, actor));
}

function namesSomeone({ users = [], roles = [] }: Approvers = {}): boolean {
  return users.length + roles.length > 0;
}

function delegationsTo(
  { delegations = [], currentStep }: StoredWorkflow,
  { userId }: WorkflowActor,
): readonly WorkflowDelegation[] {
  return delegations.filter(({ to, step }) => to === userId && step === currentStep);
}

function delegate(
  workflow: StoredWorkflow,
  to: string,
  context: DecidingContext,
): WorkflowDecision {
  const { actor, nowMs, fourEyes } = context;
  const { delegations = [], currentStep, createdBy, assignees = [] } = workflow;
  if (!isOwnApprover(workflow, actor)) {
    return refuse(
      'NOT_AN_APPROVER',
      `received a delegation of ${shownText(actor.userId, 64)}; expected one of the approvers of the step`,
    );
  }
  if (fourEyes && (createdBy === actor.userId || createdBy === to)) {
    return refuse(
      'OWN_WORKFLOW',
      'received a delegation of or to who created the workflow; expected someone else’s',
    );
  }
  if (delegationsTo(workflow, { ...actor, userId: to }).some(({ from }) => from === actor.userId)) {
    return { kind: 'applied already', workflow };
  }
  if (delegations.length >= maxDelegations || assignees.length >= 100) {
    return refuse(
      'WORKFLOW_FULL',
      `received one more delegation; expected at most ${maxDelegations}`,
    );
  }
  const delegation: WorkflowDelegation = {
    ...(currentStep !== undefined && { step: currentStep }),
    ...{ from: actor.userId, to, at: new Date(nowMs).toISOString() },
  };
  return write(workflow, context, {
    delegations: [...delegations, delegation],
    // So that it concerns them: they see it, and are notified.
    assignees: assignees.includes(to) ? assignees : [...assignees, to],
  });
}

function votesAt({ decisions = [], currentStep }: StoredWorkflow): readonly WorkflowVote[] {
  return decisions.filter(({ step }) => step === currentStep);
}

/** The actor's own decision of the step that is meant, if there is one. */
function earlierVote(
  { decisions = [], currentStep }: StoredWorkflow,
  { step = currentStep, for: whose }: DecideAction,
  { userId }: WorkflowActor,
): WorkflowVote | undefined {
  return decisions.find(
    each =>
      each.by === userId &&
      each.step === step &&
      (whose === undefined || (each.for ?? each.by) === whose),
  );
}

function onRepeated(
  workflow: StoredWorkflow,
  action: DecideAction,
  earlier: WorkflowVote,
): WorkflowDecision {
  if (earlier.decision === action.kind) return { kind: 'applied already', workflow };
  return refuse(
    'DECIDED_ALREADY',
    `received ${action.kind} of someone who decided ${earlier.decision} at ${earlier.at}; expected one decision each`,
  );
}

function commented(
  { comments }: StoredWorkflow,
  text: string | undefined,
  { actor, nowMs }: DecidingContext,
): Partial<StoredWorkflow> {
  if (text === undefined) return {};
  const before = typeof comments === 'string' ? [comments] : (comments ?? []);
  const comment = { by: actor.userId, text, at: new Date(nowMs).toISOString() };
  return { comments: [...before, comment].slice(-maxComments) };
}

function write(
  workflow: StoredWorkflow,
  { actor, nowMs }: DecidingContext,
  changes: Partial<StoredWorkflow>,
): WorkflowDecision {
  const next = {
    ...workflow,
    ...changes,
    updatedBy: actor.userId,
    updatedAt: new Date(nowMs).toISOString(),
    version: (workflow.version ?? 0) + 1,
  };
  return { kind: 'write', workflow: next };
}

function standing({ status }: { readonly status: WorkflowStatus }, action: string): string {
  return `received ${action} of a workflow that is ${status}; expected one that is ${action === 'submit' ? 'a draft' : 'pending'}`;
}
