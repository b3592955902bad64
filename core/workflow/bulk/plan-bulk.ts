import type { BulkAction, maxBulkIds, WorkflowPerson } from '../../wire/workflow.ts';
import type { BulkOperation } from './bulk-operation.ts';

/** Of one row, so that all rows of {@link maxBulkIds} are written in one transaction with the operation. */
const idsPerChunk = 200;

/** What someone asks to be done to many workflows. */
export interface BulkRequest {
  readonly bulkOperationId: string;
  readonly action: BulkAction;
  readonly requestedBy: WorkflowPerson;
  /** By its name or its number: an approval is of no other one. @default - of whichever is the current one */
  readonly step?: string | undefined;
  readonly reason: string;
  /** Of every decision. @default - the reason */
  readonly comment?: string | undefined;
  readonly retryOf?: string | undefined;
  /** What all of its writes are traced by (`core/trace`). @default - by nothing */
  readonly traceparent?: string | undefined;
  /** At most {@link maxBulkIds}; one that is named twice is decided once. */
  readonly workflowIds: readonly string[];
}

/** An operation as it begins, with its ids in rows. */
export interface BulkPlan {
  readonly operation: BulkOperation;
  readonly chunks: readonly (readonly string[])[];
}

/** The operation that the request asks for. */
export function planBulk(
  { workflowIds, requestedBy, step, comment, retryOf, traceparent, ...request }: BulkRequest,
  nowMs: number,
): BulkPlan {
  const ids = [...new Set(workflowIds)];
  const chunks = Array.from({ length: Math.ceil(ids.length / idsPerChunk) }, (_, at) =>
    ids.slice(at * idsPerChunk, (at + 1) * idsPerChunk),
  );
  const { userId, role, permissions } = requestedBy;
  const at = new Date(nowMs).toISOString();
  return {
    operation: {
      ...request,
      ...{ requestedBy: userId, requestedByRole: role },
      ...(permissions !== undefined && { requestedByPermissions: [...permissions] }),
      ...(step !== undefined && { step }),
      ...(comment !== undefined && { comment }),
      ...(retryOf !== undefined && { retryOf }),
      ...(traceparent !== undefined && { traceparent }),
      ...{ status: 'running', expected: ids.length, done: 0, failed: 0, skipped: 0 },
      ...{ chunkSize: idsPerChunk, startedAt: at, progressAt: at },
    },
    chunks,
  };
}
