import { shownText } from '../../wire/readable-text.ts';
import { Refused } from '../../wire/refused.ts';
import { isStaff } from '../../wire/role.ts';
import type { WorkflowPerson } from '../../wire/workflow.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkStore } from './bulk-store.ts';

/**
 * The bulk operation of that id: for staff anyone's, for others who may request some only their own.
 *
 * @throws Refused NOT_FOUND when there is none, and when it is somebody else's: both alike
 */
export async function findBulk(
  bulkOperationId: string,
  { userId, role }: WorkflowPerson,
  bulk: Pick<BulkStore, 'find'>,
): Promise<BulkOperation> {
  const operation = await bulk.find(bulkOperationId);
  if (operation && (isStaff(role) || operation.requestedBy === userId)) return operation;
  const detail = `received ${shownText(bulkOperationId, 128)}; expected the id of a bulk operation that the caller may see`;
  throw new Refused('NOT_FOUND', detail);
}
