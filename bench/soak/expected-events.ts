import { isSelected } from '../../core/channel/selection.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import type { LogEntry, SegmentStore } from '../../core/log/segment.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { readerKinds } from './reader-kinds.ts';
import type { Expected } from './received.ts';
import type { ExpectedOf } from './soak-message.ts';

/** An admin whom nothing is addressed to. */
const anyReader = { userId: 'reader', role: 'admin', connectionId: 'reader' } as const;
const lookEveryMs = 500;
/** A log to which nothing came for so long is at rest. */
const restMs = 4_000;

/** All of a log, from its beginning. */
async function entriesOf(store: SegmentStore, channel: ChannelName): Promise<readonly LogEntry[]> {
  const log = new LogReader({ store, channel, clock: Date.now });
  const head = await log.head();
  const entries: LogEntry[] = [];
  for (let position = { epoch: head.epoch, seq: 0 }; position.seq < head.seq; ) {
    const next = await log.forward(position, 'consistent');
    if (next.kind === 'gap')
      throw new Error(`the log of ${channel} has a gap after ${position.seq}`);
    entries.push(...next.entries);
    position = next.position;
  }
  return entries;
}

/** What a reader of each kind is to have of what the logs hold, once they are at rest. */
export async function expectedEvents(store: SegmentStore): Promise<ExpectedOf> {
  const expected: Record<string, Expected> = {};
  for (const { name, log, channels } of readerKinds) {
    const entries = await entriesOf(store, log);
    const own = entries.filter(({ event }) => isSelected(event, anyReader, { log, channels }));
    expected[name] = { epoch: entries.at(-1)?.epoch ?? '', seqs: own.map(({ seq }) => seq) };
  }
  return expected;
}

/** What became of the bets that were written: each is one event of its kind in the log. */
export interface Written {
  /** Bets of which the log has no event. */
  readonly missing: number;
  /** Events that the log has twice. */
  readonly twice: number;
}

/** Which of these bets have their event in the log, and how often. */
export async function writtenBets(
  store: SegmentStore,
  betIds: ReadonlySet<string>,
): Promise<Written> {
  const entries = await entriesOf(store, 'bets');
  const ids = new Set(entries.map(({ event }) => event.id));
  const found = new Set(
    entries.flatMap(({ event: { type, data } }) =>
      type === 'NEW_BET' ? [String(data.betId)] : [],
    ),
  );
  return {
    missing: [...betIds].filter(betId => !found.has(betId)).length,
    twice: entries.length - ids.size,
  };
}

/** Resolves once nothing has come to the log of `global`, which is the last to get it, for a while. */
export async function atRest(store: SegmentStore, pause: (ms: number) => Promise<unknown>) {
  const log = new LogReader({ store, channel: 'global', clock: Date.now });
  let { seq } = await log.head();
  for (let restedMs = 0; restedMs < restMs; restedMs += lookEveryMs) {
    await pause(lookEveryMs);
    const head = await log.head();
    if (head.seq !== seq) restedMs = 0;
    seq = head.seq;
  }
}
