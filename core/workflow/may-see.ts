import { mayRead } from '../channel/channels.ts';
import { isConcernOf, isOpenTo, type WorkflowPerson } from '../wire/workflow.ts';
import type { StoredWorkflow } from './stored-workflow.ts';

/**
 * Whether a workflow is shown to someone at all, whatever the door: whoever may read the channel, and
 * those whom it concerns or concerned, having decided one of its steps; of one with `visibleTo` only
 * whom that names.
 */
export function maySee(workflow: StoredWorkflow, person: WorkflowPerson): boolean {
  if (!isOpenTo(workflow.visibleTo, person)) return false;
  if (mayRead('workflows', person) || isConcernOf(workflow, person)) return true;
  return workflow.decisions?.some(({ by }) => by === person.userId) ?? false;
}
