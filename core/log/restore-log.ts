import type { ChannelName } from '../wire/event.ts';
import { LogWriter, type LogWriterOptions } from './log-writer.ts';
import { isExpired, type Segment, type SegmentStore } from './segment.ts';

const page = 25;

/** A log whose segments can be replaced and taken out: a function that serves never can. */
export interface RestorableLog extends SegmentStore {
  overwrite(segment: Segment): Promise<void>;
  remove(channel: ChannelName, firstSeq: number): Promise<void>;
}

/** What a restore works with. */
export interface RestoreOptions extends LogWriterOptions {
  readonly store: RestorableLog;
  /** The log as it once was. */
  readonly backup: Pick<SegmentStore, 'oldestFirst'>;
  /** Higher than that of any segment in either. */
  readonly generation: number;
}

/** What became of a log. */
export interface RestoredLog {
  readonly copied: number;
  readonly removed: number;
}

/**
 * Makes a log hold what its backup holds, so that no reader takes the one for the other. First it
 * opens the new generation's epoch after the log's head: there every writer of an earlier one loses
 * its next race, and stops. In the end this epoch begins right after the backup's head and goes over
 * all numbers that are lost, so that none is ever given again: every cursor that was given out comes
 * to the new epoch by the next event at the latest, and yields a gap.
 *
 * What breaks off halfway can be done again, with the generation after.
 */
export async function restoreLog(
  channel: ChannelName,
  options: RestoreOptions,
): Promise<RestoredLog> {
  const { store, backup, generation, clock } = options;
  await new LogWriter(options).appendMarker(channel);
  const kept = new Set<number>();
  let end = 0;
  for await (const segment of oldestFirst(backup, channel)) {
    if (isExpired(segment, clock())) continue;
    await store.overwrite(segment);
    kept.add(segment.firstSeq);
    end = segment.lastSeq;
  }
  let removed = 0;
  for await (const { firstSeq, generation: its } of oldestFirst(store, channel)) {
    if (kept.has(firstSeq) || (its === generation && firstSeq > end)) continue;
    await store.remove(channel, firstSeq);
    removed += 1;
  }
  await closeHole(channel, end, options);
  return { copied: kept.size, removed };
}

/** Lets the new epoch begin after `end`: with one marker for all numbers that are lost. */
async function closeHole(
  channel: ChannelName,
  end: number,
  options: RestoreOptions,
): Promise<void> {
  const { store } = options;
  const [next] = await store.oldestFirst(channel, {
    minFirstSeq: end + 1,
    limit: 1,
    consistent: true,
  });
  // The backup reaches beyond where the log ended: it was emptied before.
  if (next === undefined) return await new LogWriter(options).appendMarker(channel);
  if (next.firstSeq === end + 1) return;
  await store.put({ ...next, firstSeq: end + 1, lastSeq: next.firstSeq - 1, events: [] });
}

async function* oldestFirst(
  store: Pick<SegmentStore, 'oldestFirst'>,
  channel: ChannelName,
): AsyncGenerator<Segment> {
  for (let minFirstSeq = 1; ; ) {
    const found = await store.oldestFirst(channel, { minFirstSeq, limit: page, consistent: true });
    if (found.length === 0) return;
    for (const segment of found) {
      yield segment;
      minFirstSeq = segment.firstSeq + 1;
    }
  }
}
