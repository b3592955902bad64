import type { Segment, SegmentStore } from '../../core/log/segment.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';

/** A log that gains so many events at a time, and is made where it is read: millions take no memory. */
export function generatedSegments(options: {
  readonly now: () => number;
  readonly startMs: number;
  /** Between two segments. */
  readonly everyMs: number;
  readonly eventsEach: number;
  readonly keptMs: number;
  readonly event: (seq: number) => ChannelEvent;
}): SegmentStore & { readonly count: () => number } {
  const { now, startMs, everyMs, eventsEach, keptMs, event } = options;
  const count = () => Math.floor((now() - startMs) / everyMs);
  const oldest = () => Math.max(Math.ceil((now() - keptMs - startMs) / everyMs), 1);
  const segment = (number: number): Segment => {
    const firstSeq = (number - 1) * eventsEach + 1;
    const appendedAtMs = startMs + number * everyMs;
    return {
      ...{ channel: 'global', epoch: 'abc', generation: 1, firstSeq, appendedAtMs },
      lastSeq: firstSeq + eventsEach - 1,
      expiresAtSec: (appendedAtMs + keptMs) / 1_000,
      events: Array.from({ length: eventsEach }, (_, at) => event(firstSeq + at)),
    };
  };
  const pageOf = (from: number, step: 1 | -1, limit: number) =>
    Array.from({ length: limit }, (_, at) => from + at * step)
      .filter(number => number >= oldest() && number <= count())
      .map(segment);
  return {
    count,
    newestFirst: async (_channel, { maxFirstSeq = Number.MAX_SAFE_INTEGER, limit }) =>
      pageOf(Math.min(count(), Math.floor((maxFirstSeq - 1) / eventsEach) + 1), -1, limit),
    oldestFirst: async (_channel, { minFirstSeq, limit }) =>
      pageOf(Math.max(oldest(), Math.ceil((minFirstSeq - 1) / eventsEach) + 1), 1, limit),
    put: async () => 'taken',
  };
}
