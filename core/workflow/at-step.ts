import type { StoredWorkflow } from './stored-workflow.ts';

type Step = NonNullable<StoredWorkflow['steps']>[number];

/** Nothing of what was decided and published before holds for a step that begins. */
export const undecided = {
  approvedBy: [],
  overdueAt: undefined,
  remindedAt: undefined,
  escalatedAt: undefined,
  escalatedTo: undefined,
} as const satisfies Partial<StoredWorkflow>;

/** What a workflow holds when it comes to a step. */
export function atStep(
  { name, approvers, dueInSeconds }: Step,
  nowMs: number,
): Partial<StoredWorkflow> {
  return {
    ...undecided,
    currentStep: name,
    approvers,
    dueAt:
      dueInSeconds === undefined ? undefined : new Date(nowMs + dueInSeconds * 1_000).toISOString(),
  };
}
