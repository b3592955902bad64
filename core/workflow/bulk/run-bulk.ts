import type { Clock } from '../../clock.ts';
import { runConcurrently } from '../../run-concurrently.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkProgress, BulkWork } from './bulk-work.ts';
import { decideOne } from './decide-one.ts';

/** What a worker works with. */
export interface BulkRun {
  readonly work: BulkWork;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Whether who created a workflow may not decide it. */
  readonly fourEyes: boolean;
}

/** Nothing is begun so long after the run: its function ends soon. */
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
 * workers may do so at once and any may be lost: each workflow has one result, and is counted once.
 */
export async function runBulk(bulkOperationId: string, run: BulkRun): Promise<'ended' | 'more'> {
  const { work, clock } = run;
  const endsAtMs = clock() + maxRunMs;
  let operation = await work.find(bulkOperationId);
  while (operation?.status === 'running') {
    if (clock() >= endsAtMs) return 'more';
    // Another worker may have been faster: either way it goes on from where the operation then is.
    await work.advance(operation, await runSome(operation, run));
    operation = await work.find(bulkOperationId);
  }
  return 'ended';
}

/** The next workflows: so many that the progress can be published, or all that there are. */
async function runSome(operation: BulkOperation, run: BulkRun): Promise<BulkProgress> {
  const { work, clock, wait, fourEyes } = run;
  const { bulkOperationId, chunkSize, expected, done, failed, skipped } = operation;
  const publishableMs = Date.parse(operation.progressAt) + progressMs;
  const counts = { done, failed, skipped };
  let current = operation;
  let row: { readonly number: number; readonly ids: readonly string[] } | undefined;
  for (let next = done + failed + skipped; next < expected; ) {
    const beganAtMs = clock();
    const number = Math.floor(next / chunkSize);
    if (row?.number !== number) row = { number, ids: await work.chunk(bulkOperationId, number) };
    const at = next % chunkSize;
    const ids = row.ids.slice(at, at + atOnce);
    await runConcurrently(ids, atOnce, async id => {
      const context = { nowMs: clock(), fourEyes };
      const outcome = await decideOne(id, current, context, work);
      counts[outcome] += 1;
    });
    next += ids.length;
    // What is skipped makes no events. Where writes take long, others get as much time as this does.
    const tookMs = clock() - beganAtMs;
    if (!current.cancelRequested) await wait(Math.max(paceMs - tookMs, tookMs));
    if (clock() >= publishableMs) break;
    // So that a cancellation holds at once, not from the next progress on.
    if (!current.cancelRequested) current = (await work.find(bulkOperationId)) ?? current;
  }
  return { ...counts, at: new Date(clock()).toISOString() };
}
