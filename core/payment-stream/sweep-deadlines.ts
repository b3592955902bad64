import type { Clock } from '../clock.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Deadline, DuePage, DuePosition } from './deadline.ts';
import { needsTimer, overtaken, type SettlePorts, settle } from './settle.ts';

/** What one sweep did. */
export interface SweptDeadlines {
  /** Phases that began because of it: their timers were late, or lost. */
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
export async function sweepDeadlines(ports: SettlePorts, clock: Clock): Promise<SweptDeadlines> {
  const beganAtMs = clock();
  const overdueToMs = beganAtMs - graceMs;
  const toComeMs = beganAtMs + ports.timerWithinMs;
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
      ports.deadlines.shards.map(shard =>
        sweepShard({ ...part, shard, endsAtMs }, sweep, ports, clock),
      ),
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
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly isOpen: (deadline: Deadline) => boolean;
  readonly endsAtMs: number;
}

async function sweepShard(
  { shard, range, isOpen, endsAtMs }: Part,
  sweep: Sweep,
  ports: SettlePorts,
  clock: Clock,
): Promise<void> {
  let position: DuePosition | undefined;
  for (let page = 0; page < maxPages && clock() < endsAtMs; page += 1) {
    const { due, next }: DuePage = await ports.deadlines.list(shard, range, position);
    const open = due.filter(({ deadline }) => isOpen(deadline));
    await runConcurrently(open, atOncePerShard, async ({ streamId }) => {
      // One that fails must not keep those behind it waiting.
      try {
        const { began, timerAtMs, isOvertaken } = await settle(streamId, clock(), ports);
        if (isOvertaken) throw overtaken(streamId);
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
