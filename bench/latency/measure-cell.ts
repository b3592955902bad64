import { setTimeout as sleep } from 'node:timers/promises';
import { type CellFigures, figuresOf } from './cell-figures.ts';
import { type Arrival, deliveriesOf, type Written } from './hops.ts';
import { nowMs } from './observation.ts';
import type { Readers } from './open-readers.ts';
import type { WatchedHost } from './start-watched-host.ts';

/** How often a bet is written: `quiet` is once in 4 s, a number so many times a second. */
export type Load = 'quiet' | number;

/** What a cell works with. */
export interface CellPorts {
  readonly host: WatchedHost;
  readonly readers: Readers;
  /** Writes a bet; resolves once the table has acknowledged it. */
  readonly write: (betId: string) => Promise<void>;
}

const quietEveryMs = 4_000;
/** Of a load that does not stop, the beginning is no part of it. */
const leadInMs = 2_000;
/** At most so much of the time between two writes is left to chance: polls have a rhythm, writers none. */
const maxJitterMs = 500;
/** What has not arrived by then counts as missing. */
const graceMs = 10_000;

/** Writes for so many seconds, and measures what arrives. */
export async function measureCell(
  load: Load,
  seconds: number,
  { host, readers, write }: CellPorts,
): Promise<CellFigures> {
  const everyMs = load === 'quiet' ? quietEveryMs : 1_000 / load;
  const jitterMs = Math.min(everyMs, maxJitterMs);
  const leadIn = load === 'quiet' ? 1 : Math.ceil(leadInMs / everyMs);
  const count = leadIn + Math.max(1, Math.floor((seconds * 1_000) / everyMs));
  const arrivals: Arrival[] = [];
  const leave = readers.listen(betId => arrivals.push({ betId, parsedMs: nowMs() }));
  await host.take();
  const startedMs = nowMs();
  const written: Promise<Written>[] = [];
  for (let at = 0; at < count; at += 1) {
    const dueMs = startedMs + at * everyMs + Math.random() * jitterMs;
    await sleep(Math.max(0, dueMs - nowMs()));
    const betId = `bench-${crypto.randomUUID()}`;
    const acknowledged = write(betId).then(() => ({ betId, acknowledgedMs: nowMs() }));
    acknowledged.catch(() => {}); // thrown below, once all are written
    written.push(acknowledged);
  }
  const measured = (await Promise.all(written)).slice(leadIn);
  const wanted = new Set(measured.map(({ betId }) => betId));
  const expected = measured.length * readers.count;
  const had = (): number => arrivals.filter(({ betId }) => wanted.has(betId)).length;
  for (const until = nowMs() + graceMs; had() < expected && nowMs() < until; ) await sleep(100);
  leave();
  const deliveries = deliveriesOf(measured, arrivals, await host.take(), readers.log);
  return figuresOf(deliveries, expected);
}
