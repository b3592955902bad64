import { AppError } from '../../wire/app-error.ts';
import type { BulkOutcome } from '../../wire/workflow.ts';
import { decide } from '../decide.ts';
import type { StoredWorkflow } from '../stored-workflow.ts';
import { bulkAction } from './bulk-action.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkResult, BulkResultCode } from './bulk-result.ts';
import type { BulkWork, WorkflowChange } from './bulk-work.ts';

/** Each attempt that fails means that somebody else wrote to the workflow. */
const maxAttempts = 10;

/** By which rule, and when. */
export interface SettlingContext {
  readonly nowMs: number;
  /** Whether who created a workflow may not decide it. */
  readonly fourEyes: boolean;
}

/**
 * Decides one workflow of a bulk operation as who asked for the operation would: once, however often and
 * by however many workers this is called.
 *
 * @throws AppError STORE_UNAVAILABLE when other writes were faster each time
 */
export async function decideOne(
  workflowId: string,
  operation: BulkOperation,
  context: SettlingContext,
  work: Pick<BulkWork, 'findWorkflow' | 'settle'>,
): Promise<BulkOutcome> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const { result, change } = operation.cancelRequested
      ? { result: notDone(workflowId, 'skipped', cancelled, context) }
      : bulkStep(workflowId, await work.findWorkflow(workflowId), operation, context);
    let settled = await work.settle(operation, result, change);
    if (settled === 'refused') {
      settled = await work.settle(operation, notDone(workflowId, 'failed', refused, context));
    }
    if (typeof settled === 'object') return settled.outcome;
  }
  throw new AppError(
    'STORE_UNAVAILABLE',
    `the workflow ${workflowId} was written to during each of ${maxAttempts} attempts to decide it`,
  );
}

interface Reason {
  readonly code: BulkResultCode;
  readonly message: string;
}

const cancelled: Reason = {
  code: 'OPERATION_CANCELLED',
  message: 'received the cancellation of the operation before it came to this workflow',
};

const refused: Reason = {
  code: 'WRITE_REFUSED',
  message: 'received a decision that the workflow’s item cannot take; expected a smaller item',
};

const applied: Reason = {
  code: 'APPLIED_ALREADY',
  message: 'received a workflow that stands so already; nothing was written',
};

/** What is to be written of a workflow as it stands: its result, and its change if there is one. */
function bulkStep(
  workflowId: string,
  before: StoredWorkflow | undefined,
  { action: kind, step, bulkOperationId, reason, comment = reason, ...operation }: BulkOperation,
  context: SettlingContext,
): { readonly result: BulkResult; readonly change?: WorkflowChange } {
  const { requestedBy: userId, requestedByRole: role } = operation;
  const actor = { userId, role, permissions: operation.requestedByPermissions };
  const decided = { ...bulkAction(kind, step, before), comment, bulkOperationId };
  const decision = decide(before, decided, { ...context, actor });
  if (decision.kind === 'refused') {
    return { result: notDone(workflowId, 'failed', decision, context) };
  }
  if (decision.kind === 'applied already' || before === undefined) {
    return { result: notDone(workflowId, 'skipped', applied, context) };
  }
  const at = new Date(context.nowMs).toISOString();
  return {
    result: { workflowId, outcome: 'done', at },
    change: { before, after: decision.workflow },
  };
}

function notDone(
  workflowId: string,
  outcome: 'failed' | 'skipped',
  { code, message }: Reason,
  { nowMs }: SettlingContext,
): BulkResult {
  return { workflowId, outcome, code, message, at: new Date(nowMs).toISOString() };
}
