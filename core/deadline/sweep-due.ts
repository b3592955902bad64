import type { Clock } from '../clock.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Due, DuePage, DuePosition, DueRange } from './deadline.ts';
import { type DeadlineKind, needsTimer, overtaken, settleDeadline } from './settle-deadline.ts';

/** A kind of deadline whose rows can be listed by their moments. */
export interface ListedDeadlines<D extends Due, Began> extends DeadlineKind<D, Began> {
  /** The parts that its rows are kept in; each is listed by itself. */
  readonly shards: readonly string[];
  /** The index may be a moment behind. */
  list(shard: string, range: DueRange, after?: DuePosition): Promise<DuePage<D>>;
}

/** What one sweep did. */
export interface SweptDeadlines {
  /** Subjects of which something began because of it: their timers were late, or lost. */
  readonly began: number;
  readonly timers: number;
  /** The errors of those that could not be settled; the next sweep meets them again. */
  readonly failures: readonly unknown[];
  /** Whether the bounds of a sweep left something for the next. */
  readonly isCut: boolean;
}

/** The sweeper starts timers so long before they are due. */
export const sweptTimerMs = 3_600_000;

/** What was due a moment ago is still its timer's. */
const graceMs = 5_000;

/** Pages of each shard, of what is overdue and of what is to come. What is left over waits a minute. */
const maxPages = 20;

/** No page is begun so long after the sweep: its function ends soon. */
const maxSweepMs = 40_000;

/** Of each shard; there are eight. */
const atOncePerShard = 4;

/** Settles what is overdue, the longest first, then starts timers for what is due within the hour. */
export async function sweepDue<D extends Due, Began>(
  kind: ListedDeadlines<D, Began>,
  clock: Clock,
): Promise<SweptDeadlines> {
  const beganAtMs = clock();
  const overdueToMs = beganAtMs - graceMs;
  const toComeMs = beganAtMs + kind.timerWithinMs;
  const parts: Pick<Part, 'range' | 'isOpen'>[] = [
    { range: { fromMs: 0, toMs: overdueToMs }, isOpen: () => true },
    {
      range: { fromMs: overdueToMs, toMs: toComeMs },
      // A timer of the last seconds may be about to settle it.
      isOpen: deadline => needsTimer(deadline, overdueToMs, toComeMs - overdueToMs),
    },
  ];
  const sweep: Sweep = { began: 0, timers: 0, failures: [], isCut: false };
  for (const part of parts) {
    const endsAtMs = beganAtMs + maxSweepMs;
    await Promise.all(
      kind.shards.map(shard => sweepShard({ ...part, shard, endsAtMs }, sweep, kind, clock)),
    );
  }
  return sweep;
}

interface Sweep {
  began: number;
  timers: number;
  readonly failures: unknown[];
  isCut: boolean;
}

interface Part {
  readonly shard: string;
  readonly range: DueRange;
  readonly isOpen: (deadline: Due) => boolean;
  readonly endsAtMs: number;
}

async function sweepShard<D extends Due, Began>(
  { shard, range, isOpen, endsAtMs }: Part,
  sweep: Sweep,
  kind: ListedDeadlines<D, Began>,
  clock: Clock,
): Promise<void> {
  let position: DuePosition | undefined;
  for (let page = 0; page < maxPages && clock() < endsAtMs; page += 1) {
    const { due, next }: DuePage<D> = await kind.list(shard, range, position);
    const open = due.filter(({ deadline }) => isOpen(deadline));
    await runConcurrently(open, atOncePerShard, async ({ id }) => {
      // One that fails must not keep those behind it waiting.
      try {
        const { began, timerAtMs, isOvertaken } = await settleDeadline(id, clock(), kind);
        if (isOvertaken) throw overtaken(kind.noun, id);
        if (began !== undefined) sweep.began += 1;
        if (timerAtMs !== undefined) sweep.timers += 1;
      } catch (error) {
        sweep.failures.push(error);
      }
    });
    position = next;
    if (position === undefined) return;
  }
  sweep.isCut = true;
}
