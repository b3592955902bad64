import type { Clock } from '../../clock.ts';
import { runConcurrently } from '../../run-concurrently.ts';
import type { BulkOutcome } from '../../wire/workflow.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkWork } from './bulk-work.ts';
import { settleWorkflow } from './settle-workflow.ts';

/** What a worker works with. */
export interface BulkRun {
  readonly work: BulkWork;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Whether who created a workflow may not decide it. */
  readonly fourEyes: boolean;
}

/** No row is begun so long after the run: its function ends soon. */
const maxRunMs = 45_000;

/** Progress is an event; so often there is one at most. */
const progressMs = 1_000;

/**
 * So many workflows are decided at once, and no more before so much time has passed: 200 a second. Each is
 * an event in two logs, and the other channels' events wait for their turn in one of them.
 */
const atOnce = 10;
const paceMs = 50;

/**
 * Carries out a bulk operation from where it stands, for as long as a function may run. Any number of
 * workers may do so at once and any may be lost: each workflow has one result, each row is counted once.
 */
export async function runBulk(bulkOperationId: string, run: BulkRun): Promise<'ended' | 'more'> {
  const { work, clock } = run;
  const endsAtMs = clock() + maxRunMs;
  let operation = await work.find(bulkOperationId);
  while (operation?.status === 'running') {
    if (clock() >= endsAtMs) return 'more';
    // Another worker may have been faster: either way it goes on from where the operation then is.
    await work.advance(operation, await runRows(operation, run));
    operation = await work.find(bulkOperationId);
  }
  return 'ended';
}

/** The next rows: so many that the progress can be published, or all that there are. */
async function runRows(operation: BulkOperation, run: BulkRun) {
  const { bulkOperationId, chunks } = operation;
  const publishableMs = Date.parse(operation.progressAt) + progressMs;
  const counts = { done: operation.done, failed: operation.failed, skipped: operation.skipped };
  let nextChunk = operation.nextChunk;
  while (nextChunk < chunks) {
    const ids = await run.work.chunk(bulkOperationId, nextChunk);
    for (const outcome of await runRow(ids, operation, run)) counts[outcome] += 1;
    nextChunk += 1;
    if (run.clock() >= publishableMs) break;
  }
  return { ...counts, nextChunk, at: new Date(run.clock()).toISOString() };
}

async function runRow(
  ids: readonly string[],
  operation: BulkOperation,
  { work, clock, wait, fourEyes }: BulkRun,
): Promise<readonly BulkOutcome[]> {
  const { bulkOperationId } = operation;
  const outcomes: BulkOutcome[] = [];
  let current = operation;
  for (let at = 0; at < ids.length; at += atOnce) {
    const beganAtMs = clock();
    // So that a cancellation holds at once, not from the next row on.
    if (!current.cancelRequested) current = (await work.find(bulkOperationId)) ?? current;
    await runConcurrently(ids.slice(at, at + atOnce), atOnce, async id => {
      const context = { nowMs: clock(), fourEyes };
      outcomes.push(await settleWorkflow(id, current, context, work));
    });
    // What is skipped makes no events. Where writes take long, others get as much time as this does.
    const tookMs = clock() - beganAtMs;
    if (!current.cancelRequested) await wait(Math.max(paceMs - tookMs, tookMs));
  }
  return outcomes;
}
