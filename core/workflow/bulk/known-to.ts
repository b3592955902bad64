import type { WorkflowPerson } from '../../wire/workflow.ts';
import { maySee } from '../may-see.ts';
import type { WorkflowLists } from '../workflow-lists.ts';
import type { BulkOperation } from './bulk-operation.ts';

/** DynamoDB gives a hundred items by one request. */
const batch = 100;

/** Who asked for an operation knows its ids; others those of the workflows that they may see. */
export async function knownTo(
  person: WorkflowPerson,
  { requestedBy }: BulkOperation,
  workflowIds: readonly string[],
  lists: WorkflowLists,
): Promise<readonly string[]> {
  if (requestedBy === person.userId) return workflowIds;
  const known = new Set<string>();
  for (let at = 0; at < workflowIds.length; at += batch) {
    const found = await lists.findAll(workflowIds.slice(at, at + batch));
    for (const item of found) if (maySee(item, person)) known.add(item.workflowId);
  }
  return workflowIds.filter(id => known.has(id));
}
