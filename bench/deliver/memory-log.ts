import { LogReader } from '../../core/log/log-reader.ts';
import { firstGeneration, type Segment, type SegmentStore } from '../../core/log/segment.ts';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';

/** Readers stand at the head: no more is ever read. */
const kept = 4;

/** A log in memory: a read of it costs what parsing costs, and nothing of a database. */
export class MemoryLog {
  readonly channel: ChannelName;
  readonly #json: string[] = [];
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
    this.#json.push(JSON.stringify(segment));
    if (this.#json.length > kept) this.#json.shift();
    return this.#seq;
  }

  get #store(): SegmentStore {
    const all = (): Segment[] => this.#json.map(json => JSON.parse(json) as Segment);
    return {
      newestFirst: async (_, { maxFirstSeq = Number.MAX_SAFE_INTEGER, limit }) =>
        all()
          .filter(({ firstSeq }) => firstSeq <= maxFirstSeq)
          .toReversed()
          .slice(0, limit),
      oldestFirst: async (_, { minFirstSeq, limit }) =>
        // Asked a hundred times a second by a tail that stands at the head.
        minFirstSeq > this.#seq
          ? []
          : all()
              .filter(({ firstSeq }) => firstSeq >= minFirstSeq)
              .slice(0, limit),
      put: async () => {
        throw new Error('a log of the bench is appended to by the bench alone');
      },
    };
  }
}
