import type { BulkOperation } from '../../../core/workflow/bulk/bulk-operation.ts';

/** How long the ids and results of an operation can be looked at after it began. */
const keptDays = 90;

const dayMs = 86_400_000;

/** What the sort keys of results begin with. */
export const resultPrefix = 'result#';

/** The sort key of a workflow's result. */
export function itemIdOf(workflowId: string): string {
  return `${resultPrefix}${workflowId}`;
}

/** The sort key of a row of ids. */
export function chunkIdOf(number: number): string {
  return `chunk#${String(number).padStart(6, '0')}`;
}

/** A row of ids, as its table has it. */
export function chunkItem(operation: BulkOperation, number: number, ids: readonly string[]) {
  const { bulkOperationId } = operation;
  return { bulkOperationId, itemId: chunkIdOf(number), ids, ttl: ttlOf(operation) };
}

/** When its rows expire, in epoch seconds. */
export function ttlOf({ startedAt }: Pick<BulkOperation, 'startedAt'>): number {
  return Math.floor((Date.parse(startedAt) + keptDays * dayMs) / 1_000);
}
