import { setTimeout as sleep } from 'node:timers/promises';
import type { Readers } from '../latency/open-readers.ts';
import { percentilesOf } from '../latency/percentiles.ts';

/** From a bet's acknowledgement to its parsed event, in milliseconds. */
export interface Delay {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Bets beside whatever else goes on. */
export interface DelayPlan {
  /** Writes a bet; resolves once its table has acknowledged it. */
  readonly write: (betId: string) => Promise<void>;
  /** Each is measured by itself; one reader each. */
  readonly readers: readonly Readers[];
  readonly perSecond: number;
  /** No bet is written once this is so. */
  readonly isOver: () => boolean;
}

/** What has not arrived by then does not. */
const graceMs = 30_000;
const lookEveryMs = 50;

/**
 * Writes bets at that rate until it is over, and gives how late each of the readers had them.
 *
 * @throws Error when one did not arrive
 */
export async function measureDelay(plan: DelayPlan): Promise<readonly Delay[]> {
  const { write, readers, perSecond, isOver } = plan;
  const arrivals = readers.map(() => new Map<string, number>());
  const leave = readers.map((reader, at) =>
    reader.listen(betId => arrivals[at]?.set(betId, performance.now())),
  );
  const written: Promise<{ readonly betId: string; readonly acknowledgedMs: number }>[] = [];
  const startedMs = performance.now();
  while (!isOver()) {
    const dueMs = startedMs + ((written.length + Math.random()) * 1_000) / perSecond;
    await sleep(Math.max(0, dueMs - performance.now()));
    const betId = `bench-${crypto.randomUUID()}`;
    const acknowledged = write(betId).then(() => ({ betId, acknowledgedMs: performance.now() }));
    acknowledged.catch(() => {}); // thrown below, once all are written
    written.push(acknowledged);
  }
  const bets = await Promise.all(written);
  const isMissing = () => arrivals.some(had => bets.some(({ betId }) => !had.has(betId)));
  for (const untilMs = performance.now() + graceMs; isMissing(); await sleep(lookEveryMs)) {
    if (performance.now() > untilMs) throw new Error(`a bet did not arrive within ${graceMs} ms`);
  }
  for (const stop of leave) stop();
  return arrivals.map(had =>
    delayOf(bets.map(bet => (had.get(bet.betId) ?? Number.NaN) - bet.acknowledgedMs)),
  );
}

function delayOf(durations: readonly number[]): Delay {
  const { p50 = Number.NaN, p99 = Number.NaN } = percentilesOf(durations) ?? {};
  return { count: durations.length, p50, p99, max: Math.max(...durations) };
}
