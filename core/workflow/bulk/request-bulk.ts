import { Refused } from '../../wire/refused.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkStore, StartBulk } from './bulk-store.ts';
import { type BulkRequest, planBulk } from './plan-bulk.ts';

/** What bulk operations are requested of. */
export interface BulkRequestPorts {
  readonly bulk: BulkStore;
  readonly startBulk: StartBulk;
  /** Called when the worker could not be started: the sweeper does it within two minutes. */
  readonly onUnstarted: (error: unknown, bulkOperationId: string) => void;
}

/**
 * Writes the operation with all of its ids, and has its worker started.
 *
 * @throws Refused BULK_OPERATION_EXISTS for an id that there is: the same request once more is none
 */
export async function requestBulk(
  request: BulkRequest,
  { bulk, startBulk, onUnstarted }: BulkRequestPorts,
  nowMs: number,
): Promise<BulkOperation> {
  const plan = planBulk(request, nowMs);
  const { operation } = plan;
  const { bulkOperationId } = operation;
  if ((await bulk.create(plan)) === 'exists') throw alreadyRequested(bulkOperationId);
  await startBulk(operation).catch((error: unknown) => onUnstarted(error, bulkOperationId));
  return operation;
}

/**
 * Before a filter is looked through: what an operation was of has left the filter by the time that its
 * request is repeated.
 *
 * @throws Refused BULK_OPERATION_EXISTS for an id that there is
 */
export async function refuseRequested(
  bulkOperationId: string,
  bulk: Pick<BulkStore, 'find'>,
): Promise<void> {
  if ((await bulk.find(bulkOperationId)) !== undefined) throw alreadyRequested(bulkOperationId);
}

function alreadyRequested(bulkOperationId: string): Refused {
  const detail = `received the operationId ${bulkOperationId}, which a bulk operation has; expected a new one`;
  return new Refused('BULK_OPERATION_EXISTS', detail);
}
