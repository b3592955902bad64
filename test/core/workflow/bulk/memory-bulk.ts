import { isDeepStrictEqual } from 'node:util';
import type { BulkOperation } from '../../../../core/workflow/bulk/bulk-operation.ts';
import type { BulkResult } from '../../../../core/workflow/bulk/bulk-result.ts';
import type { BulkCounts, BulkWork } from '../../../../core/workflow/bulk/bulk-work.ts';
import { planBulk } from '../../../../core/workflow/bulk/plan-bulk.ts';
import type { StoredWorkflow } from '../../../../core/workflow/stored-workflow.ts';

export const startMs = Date.parse('2026-11-20T20:00:00.000Z');

/** Pending, of olga's; staff decide it. */
export const pending = (workflowId: string): StoredWorkflow => ({
  ...{ workflowId, status: 'pending', createdBy: 'olga', version: 1 },
});

/** An operation of ana's, an operator, in rows of that size. */
export function plan(
  workflowIds: readonly string[],
  {
    rowSize = 3,
    action = 'approve',
    step,
  }: { rowSize?: number; action?: 'approve' | 'cancel'; step?: string } = {},
) {
  const { operation } = planBulk(
    {
      ...{ bulkOperationId: 'bulk-1', action, step, workflowIds, reason: 'the season ends' },
      requestedBy: { userId: 'ana', role: 'operator' },
    },
    startMs,
  );
  const chunks = Array.from({ length: Math.ceil(workflowIds.length / rowSize) }, (_, at) =>
    workflowIds.slice(at * rowSize, (at + 1) * rowSize),
  );
  return { operation: { ...operation, chunkSize: rowSize }, chunks };
}

/** What tables keep, in memory; and each write of a workflow and of the operation, in order. */
export class MemoryBulk {
  readonly workflows = new Map<string, StoredWorkflow>();
  readonly results = new Map<string, BulkResult>();
  /** The ids of workflows that the operation wrote, as often as it did. */
  readonly written: string[] = [];
  readonly progress: BulkOperation[] = [];
  readonly #chunks: readonly (readonly string[])[];
  #operation: BulkOperation;

  constructor({ operation, chunks }: ReturnType<typeof plan>) {
    this.#operation = operation;
    this.#chunks = chunks;
    for (const id of chunks.flat()) this.workflows.set(id, pending(id));
  }

  get operation(): BulkOperation {
    return this.#operation;
  }

  cancel(): void {
    if (this.#operation.status !== 'running') return;
    this.#operation = { ...this.#operation, cancelRequested: true };
  }

  /** Each call goes by `step` before it does anything, and once it did: which may take its time, or throw. */
  work(step: () => Promise<void> = async () => undefined): BulkWork {
    const stepped = async <T>(call: () => T): Promise<T> => {
      await step();
      const result = call();
      await step();
      return result;
    };
    return {
      find: () => stepped(() => this.#operation),
      chunk: (_, number) => stepped(() => this.#chunks[number] ?? []),
      findWorkflow: id => stepped(() => this.workflows.get(id)),
      settle: (_, result, change) =>
        stepped(() => {
          const there = this.results.get(result.workflowId);
          if (there) return there;
          if (change) {
            const now = this.workflows.get(result.workflowId);
            if (!isDeepStrictEqual(now, change.before)) return 'changed';
            this.workflows.set(result.workflowId, change.after);
            this.written.push(result.workflowId);
          }
          this.results.set(result.workflowId, result);
          return result;
        }),
      advance: (asRead, { at, ...counts }) =>
        stepped(() => {
          const now = this.#operation;
          const countsOf = ({ done, failed, skipped }: BulkCounts) => [done, failed, skipped];
          const isAsRead = isDeepStrictEqual(countsOf(now), countsOf(asRead));
          if (now.status !== 'running' || !isAsRead) return false;
          const isLast = counts.done + counts.failed + counts.skipped === now.expected;
          const status = isLast ? 'completed' : 'running';
          this.#operation = { ...now, ...counts, progressAt: at, status };
          this.progress.push(this.#operation);
          return true;
        }),
    };
  }
}
