import { setTimeout as sleep } from 'node:timers/promises';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import type { TokenSigner } from '../../tools/token-signer.ts';
import { type Percentiles, percentilesOf } from '../latency/percentiles.ts';
import { type Followed, followStreams } from './follow-streams.ts';
import type { LoadPlan } from './load-plan.ts';
import { type LoadReader, loadReader, type ReaderKind } from './reader-kinds.ts';
import { StreamWriter, type WrittenChange } from './stream-writer.ts';

/** How much is written, and for how long. */
export interface Load {
  readonly changesPerSecond: number;
  readonly seconds: number;
}

/** What became of a load, over all readers together. */
export interface LoadFigures {
  /** Events of changes that readers had to get. */
  readonly expected: number;
  readonly delivered: number;
  readonly lost: number;
  /** Events of streams that the reader may not see, or did not ask for. */
  readonly foreign: number;
  /** Events that came more often than once. */
  readonly twice: number;
  /** Write acknowledged → event parsed, in milliseconds. Absent when nothing was delivered. */
  readonly latency?: Percentiles;
}

const waitMs = 120_000;
const lookEveryMs = 50;

/**
 * Writes the load's streams and then its changes, while readers of that kind follow. It ends when each
 * reader has a last change of its own: what is missing by then is lost, for a log has an order.
 */
export async function measureLoad(
  { outputs, sign }: { readonly outputs: Outputs; readonly sign: TokenSigner },
  plan: LoadPlan,
  kind: ReaderKind,
  { changesPerSecond, seconds }: Load,
): Promise<LoadFigures> {
  const url = requireOutput(outputs, 'PaymentStreamsChannelUrl');
  const follow = async ({ holder, parameters }: Omit<LoadReader, 'expects'>) =>
    await followStreams(url, await sign(holder), parameters);
  const writer = new StreamWriter(outputs, plan.streams);
  const watcher = { sub: `watcher-${crypto.randomUUID()}`, role: 'operator', ttlSeconds: 3_600 };
  const all = await follow({ holder: watcher, parameters: [] });
  await writer.create();
  await untilHad(all, ({ streams }) => plan.streams.every(({ streamId }) => streams.has(streamId)));
  all.close();
  const readers = plan.readers.map(reader => loadReader(kind, reader, plan));
  // Not all at once: each is an environment that starts.
  const followed: Followed[] = [];
  for (const reader of readers) followed.push(await follow(reader));
  const written = await writer.change(changesPerSecond, seconds);
  // One after the other: those of two readers may be of one stream, whose amounts only grow.
  const last: WrittenChange[] = [];
  for (const reader of readers) last.push(await writer.changeOf(firstOf(reader)));
  await Promise.all(
    followed.map((one, at) => untilHad(one, ({ changes }) => changes.has(last[at]?.key ?? ''))),
  ).finally(() => {
    for (const one of followed) one.close();
  });
  return figuresOf(readers, followed, written);
}

function firstOf({ expects }: LoadReader): { readonly streamId: string } {
  const [streamId] = expects;
  if (streamId === undefined) throw new Error('received a reader of no streams, expected some');
  return { streamId };
}

/** Looks again and again: it is a measurement of the system, not of how fast this is. */
async function untilHad(one: Followed, has: (one: Followed) => boolean): Promise<void> {
  for (const untilMs = performance.now() + waitMs; !has(one); await sleep(lookEveryMs)) {
    if (performance.now() > untilMs) {
      throw new Error(`the last change did not come within ${waitMs} ms`);
    }
  }
}

function figuresOf(
  readers: readonly LoadReader[],
  followed: readonly Followed[],
  written: readonly WrittenChange[],
): LoadFigures {
  const durations: number[] = [];
  const counts = { expected: 0, foreign: 0, twice: 0 };
  for (const [at, { expects }] of readers.entries()) {
    const { streams = new Map(), changes = new Map() } = followed[at] ?? {};
    for (const [streamId, events] of streams) if (!expects.has(streamId)) counts.foreign += events;
    for (const { times } of changes.values()) counts.twice += times - 1;
    for (const { streamId, key, acknowledgedMs } of written) {
      if (!expects.has(streamId)) continue;
      counts.expected += 1;
      const arrival = changes.get(key);
      if (arrival !== undefined) durations.push(arrival.parsedMs - acknowledgedMs);
    }
  }
  const latency = percentilesOf(durations);
  return {
    ...counts,
    delivered: durations.length,
    lost: counts.expected - durations.length,
    ...(latency === undefined ? {} : { latency }),
  };
}
