import { approversOf, isOwnApprover, namesSomeone } from '../wire/workflow.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import type { WorkflowActor } from './workflow-action.ts';

/** An approval that counts for the current step. */
interface CountedApproval {
  readonly by: string;
  /** The approver whose approval it is: `by`, or who delegated it to them. */
  readonly whose: string;
}

/**
 * The approver for whom someone decides: themselves, or who delegated it to them, by default the first
 * who has not decided. `undefined`: nobody.
 */
export function whoseDecision(
  workflow: StoredWorkflow,
  actor: WorkflowActor,
  asked: string | undefined,
): string | undefined {
  const isOwn = isOwnApprover(workflow, actor);
  if (asked === actor.userId || (asked === undefined && isOwn)) {
    return isOwn ? actor.userId : undefined;
  }
  const delegators = delegatorsOf(workflow, actor.userId);
  if (asked !== undefined) return delegators.find(each => each === asked);
  const decided = countedApprovals(workflow).map(({ whose }) => whose);
  return delegators.find(each => !decided.includes(each)) ?? delegators[0];
}

/** Who lets this person decide the current step for them, and is an approver still. */
export function delegatorsOf(workflow: StoredWorkflow, userId: string): readonly string[] {
  const { delegations = [], currentStep } = workflow;
  return delegations
    .filter(({ from, to, step }) => {
      return to === userId && (step ?? undefined) === currentStep && mayBeApprover(workflow, from);
    })
    .map(({ from }) => from);
}

/**
 * The approvals of the current step, as `approvedBy` has them: of a workflow that came back to a step
 * the decisions of last time are history.
 */
export function countedApprovals({
  approvedBy = [],
  decisions = [],
  currentStep,
}: StoredWorkflow): readonly CountedApproval[] {
  return [...new Set(approvedBy)].map(by => {
    const vote = decisions.findLast(
      each => each.by === by && (each.step ?? undefined) === currentStep,
    );
    return { by, whose: vote?.for ?? by };
  });
}

/** What is not known is the role of someone who is not there: it counts as one that is named. */
function mayBeApprover(workflow: StoredWorkflow, userId: string): boolean {
  const { escalatedTo = {} } = workflow;
  const approvers = approversOf(workflow) ?? {};
  return (
    !namesSomeone(approvers) ||
    [approvers, escalatedTo].some(
      ({ users = [], roles = [] }) => users.includes(userId) || roles.length > 0,
    )
  );
}
