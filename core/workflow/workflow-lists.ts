import type { IdPage, IdPlace } from '../id-page.ts';
import type { WorkflowStatus } from '../wire/workflow.ts';
import type { StoredWorkflow } from './stored-workflow.ts';

/** Reads workflows: which there are from an index, what they are from the items themselves. */
export interface WorkflowLists {
  /** Which are in the status, or were a moment ago. */
  idsOf(status: WorkflowStatus, place: IdPlace): Promise<IdPage>;
  /** At most a hundred items as they are now, in any order; without those that are not there, or break their contract. */
  findAll(workflowIds: readonly string[]): Promise<readonly StoredWorkflow[]>;
}
