import { AppError } from '../wire/app-error.ts';
import { shownText } from '../wire/readable-text.ts';
import type { Approvers } from '../wire/workflow.ts';
import { atStep } from './at-step.ts';
import { decide } from './decide.ts';
import type { DecidingContext } from './decided.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import { refuse, type WorkflowDecision, type WorkflowRefusal } from './workflow-decision.ts';
import type { WorkflowStore } from './workflow-store.ts';

/** What a workflow without steps has itself; where there are steps, each has its own. */
const ofOneDecision = [
  ...(['approvers', 'dueAt', 'remindBeforeSeconds'] as const),
  ...(['escalateAfterSeconds', 'escalateTo'] as const),
] as const;

/** What of a workflow its creator chooses; times as the table has them. */
export type WorkflowCreation = Pick<
  StoredWorkflow,
  'workflowId' | 'name' | 'steps' | (typeof ofOneDecision)[number] | 'assignees' | 'visibleTo'
> & {
  /** To be submitted later. @default false */
  readonly draft?: boolean | undefined;
};

/** All approvals that its steps need together: each is a decision that the item keeps. */
const maxApprovals = 200;

/** As many as the body of a request has; decisions and comments come on top. */
const maxBytes = 64 * 1024;

/**
 * Creates the workflow, pending at its first step unless it is a draft. The same creation once more is
 * `applied already`: of the same name, steps and `visibleTo` by the same person, and without steps of the
 * same approvers and due times.
 *
 * @param traceparent what the write is traced by (`core/trace`). @default - by nothing
 */
export async function createWorkflow(
  asked: WorkflowCreation,
  context: DecidingContext,
  store: Pick<WorkflowStore, 'decide'>,
  traceparent?: string,
): Promise<WorkflowDecision> {
  const { workflowId } = asked;
  const refusal = refusalOf(asked, context);
  if (refusal) return refusal;
  const workflow = newWorkflow(asked, context);
  try {
    return await store.decide(
      workflowId,
      there => decide(there, { kind: 'create', workflow }, context),
      traceparent,
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
    return refuse(
      'WORKFLOW_EXISTS',
      `received the workflowId ${shownText(workflowId, 64)}, whose item is no workflow; expected a new one`,
    );
  }
}

/** The item of a workflow that is created now. */
export function newWorkflow(
  { draft = false, ...asked }: WorkflowCreation,
  { actor, nowMs }: DecidingContext,
): StoredWorkflow {
  const [first] = asked.steps ?? [];
  const at = new Date(nowMs).toISOString();
  return {
    ...asked,
    status: draft ? 'draft' : 'pending',
    ...(first && !draft ? atStep(first, nowMs) : { approvedBy: [] }),
    ...{ createdBy: actor.userId, updatedBy: actor.userId, createdAt: at, updatedAt: at },
    version: 1,
  };
}

function refusalOf(asked: WorkflowCreation, context: DecidingContext): WorkflowRefusal | undefined {
  const { steps, approvers } = asked;
  const beside = ofOneDecision.find(name => asked[name] !== undefined);
  if (steps !== undefined && beside !== undefined) {
    return invalid(`steps, and ${beside} beside them`, 'each step with its own');
  }
  if (steps !== undefined && new Set(steps.map(({ name }) => name)).size < steps.length) {
    return invalid('two steps of one name', 'each with a name of its own');
  }
  const decided = steps ?? [{ name: undefined, approvers: approvers ?? {} }];
  for (const { name, approvers: each } of decided) {
    const { needed = 1 } = each;
    const most = mostApprovals(each, context);
    if (needed > most) {
      const where = name === undefined ? '' : ` of the step ${shownText(name, 64)}`;
      return invalid(
        `${needed} as needed${where}`,
        `at most the ${most} of its users who may decide it, for it names no roles`,
      );
    }
  }
  const approvals = decided.reduce((sum, { approvers: { needed = 1 } }) => sum + needed, 0);
  if (approvals > maxApprovals) {
    return invalid(`${approvals} approvals that are needed`, `at most ${maxApprovals}`);
  }
  const bytes = new TextEncoder().encode(JSON.stringify(asked)).length;
  return bytes > maxBytes ? invalid(`${bytes} bytes`, `at most ${maxBytes}`) : undefined;
}

/** How many could approve: of a role nobody knows how many have it. */
function mostApprovals(
  { users = [], roles = [] }: Approvers,
  { actor, fourEyes }: DecidingContext,
): number {
  const isByName = users.length > 0 && roles.length === 0;
  if (!isByName) return Number.POSITIVE_INFINITY;
  return new Set(users.filter(user => !fourEyes || user !== actor.userId)).size;
}

function invalid(received: string, expected: string): WorkflowRefusal {
  return refuse('WORKFLOW_INVALID', `received ${received}; expected ${expected}`);
}
