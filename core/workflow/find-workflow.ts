import { shownText } from '../wire/readable-text.ts';
import { Refused } from '../wire/refused.ts';
import type { WorkflowPerson } from '../wire/workflow.ts';
import { maySee } from './may-see.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import type { WorkflowStore } from './workflow-store.ts';

/**
 * The workflow of that id as it is now.
 *
 * @throws Refused WORKFLOW_NOT_FOUND when there is none, and when it is not shown to this person: both alike
 */
export async function findWorkflow(
  workflowId: string,
  person: WorkflowPerson,
  store: Pick<WorkflowStore, 'find'>,
): Promise<StoredWorkflow> {
  const workflow = await store.find(workflowId);
  if (workflow !== undefined && maySee(workflow, person)) return workflow;
  const detail = `received ${shownText(workflowId, 128)}; expected the id of a workflow that the caller may see`;
  throw new Refused('WORKFLOW_NOT_FOUND', detail);
}
