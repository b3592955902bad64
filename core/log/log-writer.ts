import type { Clock } from '../clock.ts';
import { AppError } from '../wire/app-error.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { Contention } from './contention.ts';
import type { EncodedEvent } from './encoded-event.ts';
import { type LogHead, RecentIds } from './recent-ids.ts';
import { isExpired, type Segment, type SegmentStore } from './segment.ts';

/** Writers' clocks and the stream's may differ by this much (design.md, event log, writing). */
const clockMarginMs = 10_000;
/**
 * Below DynamoDB's 400 KB per item; counted before compression, so the item is always smaller.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const maxSegmentBytes = 240_000;
/** Lost races in a row before the batch is given back to the stream, which retries it. */
const maxLostRaces = 50;
/** Segments of one read; DynamoDB ends a page at 1 MB before that, if need be. */
const scanPage = 25;
/** Pages read at one look; a writer that slept through more goes on after its next. */
const maxCatchUpPages = 40;
/**
 * A remembered head is looked up again before it is used when this much time has passed: the table
 * may have been restored under a writer that is still warm.
 */
const confirmEveryMs = 1_000;

/** What a writer of logs works with. */
export interface LogWriterOptions {
  readonly store: SegmentStore;
  readonly clock: Clock;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  /** Waits so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** How long a segment is kept, in milliseconds. */
  readonly retentionMs: number;
  /** Of the deployment; see `Segment.generation`. */
  readonly generation: number;
  /** Called when another writer came before this one. @default - nothing is */
  readonly onConflict?: (channel: ChannelName) => void;
}

/**
 * Appends to the logs. Any number of writers may append to one log at once, in any number of
 * processes: a number is given once, and an event is appended once however often it is retried.
 *
 * Every writer only ever tries the number after the head it knows, on condition that it is free.
 * So numbers have no holes, and no number is visible before a lower one.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #known = new Map<ChannelName, RecentIds>();
  readonly #contentions = new Map<ChannelName, Contention>();

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /**
   * Appends those of `events` that the log does not hold yet, in order.
   *
   * @param oldestRecordAtMs when the oldest of these events can first have been appended: the
   *   creation time of the oldest stream record behind them
   * @returns how many were appended; the others were there already
   * @throws AppError LOG_CONTENDED when too many races in a row were lost; LOG_SUPERSEDED when a
   *   deployment of a later generation writes this log by now; nothing is lost by a retry of either
   */
  async append(
    channel: ChannelName,
    events: readonly EncodedEvent[],
    oldestRecordAtMs: number,
  ): Promise<number> {
    return await this.#orForget(channel, async () => {
      const sinceMs = oldestRecordAtMs - clockMarginMs;
      const wanted = new Set(events.map(({ event }) => event.id));
      const there = new FoundIds(wanted);
      const contention = this.#beginIn(channel, sizeOf(events));
      const recent = await this.#recentIds(channel, sinceMs, { there, contention });
      let appended = 0;
      let rest = unique(events);
      for (;;) {
        rest = rest.filter(({ event }) => !recent.has(event.id) && !there.has(event.id));
        const batch = firstBatch(rest);
        if (batch.length === 0) return appended;
        if (await this.#step(channel, batch, { recent, there, contention })) {
          appended += batch.length;
        }
      }
    });
  }

  /**
   * Appends a marker, so that the head of a quiet log never expires: the next number follows from it.
   *
   * A marker is a segment of one number that holds no event, put under the condition of any other,
   * so writers and readers know no special case. Without a number two segments would share a key; to
   * touch the head's expiry instead would change a segment that is written once and for good. The
   * price is a number a day that no reader sees: numbers must not be counted as events.
   */
  async appendMarker(channel: ChannelName): Promise<void> {
    await this.#orForget(channel, async () => {
      const looking = { there: new FoundIds(new Set()), contention: this.#beginIn(channel, 0) };
      const recent = await this.#recentIds(channel, this.#options.clock(), looking);
      for (let isStored = false; !isStored; ) {
        isStored = await this.#step(channel, [], { recent, ...looking });
      }
    });
  }

  /** After a failure it is unknown what was stored: the next append looks again. */
  async #orForget<T>(channel: ChannelName, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#known.delete(channel);
      throw error;
    }
  }

  /** What is known of the log back to `sinceMs`, read when it is not yet. */
  async #recentIds(channel: ChannelName, sinceMs: number, looking: Looking): Promise<RecentIds> {
    const known = this.#known.get(channel);
    const reachesBack = known !== undefined && known.knownSinceMs <= sinceMs;
    if (reachesBack && (await this.#isStillThere(channel, known, looking))) return known;
    const recent = new RecentIds(sinceMs);
    recent.confirmedAtMs = this.#options.clock();
    for await (const segment of this.#backTo(channel, sinceMs)) {
      looking.there.look(segment);
      recent.rememberOlder(segment);
    }
    this.#known.set(channel, recent);
    return recent;
  }

  /**
   * Whether the log goes on from the remembered head; in a restored one it may not be. What others
   * have appended after it is read with it.
   */
  async #isStillThere(
    channel: ChannelName,
    recent: RecentIds,
    { there, contention }: Looking,
  ): Promise<boolean> {
    const nowMs = this.#options.clock();
    if (nowMs - recent.confirmedAtMs < confirmEveryMs) return true;
    const { head } = recent;
    const [first, ...newer] = await this.#options.store.oldestFirst(channel, {
      minFirstSeq: head?.firstSeq ?? 1,
      limit: scanPage,
      consistent: true,
    });
    recent.confirmedAtMs = nowMs;
    if (first === undefined || head === undefined) return first === head;
    const isHead = first.firstSeq === head.firstSeq && first.lastSeq === head.lastSeq;
    if (!isHead || first.epoch !== head.epoch) return false;
    for (const segment of newer) {
      there.look(segment);
      recent.remember(segment);
    }
    contention.saw(newer);
    return true;
  }

  /** The head, and then every segment appended at or after `sinceMs`, newest first. */
  async *#backTo(channel: ChannelName, sinceMs: number): AsyncGenerator<Segment> {
    let maxFirstSeq = Number.MAX_SAFE_INTEGER;
    for (let limit = 1; maxFirstSeq > 0; limit = scanPage) {
      const page = await this.#options.store.newestFirst(channel, {
        maxFirstSeq,
        limit,
        consistent: true,
      });
      if (page.length === 0) return;
      for (const segment of page) {
        if (segment.appendedAtMs < sinceMs && maxFirstSeq !== Number.MAX_SAFE_INTEGER) return;
        yield segment;
        maxFirstSeq = segment.firstSeq - 1;
      }
    }
  }

  async #tryAppend(
    channel: ChannelName,
    recent: RecentIds,
    batch: readonly EncodedEvent[],
  ): Promise<boolean> {
    this.#refuseOlder(channel, recent.head);
    const events = batch.map(({ event }) => event);
    const segment = this.#following(channel, recent.head, events);
    const eventsJson = `[${batch.map(({ json }) => json).join(',')}]`;
    if ((await this.#options.store.put(segment, eventsJson)) === 'taken') return false;
    recent.remember(segment);
    return true;
  }

  /** A writer that a restore has left behind would go on with numbers that mean other events by now. */
  #refuseOlder(channel: ChannelName, head: LogHead | undefined): void {
    const { generation } = this.#options;
    if (head === undefined || head.generation <= generation) return;
    throw new AppError(
      'LOG_SUPERSEDED',
      `the log ${channel} is written by generation ${head.generation}, and this writer is of generation ${generation}; expected a deployment with logGeneration ${head.generation} or higher`,
    );
  }

  #following(
    channel: ChannelName,
    head: LogHead | undefined,
    events: readonly ChannelEvent[],
  ): Segment {
    const nowMs = this.#options.clock();
    const expiresAtSec = Math.ceil((nowMs + this.#options.retentionMs) / 1000);
    const firstSeq = (head?.lastSeq ?? 0) + 1;
    // Numbers go on even after the head expired: DynamoDB may still show it, and keys must rise.
    const { generation } = this.#options;
    const continues =
      head !== undefined && head.generation === generation && !isExpired(head, nowMs);
    return {
      channel,
      firstSeq,
      lastSeq: firstSeq + Math.max(events.length, 1) - 1,
      epoch: continues ? head.epoch : newEpoch(this.#options.random),
      generation,
      appendedAtMs: Math.max(nowMs, head?.appendedAtMs ?? 0),
      expiresAtSec: Math.max(expiresAtSec, head?.expiresAtSec ?? 0),
      events,
    };
  }

  /** The next step of an append: whether the batch is stored by it. */
  async #step(
    channel: ChannelName,
    batch: readonly EncodedEvent[],
    { recent, ...looking }: Looking & { readonly recent: RecentIds },
  ): Promise<boolean> {
    const { contention } = looking;
    const { next } = contention;
    if (next.kind === 'look') {
      if (next.afterMs > 0) await this.#options.sleep(next.afterMs);
      await this.#look(channel, recent, looking);
      return false;
    }
    const beganAtMs = this.#options.clock();
    if (await this.#tryAppend(channel, recent, batch)) {
      const nowMs = this.#options.clock();
      contention.won(nowMs, nowMs - beganAtMs);
      return true;
    }
    contention.lost();
    this.#options.onConflict?.(channel);
    const { lostRaces } = contention;
    if (lostRaces <= maxLostRaces) return false;
    throw new AppError(
      'LOG_CONTENDED',
      `lost ${lostRaces} races in a row for the next number of log ${channel}; expected to win one within ${maxLostRaces}`,
    );
  }

  /** Reads what the others appended, so that the next try is for the number after it. */
  async #look(
    channel: ChannelName,
    recent: RecentIds,
    { there, contention }: Looking,
  ): Promise<void> {
    for (let page = 0; page < maxCatchUpPages; page += 1) {
      const beganAtMs = this.#options.clock();
      const newer = await this.#options.store.oldestFirst(channel, {
        minFirstSeq: (recent.head?.lastSeq ?? 0) + 1,
        limit: scanPage,
        consistent: true,
      });
      for (const segment of newer) {
        there.look(segment);
        recent.remember(segment);
      }
      contention.looked(newer, this.#options.clock() - beganAtMs);
      // A page that is not full is the last one, or was cut at 1 MB: then the put loses its race.
      if (newer.length < scanPage) return;
    }
  }

  /** An append of so many bytes of JSON begins. */
  #beginIn(channel: ChannelName, jsonBytes: number): Contention {
    const contention = this.#contentions.get(channel) ?? new Contention(this.#options.random);
    this.#contentions.set(channel, contention);
    contention.begin(this.#options.clock(), jsonBytes);
    return contention;
  }
}

/** What an append does with what it reads. */
interface Looking {
  readonly there: FoundIds;
  readonly contention: Contention;
}

/**
 * Which of the wanted ids stand in what was read of a log: kept apart from `RecentIds`, because a long
 * read, back from the head or on from an old one, holds more ids than are remembered.
 */
class FoundIds {
  readonly #wanted: ReadonlySet<string>;
  readonly #found = new Set<string>();

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  look({ events }: Segment): void {
    for (const { id } of events) if (this.#wanted.has(id)) this.#found.add(id);
  }

  has(eventId: string): boolean {
    return this.#found.has(eventId);
  }
}

function unique(events: readonly EncodedEvent[]): EncodedEvent[] {
  return [...new Map(events.map(encoded => [encoded.event.id, encoded])).values()];
}

/** Bytes of JSON that the first segment of these events has at most. */
function sizeOf(events: readonly EncodedEvent[]): number {
  return Math.min(
    events.reduce((sum, { bytes }) => sum + bytes, 0),
    maxSegmentBytes,
  );
}

/** As many of the events as one segment may hold: at least one, if there is one. */
function firstBatch(events: readonly EncodedEvent[]): readonly EncodedEvent[] {
  let total = 0;
  const end = events.findIndex(({ bytes }, index) => {
    total += bytes;
    return total > maxSegmentBytes && index > 0;
  });
  return end === -1 ? events : events.slice(0, end);
}

/**
 * Sixteen characters (2^82 of them), so that no two epochs of a log ever meet; never the text of the
 * empty epoch, which is shorter.
 */
function newEpoch(random: () => number): string {
  return Array.from({ length: 4 }, () => fourCharacters(random)).join('');
}

function fourCharacters(random: () => number): string {
  return Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
}
