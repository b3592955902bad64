import type { ChannelEvent, ChannelName } from '../wire/event.ts';

/**
 * A batch of events appended together. Its events are numbered `firstSeq`, `firstSeq + 1`, …
 * `lastSeq`. A marker is a segment of one number that holds no event: it keeps a quiet log's head
 * from expiring.
 */
export interface Segment {
  readonly channel: ChannelName;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** The log's own random name; it changes when the log's numbers no longer continue. */
  readonly epoch: string;
  /**
   * Of the deployment that wrote it: raised by one with every restore of the log's table. Never
   * decreases along a log; each begins an epoch.
   */
  readonly generation: number;
  /** Never decreases along a log, even when writers' clocks disagree. */
  readonly appendedAtMs: number;
  /** From here on the segment counts as absent. Never decreases along a log. */
  readonly expiresAtSec: number;
  readonly events: readonly ChannelEvent[];
}

/** The generation of a log that was never restored. */
export const firstGeneration = 1;

/** One event and its place in its log. */
export interface LogEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly event: ChannelEvent;
  /** When its segment was appended, by that writer's clock; milliseconds since the Unix epoch. */
  readonly appendedAtMs: number;
}

/**
 * Where segments are kept. A page holds at most `limit` segments, and is empty only when there is
 * none in that direction. Expired segments may still be returned: only `log-reader` and `log-writer`
 * judge that.
 */
export interface SegmentStore {
  /** Segments with `firstSeq <= maxFirstSeq` (all, when absent), the newest first. */
  newestFirst(
    channel: ChannelName,
    page: { readonly maxFirstSeq?: number; readonly limit: number; readonly consistent: boolean },
  ): Promise<readonly Segment[]>;
  /** Segments with `firstSeq >= minFirstSeq`, the oldest first. */
  oldestFirst(
    channel: ChannelName,
    page: { readonly minFirstSeq: number; readonly limit: number; readonly consistent: boolean },
  ): Promise<readonly Segment[]>;
  /**
   * Stores the segment unless one with its `firstSeq` exists: then it is `taken`. `eventsJson` is its
   * events as a JSON array, from whoever has it already. @default - made of the events
   */
  put(segment: Segment, eventsJson?: string): Promise<'stored' | 'taken'>;
}

/**
 * Whether the segment counts as expired. DynamoDB deletes by TTL up to days later, and shows the item
 * until then: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function isExpired(segment: Pick<Segment, 'expiresAtSec'>, nowMs: number): boolean {
  return segment.expiresAtSec * 1000 <= nowMs;
}

/** The segment's events with their places. */
export function entriesOf(segment: Segment): readonly LogEntry[] {
  const { epoch, firstSeq, appendedAtMs, events } = segment;
  return events.map((event, index) => ({ epoch, seq: firstSeq + index, event, appendedAtMs }));
}
