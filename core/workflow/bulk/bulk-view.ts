import type { BulkOperationView, BulkResults } from '../../wire/management/workflow-bulk.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkResult } from './bulk-result.ts';

/** The operation as people get it: as its events have it, and when it was what. */
export function bulkView(operation: BulkOperation): BulkOperationView {
  const { bulkOperationId: operationId, action, step, requestedBy, reason } = operation;
  const { comment, retryOf } = operation;
  const { status, cancelRequested = false, done, failed, skipped, expected: total } = operation;
  const { startedAt, progressAt, completedAt } = operation;
  return {
    ...{ operationId, action, requestedBy, reason },
    ...(step !== undefined && { step }),
    ...(comment !== undefined && { comment }),
    ...(retryOf !== undefined && { retryOf }),
    ...{ status, cancelRequested, done, failed, skipped, total },
    ...{ startedAt: Date.parse(startedAt), progressAt: Date.parse(progressAt) },
    ...(completedAt !== undefined && { completedAt: Date.parse(completedAt) }),
  };
}

/** A result as people get it. */
export function bulkResultView({ at, ...result }: BulkResult): BulkResults['results'][number] {
  return { ...result, at: Date.parse(at) };
}
