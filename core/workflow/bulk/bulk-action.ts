import type { BulkAction } from '../../wire/workflow.ts';
import type { StoredWorkflow } from '../stored-workflow.ts';
import type { CancelAction, DecideAction } from '../workflow-action.ts';

/**
 * What is done to a workflow as it stands: an approval is of the step that it was chosen for, if it was
 * for one. As in a query, a step that is a number is a text there.
 */
export function bulkAction(
  kind: BulkAction,
  step: string | undefined,
  workflow: StoredWorkflow | undefined,
): CancelAction | (DecideAction & { readonly kind: 'approve' }) {
  if (kind === 'cancel') return { kind };
  const { currentStep, decisions = [] } = workflow ?? {};
  const known = [currentStep, ...decisions.map(each => each.step)];
  return { kind, step: known.find(each => String(each) === step) ?? step };
}
