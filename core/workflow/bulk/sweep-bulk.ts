import { runConcurrently } from '../../run-concurrently.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { StartBulk } from './bulk-store.ts';

/** What a sweep of bulk operations reads and writes. */
export interface StalledOperations {
  /** Pages of the ids of those that are running, or were a moment ago; at most as many as one sweep can handle. */
  running(): AsyncIterable<readonly string[]>;
  /** `undefined` for one that is not there, and for one that a backend carries out by itself. */
  find(bulkOperationId: string): Promise<BulkOperation | undefined>;
  /** Notes that it is started again then; `false` when it has gone on since it was read. */
  noteRestart(operation: BulkOperation, at: string): Promise<boolean>;
}

/** What one sweep did. */
export interface SweptBulk {
  readonly restarted: number;
  /** The errors of those that could not be started; the next sweep meets them again. */
  readonly failures: readonly unknown[];
}

/** A worker counts once a second. */
const stalledMs = 60_000;

/** Operations looked at at once. */
const atOnce = 10;

/** Starts the workers of operations that have not gone on for a minute: theirs were lost. */
export async function sweepBulk(
  operations: StalledOperations,
  startBulk: StartBulk,
  nowMs: number,
): Promise<SweptBulk> {
  let restarted = 0;
  const failures: unknown[] = [];
  const restart = async (bulkOperationId: string): Promise<void> => {
    // One that fails must not keep those behind it waiting.
    try {
      const operation = await operations.find(bulkOperationId);
      if (operation === undefined || !isStalled(operation, nowMs)) return;
      const progressAt = new Date(nowMs).toISOString();
      if (!(await operations.noteRestart(operation, progressAt))) return;
      await startBulk({ bulkOperationId, progressAt });
      restarted += 1;
    } catch (error) {
      failures.push(error);
    }
  };
  for await (const ids of operations.running()) await runConcurrently(ids, atOnce, restart);
  return { restarted, failures };
}

function isStalled({ status, progressAt }: BulkOperation, nowMs: number): boolean {
  return status === 'running' && nowMs - Date.parse(progressAt) >= stalledMs;
}
