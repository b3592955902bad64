import type { BulkOutcome } from '../../wire/workflow.ts';
import type { StoredWorkflow } from '../stored-workflow.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkResult } from './bulk-result.ts';

/** A workflow as it was read, and as it is to be. */
export interface WorkflowChange {
  readonly before: StoredWorkflow;
  readonly after: StoredWorkflow;
}

/** How many of an operation's workflows went which way. */
export type BulkCounts = Readonly<Record<BulkOutcome, number>>;

/** How it went so far: all that are counted together are how far it has come. */
export interface BulkProgress extends BulkCounts {
  readonly at: string;
}

/** What the worker of a bulk operation reads and writes. Every method sees each write committed before it. */
export interface BulkWork {
  find(bulkOperationId: string): Promise<BulkOperation | undefined>;
  /** @throws AppError ROW_NOT_FOUND when there is no such row */
  chunk(bulkOperationId: string, number: number): Promise<readonly string[]>;
  findWorkflow(workflowId: string): Promise<StoredWorkflow | undefined>;
  /**
   * Writes the result, together with the change that it is of. Where there is a result already that one
   * is returned, and nothing is written. `changed`: nor if the workflow is not as it was read; `refused`:
   * its item cannot take the change, now or later.
   */
  settle(
    operation: BulkOperation,
    result: BulkResult,
    change?: WorkflowChange,
  ): Promise<BulkResult | 'changed' | 'refused'>;
  /**
   * Writes the progress, and with that of the last workflow that the operation is completed. `false`:
   * another worker was faster, and nothing was written.
   */
  advance(operation: BulkOperation, progress: BulkProgress): Promise<boolean>;
}
