import { shownText } from '../../wire/readable-text.ts';
import { Refused } from '../../wire/refused.ts';
import type { WorkflowLists } from '../workflow-lists.ts';
import type { BulkOperation } from './bulk-operation.ts';
import { failedWorkflows } from './failed-workflows.ts';
import { findBulk } from './find-bulk.ts';
import { knownTo } from './known-to.ts';
import type { BulkRequest } from './plan-bulk.ts';
import { type BulkRequestPorts, requestBulk } from './request-bulk.ts';

/** What retries are made of. */
export interface BulkRetryPorts extends BulkRequestPorts {
  readonly workflowLists: WorkflowLists;
}

/** What a retry says for itself; all else is as of the operation that is retried. */
export type BulkRetry = Pick<
  BulkRequest,
  'bulkOperationId' | 'requestedBy' | 'comment' | 'traceparent'
> & {
  readonly reason?: string | undefined;
};

/**
 * A new operation of those workflows that failed in another one, as far as the person may know them.
 *
 * @throws Refused NOT_FOUND, BULK_OPERATION_RUNNING, BULK_NOTHING_FAILED
 */
export async function retryBulk(
  retryOf: string,
  retry: BulkRetry,
  ports: BulkRetryPorts,
  nowMs: number,
): Promise<BulkOperation> {
  const { requestedBy } = retry;
  const before = await findBulk(retryOf, requestedBy, ports.bulk);
  if (before.status !== 'completed') {
    const detail = `received a retry of ${shownText(retryOf, 128)}, which is running; expected it to be completed`;
    throw new Refused('BULK_OPERATION_RUNNING', detail);
  }
  const failed = await failedWorkflows(retryOf, ports.bulk);
  const workflowIds = await knownTo(requestedBy, before, failed, ports.workflowLists);
  if (workflowIds.length === 0) {
    const detail = `received a retry of ${shownText(retryOf, 128)}, of which nothing failed; expected failed workflows`;
    throw new Refused('BULK_NOTHING_FAILED', detail);
  }
  const { action, step, reason, comment } = before;
  const request = { ...retry, comment: retry.comment ?? comment, reason: retry.reason ?? reason };
  return await requestBulk({ ...request, action, step, retryOf, workflowIds }, ports, nowMs);
}
