import { LogReader } from '../../core/log/log-reader.ts';
import { firstGeneration, type Segment, type SegmentStore } from '../../core/log/segment.ts';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';

/** Readers stand at the head: no more is ever read. */
const kept = 4;

/** A log in memory: a read of it costs what parsing costs, and nothing of a database. */
export class MemoryLog {
  readonly channel: ChannelName;
  readonly #written: { readonly firstSeq: number; readonly json: string }[] = [];
  #seq = 0;

  constructor(channel: ChannelName) {
    this.channel = channel;
  }

  get reader(): LogReader {
    return new LogReader({ store: this.#store, channel: this.channel, clock: Date.now });
  }

  /** Appends the events as one segment, and returns the number of the last of them. */
  append(events: readonly ChannelEvent[]): number {
    const nowMs = Date.now();
    const segment: Segment = {
      channel: this.channel,
      firstSeq: this.#seq + 1,
      lastSeq: this.#seq + events.length,
      epoch: 'bench',
      generation: firstGeneration,
      appendedAtMs: nowMs,
      expiresAtSec: Math.ceil(nowMs / 1_000) + 3_600,
      events,
    };
    this.#seq = segment.lastSeq;
    this.#written.push({ firstSeq: segment.firstSeq, json: JSON.stringify(segment) });
    if (this.#written.length > kept) this.#written.shift();
    return this.#seq;
  }

  get #store(): SegmentStore {
    // As from a database, where what is not asked for is not read.
    const read = (isAsked: (firstSeq: number) => boolean): Segment[] =>
      this.#written
        .filter(({ firstSeq }) => isAsked(firstSeq))
        .map(({ json }) => JSON.parse(json) as Segment);
    return {
      newestFirst: async (_, { maxFirstSeq = Number.MAX_SAFE_INTEGER, limit }) =>
        read(firstSeq => firstSeq <= maxFirstSeq)
          .toReversed()
          .slice(0, limit),
      oldestFirst: async (_, { minFirstSeq, limit }) =>
        read(firstSeq => firstSeq >= minFirstSeq).slice(0, limit),
      put: async () => {
        throw new Error('a log of the bench is appended to by the bench alone');
      },
    };
  }
}
