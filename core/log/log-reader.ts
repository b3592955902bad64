import type { Clock } from '../clock.ts';
import { type Cursor, emptyEpoch } from '../wire/cursor.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import type { GapReason } from '../wire/gap-reason.ts';
import {
  entriesOf,
  firstGeneration,
  isExpired,
  type LogEntry,
  type Segment,
  type SegmentStore,
} from './segment.ts';

/**
 * Reads that one search for history may make, each of 25 segments or 1 MB, which is all that DynamoDB
 * gives at once: bounds its cost for a reader who sees little.
 */
const maxHistoryReads = 20;
const historyPage = 25;
const forwardPage = 25;

/** What came after a cursor. `entries` may be empty: then there is nothing new. */
export type ForwardResult =
  | { readonly kind: 'entries'; readonly entries: readonly LogEntry[]; readonly position: Cursor }
  | {
      readonly kind: 'gap';
      readonly reason: GapReason;
      /** The position was a place in the log, not too old, and its epoch goes on later. @default false */
      readonly isLoss?: true;
    };

/** Where the events begin that were appended from a moment on. */
export interface SinceResult {
  readonly cursor: Cursor;
  /** Whether events of that moment and later may have been there, and are there no more. */
  readonly isCut: boolean;
}

/** The newest part of a log, as far as one read gives it. */
export interface Newest {
  readonly head: Cursor;
  readonly ids: ReadonlySet<string>;
  /** What was appended before may be in the log and not in `ids`. */
  readonly sinceMs: number;
}

/** The last events a reader may see; `from` lies just before the first of them. */
export interface History {
  readonly from: Cursor;
  readonly entries: readonly LogEntry[];
  readonly head: Cursor;
}

/** Where a search for history ends. */
export interface HistoryBounds {
  /** Each of 25 segments or 1 MB. @default 20 */
  readonly maxReads?: number;
  /** With this event, whatever lies before it. @default - none ends it */
  readonly isFirst?: (event: ChannelEvent) => boolean;
}

/**
 * Reads one channel's log. A reader accepts only the segment that begins right after its position;
 * anything else, in an eventually consistent read, is read again strongly before it counts.
 */
export class LogReader {
  readonly #store: SegmentStore;
  readonly #channel: ChannelName;
  readonly #clock: Clock;

  constructor(options: {
    readonly store: SegmentStore;
    readonly channel: ChannelName;
    readonly clock: Clock;
  }) {
    this.#store = options.store;
    this.#channel = options.channel;
    this.#clock = options.clock;
  }

  /** The position after the newest event; of the empty epoch while the log has none. */
  async head(): Promise<Cursor> {
    const [newest] = await this.#newestFirst({ limit: 1 });
    return newest === undefined ? beforeAll : endOf(newest);
  }

  /** The newest events by their ids, and the position after them. */
  async newest(): Promise<Newest> {
    const page = await this.#newestFirst({ limit: historyPage });
    const [last] = page;
    const first = page.at(-1);
    return {
      head: last === undefined ? beforeAll : endOf(last),
      ids: new Set(page.flatMap(({ events }) => events.map(({ id }) => id))),
      sinceMs:
        first === undefined || first.firstSeq === 1 ? Number.NEGATIVE_INFINITY : first.appendedAtMs,
    };
  }

  /** Goes on from any cursor, in the middle of a segment too. */
  async resume(cursor: Cursor): Promise<ForwardResult> {
    const [segment] = await this.#newestFirst({ maxFirstSeq: cursor.seq + 1, limit: 1 });
    if (segment === undefined) return await this.#resumeBeforeAll(cursor);
    if (!isOfLife(segment, cursor) || segment.lastSeq < cursor.seq) {
      return { kind: 'gap', reason: 'unknown-cursor' };
    }
    const isTooOld = isExpired(segment, this.#clock());
    if (segment.lastSeq === cursor.seq) {
      const result = await this.forward(cursor);
      return result.kind === 'gap' && isTooOld ? { kind: 'gap', reason: result.reason } : result;
    }
    if (isTooOld) return { kind: 'gap', reason: 'expired' };
    const entries = entriesOf(segment).filter(entry => entry.seq > cursor.seq);
    return { kind: 'entries', entries, position: endOf(segment) };
  }

  /**
   * Goes on from a position at a segment's end, as `head`, `resume` and `forward` give it. By
   * default reads eventually consistently, and again consistently before anything counts as lost.
   */
  async forward(
    position: Cursor,
    consistency: 'eventual' | 'consistent' = 'eventual',
  ): Promise<ForwardResult> {
    const result = await this.#following(position, consistency === 'consistent');
    if (result.kind === 'entries' || consistency === 'consistent') return result;
    return await this.#following(position, true);
  }

  /**
   * The last `count` events that pass `isVisible`, oldest first, those of earlier epochs too: it is
   * what the log has, and does not report what it lacks. Makes a bounded number of reads, so a reader
   * who sees little may get fewer.
   *
   * After a restore the newest epoch has a marker and no event, so history that stopped there would
   * be empty. Each event keeps its own epoch in its cursor: under one of the newest, a cursor that was
   * never given for it would lead to another `gap`. Whoever had a cursor learns of what is missing by
   * that `gap`, and a reader cut off within such a history resumes in the earlier epoch and meets it.
   */
  async history(
    count: number,
    isVisible: (event: ChannelEvent) => boolean,
    { maxReads = maxHistoryReads, isFirst = () => false }: HistoryBounds = {},
  ): Promise<History> {
    const nowMs = this.#clock();
    let page = await this.#newestFirst({ limit: count === 0 ? 1 : historyPage });
    const head = page[0] === undefined ? beforeAll : endOf(page[0]);
    const entries: LogEntry[] = [];
    let from = head;
    for (let reads = 1; count > 0 && page.length > 0; reads += 1) {
      for (const segment of chainTo(from, page)) {
        if (isExpired(segment, nowMs)) return result();
        for (const entry of entriesOf(segment).toReversed()) {
          if (isVisible(entry.event)) entries.push(entry);
          from = { epoch: segment.epoch, seq: entry.seq - 1 };
          if (isFirst(entry.event) || entries.length === count) return result();
        }
        from = { epoch: segment.epoch, seq: segment.firstSeq - 1 };
      }
      if (reads === maxReads || from.seq === 0) break;
      page = await this.#before(from);
    }
    return result();

    function result(): History {
      return { from, entries: entries.toReversed(), head };
    }
  }

  /**
   * Just before the first event that was appended at `sinceMs` or later; at the head while there is
   * none. Numbers have no hole and times of appending never decrease, so it takes a search by halves:
   * at most one read for each binary digit of the head.
   */
  async since(sinceMs: number): Promise<SinceResult> {
    const nowMs = this.#clock();
    const [head] = await this.#newestFirst({ limit: 1 });
    if (head === undefined) return { cursor: beforeAll, isCut: false };
    const isIn = (segment: Segment): boolean =>
      segment.epoch === head.epoch && segment.appendedAtMs >= sinceMs && !isExpired(segment, nowMs);
    if (!isIn(head)) return { cursor: endOf(head), isCut: head.appendedAtMs >= sinceMs };
    let first = head;
    let before: Segment | undefined;
    for (let low = 1; low < first.firstSeq; ) {
      const middle = Math.floor((low + first.firstSeq - 1) / 2);
      const [segment] = await this.#newestFirst({ maxFirstSeq: middle, limit: 1 });
      if (segment !== undefined && isIn(segment)) first = segment;
      else {
        before = segment;
        low = middle + 1;
      }
    }
    const isCut =
      before === undefined
        ? first.firstSeq > 1 || first.generation > firstGeneration
        : before.appendedAtMs >= sinceMs || before.generation !== first.generation;
    return { cursor: { epoch: first.epoch, seq: first.firstSeq - 1 }, isCut };
  }

  /** What ends with the position. Old segments need no consistent read, unless they are missed. */
  async #before(position: Cursor): Promise<readonly Segment[]> {
    const page = { maxFirstSeq: position.seq, limit: historyPage };
    const found = chainTo(
      position,
      await this.#store.newestFirst(this.#channel, { ...page, consistent: false }),
    );
    return found.length > 0 ? found : chainTo(position, await this.#newestFirst(page));
  }

  async #newestFirst(page: { maxFirstSeq?: number; limit: number }): Promise<readonly Segment[]> {
    return await this.#store.newestFirst(this.#channel, { ...page, consistent: true });
  }

  /** The log's first remaining segment lies after the cursor, or there is none at all. */
  async #resumeBeforeAll(cursor: Cursor): Promise<ForwardResult> {
    if (isBeforeAll(cursor)) return await this.forward(cursor);
    const [newest] = await this.#newestFirst({ limit: 1 });
    const sameLife = newest !== undefined && newest.epoch === cursor.epoch;
    return { kind: 'gap', reason: sameLife ? 'expired' : 'unknown-cursor' };
  }

  async #following(position: Cursor, consistent: boolean): Promise<ForwardResult> {
    const page = await this.#store.oldestFirst(this.#channel, {
      minFirstSeq: position.seq + 1,
      limit: forwardPage,
      consistent,
    });
    const entries: LogEntry[] = [];
    let end = position;
    for (const segment of page) {
      const sameLife = isOfLife(segment, end);
      const follows = segment.firstSeq === end.seq + 1 && !isExpired(segment, this.#clock());
      if (!sameLife || !follows) {
        if (end !== position) break;
        if (!sameLife) return { kind: 'gap', reason: 'unknown-cursor' };
        // Of an empty log anybody has the cursor, be it ever so old.
        const isLoss = !isBeforeAll(end);
        return { kind: 'gap', reason: 'expired', ...(isLoss && { isLoss }) };
      }
      entries.push(...entriesOf(segment));
      end = endOf(segment);
    }
    return { kind: 'entries', entries, position: end };
  }
}

/** The cursor of a log that had no segment. */
const beforeAll: Cursor = { epoch: emptyEpoch, seq: 0 };

function isBeforeAll(cursor: Cursor): boolean {
  return cursor.epoch === beforeAll.epoch && cursor.seq === beforeAll.seq;
}

/**
 * Whether the numbers of the cursor and of the segment are of the same epoch. The empty epoch goes
 * on into a log's first generation only: of a later one nobody knows what came before it.
 */
function isOfLife(segment: Segment, cursor: Cursor): boolean {
  if (isBeforeAll(cursor)) return segment.generation === firstGeneration;
  return segment.epoch === cursor.epoch;
}

function endOf(segment: Segment): Cursor {
  return { epoch: segment.epoch, seq: segment.lastSeq };
}

/** The first of these segments, newest first, as far as each ends where the one before it begins. */
function chainTo(position: Cursor, newestFirst: readonly Segment[]): readonly Segment[] {
  let end = position.seq;
  const firstBroken = newestFirst.findIndex(({ firstSeq, lastSeq }) => {
    const follows = lastSeq === end;
    end = firstSeq - 1;
    return !follows;
  });
  return firstBroken < 0 ? newestFirst : newestFirst.slice(0, firstBroken);
}
