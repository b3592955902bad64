import { shownText } from '../wire/readable-text.ts';
import { isOwnApprover } from '../wire/workflow.ts';
import { type DecidingContext, writtenIfRoom } from './decided.ts';
import type { StoredWorkflow, WorkflowDelegation } from './stored-workflow.ts';
import { countedApprovals, delegatorsOf } from './whose-decision.ts';
import { refuse, type WorkflowDecision, type WorkflowRefusal } from './workflow-decision.ts';

/** A list of people on the item has at most so many. */
const maxPeople = 100;

/**
 * An approver lets someone else decide the current step for them; they themselves still may, and
 * whoever comes first counts. Who decides only for another cannot pass that on.
 */
export function delegate(
  workflow: StoredWorkflow,
  to: string,
  context: DecidingContext,
): WorkflowDecision {
  const { actor, nowMs } = context;
  const refusal = refusalOf(workflow, to, context);
  if (refusal) return refusal;
  if (delegatorsOf(workflow, to).includes(actor.userId)) {
    return { kind: 'applied already', workflow };
  }
  const { delegations = [], currentStep, assignees = [] } = workflow;
  if (delegations.length >= maxPeople || new Set([...assignees, to]).size > maxPeople) {
    return refuse(
      'WORKFLOW_FULL',
      `received one more delegation; expected at most ${maxPeople}, and as many assignees`,
    );
  }
  const delegation: WorkflowDelegation = {
    ...(currentStep !== undefined && { step: currentStep }),
    ...{ from: actor.userId, to, at: new Date(nowMs).toISOString() },
  };
  return writtenIfRoom(workflow, context, {
    delegations: [...delegations, delegation],
    // So that it concerns them: they see it, and are notified.
    assignees: assignees.includes(to) ? assignees : [...assignees, to],
  });
}

function refusalOf(
  workflow: StoredWorkflow,
  to: string,
  { actor, fourEyes }: DecidingContext,
): WorkflowRefusal | undefined {
  const { createdBy } = workflow;
  if (!isOwnApprover(workflow, actor)) {
    return refuse(
      'NOT_AN_APPROVER',
      `received a delegation of ${shownText(actor.userId, 64)}; expected one of the approvers of the step`,
    );
  }
  if (to === actor.userId) {
    return refuse('NOT_ALLOWED', 'received a delegation to oneself; expected one to someone else');
  }
  if (fourEyes && createdBy !== undefined && [actor.userId, to].includes(createdBy)) {
    return refuse(
      'OWN_WORKFLOW',
      'received a delegation of or to who created the workflow; expected someone else’s',
    );
  }
  if (countedApprovals(workflow).some(({ whose }) => whose === actor.userId)) {
    return refuse(
      'DECIDED_ALREADY',
      'received a delegation of someone whose decision of this step there is; expected one decision each',
    );
  }
  return undefined;
}
