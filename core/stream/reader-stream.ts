import { isVisible, type Reader } from '../channel/is-visible.ts';
import type { Clock } from '../clock.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { LogEntry } from '../log/segment.ts';
import { type Cursor, emptyEpoch, parseCursor } from '../wire/cursor.ts';
import { cutText } from '../wire/cut-text.ts';
import type { EndReason } from '../wire/end-reason.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { encodeOnce, type LogTail, type TailEntry, type TailSubscriber } from './log-tail.ts';
import { OutboundQueue, type StreamOutput } from './outbound-queue.ts';
import {
  connectedFrame,
  gapFrame,
  lastErrorFrame,
  openingFrame,
  pingFrame,
  reconnectFrame,
  unavailableFrame,
} from './stream-frame.ts';

/** What a reader is promised; pings come a little sooner. */
const heartbeatMs = 15_000;
const pingEveryMs = 14_000;
const leaseCheckMs = 5_000;
const maxPendingBytes = 1_000_000;
/** A replay waits for the reader above this, well below what makes a reader slow. */
const replayPendingBytes = 250_000;
/** How long the last words may take to leave. */
const farewellMs = 1_000;

export interface ReaderStreamOptions {
  readonly reader: Reader;
  readonly channel: ChannelName;
  readonly log: LogReader;
  readonly tail: LogTail;
  readonly output: StreamOutput;
  /** The `Last-Event-ID` as received; absent: the reader is new. */
  readonly lastEventId?: string;
  /** How many past events a new reader, or one with a gap, gets: 0 to 100. */
  readonly historyCount: number;
  /** Told when the first frame, and when live events, went to the reader; not of what is replayed. */
  readonly onOpened?: () => void;
  readonly onDelivered?: (events: readonly ChannelEvent[]) => void;
  /** Why the reader's lease is no longer its own, or `undefined` while it is. */
  readonly checkLease: () => Promise<EndReason | undefined>;
  /** After an end by `draining`: how long the reader is to wait. @default - as after any other end */
  readonly drainRetryMs?: () => number | undefined;
  /** When the stream ends itself. */
  readonly endsAtMs: number;
  readonly tokenExpiresAtMs: number;
  /** The stream ends itself before it has written this many. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * One reader's stream from `connected` to `reconnect`. It replays privately what the reader missed
 * (or its history) up to where the shared tail stands, and joins the tail in the same tick, so
 * nothing falls between. Whether the process serves one reader or thousands makes no difference.
 */
export class ReaderStream implements TailSubscriber {
  readonly #options: ReaderStreamOptions;
  readonly #queue: OutboundQueue;
  readonly #ended = Promise.withResolvers<EndReason>();
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #hasEnded = false;
  #leave: (() => void) | undefined;
  /** Everything up to here is written, or queued, or not for this reader. */
  #position: Cursor = { epoch: emptyEpoch, seq: 0 };

  constructor(options: ReaderStreamOptions) {
    this.#options = options;
    this.#queue = new OutboundQueue(options.output, maxPendingBytes, error => {
      this.#hasEnded = true;
      this.#ended.reject(error);
    });
  }

  /**
   * Serves the reader until the stream's end, and says why it ended. The first bytes leave before
   * anything is read, so that a reader knows at once whether streams get through to it.
   *
   * @throws whatever the log threw, after the reader was told; or what the output threw
   */
  async run(): Promise<EndReason> {
    this.#write(openingFrame(this.#options.random));
    this.#startTimers();
    try {
      const reason = await Promise.race([this.#ended.promise, this.#follow()]);
      const { random, drainRetryMs } = this.#options;
      await this.#sayFarewell(
        lastErrorFrame(reason) + reconnectFrame(reason, random, drainRetryMs?.()),
      );
      return reason;
    } catch (error) {
      // Without `reconnect`: it is no planned end, and whoever comes back counts a failure.
      if (!this.#hasEnded) await this.#sayFarewell(unavailableFrame);
      throw error;
    } finally {
      this.#hasEnded = true;
      for (const timer of this.#timers) clearTimeout(timer);
    }
  }

  /** Replays what the reader missed, and follows the tail until the end. */
  async #follow(): Promise<EndReason> {
    const { tail } = this.#options;
    const { close } = await tail.open();
    try {
      await Promise.race([this.#ended.promise, this.#replay()]);
      return await this.#ended.promise;
    } finally {
      this.#leave?.();
      close();
    }
  }

  advance(entries: readonly TailEntry[], position: Cursor): void {
    if (position.seq <= this.#position.seq) return;
    const { seq } = this.#position;
    const delivered = this.#enqueue(entries.filter(entry => entry.seq > seq));
    if (delivered.length > 0) this.#options.onDelivered?.(delivered);
    if (!this.#hasEnded) this.#position = position;
  }

  stop(reason: EndReason): void {
    // Up to where the log began anew: a reader who sees nothing of what came before it would come back
    // with the cursor it had, be sent away again, and never hear of the gap.
    if (reason === 'log-restarted') this.#ping();
    this.#hasEnded = true;
    this.#ended.resolve(reason);
  }

  /** Writes everything from the reader's own position up to the tail's, and joins it in that moment. */
  async #replay(): Promise<void> {
    await this.#open();
    this.#options.onOpened?.();
    // Not before: a ping tells the reader's position, and it has none until `connected`.
    this.#startPings();
    while (!this.#hasEnded) {
      await this.#queue.drained();
      const { position } = this.#options.tail;
      if (position === undefined) return this.stop('unavailable');
      if (this.#position.seq >= position.seq) {
        if (!this.#hasEnded) this.#leave = this.#options.tail.join(this);
        return;
      }
      // The tail has seen more, so an eventually consistent read that shows nothing is not enough.
      const result = await this.#options.log.forward(this.#position, 'consistent');
      // The tail has seen more than there is: it stands in a log that was restored since.
      const isStuck = result.kind === 'entries' && result.position.seq === this.#position.seq;
      if (result.kind === 'gap' || isStuck) return this.stop('log-restarted');
      await this.#send(result.entries, result.position);
    }
  }

  /** The first frames: `connected`, then history for a new reader, `gap` and history for a lost one. */
  async #open(): Promise<void> {
    const { lastEventId, historyCount, log } = this.#options;
    const cursor = lastEventId === undefined ? undefined : parseCursor(lastEventId);
    const resumed = cursor === undefined ? undefined : await log.resume(cursor);
    if (cursor !== undefined && resumed?.kind === 'entries') {
      this.#write(this.#connected(cursor, true));
      return await this.#send(resumed.entries, resumed.position);
    }
    const history = await log.history(historyCount, event => this.#sees(event));
    // A lost reader keeps its old cursor until the gap itself arrives: cut off here, it is told again.
    this.#write(this.#connected(history.from, lastEventId === undefined));
    if (lastEventId !== undefined) {
      const reason = resumed?.kind === 'gap' ? resumed.reason : 'unknown-cursor';
      this.#write(gapFrame({ from: cutText(lastEventId, 64), to: history.from, reason }));
    }
    await this.#send(history.entries, history.head);
  }

  #connected(cursor: Cursor, movesCursor: boolean): string {
    const { reader, channel, endsAtMs } = this.#options;
    const { connectionId, role } = reader;
    return connectedFrame({
      connected: { connectionId, channel, role, cursor, heartbeatMs, endsAt: endsAtMs },
      movesCursor,
    });
  }

  #sees(event: ChannelEvent): boolean {
    return isVisible(event, this.#options.reader, this.#options.channel);
  }

  /** Sends what lies behind the reader, at its pace. */
  async #send(entries: readonly LogEntry[], position: Cursor): Promise<void> {
    for (const entry of entries) {
      if (this.#queue.pendingBytes > replayPendingBytes) await this.#queue.drained();
      this.#enqueue([encodeOnce(entry)]);
      if (this.#hasEnded) return;
      this.#position = { epoch: entry.epoch, seq: entry.seq };
    }
    this.#position = position;
  }

  /** The result is what the reader sees of them. */
  #enqueue(entries: readonly TailEntry[]): readonly ChannelEvent[] {
    const delivered: ChannelEvent[] = [];
    for (const { event, frame } of entries.filter(entry => this.#sees(entry.event))) {
      this.#push(frame);
      if (this.#hasEnded) break;
      delivered.push(event);
    }
    return delivered;
  }

  #write(frame: string): void {
    this.#push(encoder.encode(frame));
  }

  /** After the end only the farewell is sent: whatever else came would claim what was not sent. */
  #push(frame: Uint8Array): void {
    if (this.#hasEnded) return;
    if (this.#queue.acceptedBytes + frame.byteLength > this.#options.maxBytes) {
      return this.stop('byte-limit');
    }
    this.#queue.push(frame);
    if (this.#queue.isOverfull) this.stop('slow-reader');
  }

  #startTimers(): void {
    const { clock, endsAtMs, tokenExpiresAtMs } = this.#options;
    this.#timers.push(
      setTimeout(() => this.stop('lifetime'), timerMs(endsAtMs - clock())),
      setTimeout(() => this.stop('token-expired'), timerMs(tokenExpiresAtMs - clock())),
      setInterval(() => void this.#checkLease(), leaseCheckMs),
    );
  }

  #startPings(): void {
    if (!this.#hasEnded) this.#timers.push(setInterval(() => this.#ping(), pingEveryMs));
  }

  #ping(): void {
    this.#write(pingFrame(this.#position, this.#options.clock()));
  }

  /** A lease that cannot be read for once proves nothing: the next check tells. */
  async #checkLease(): Promise<void> {
    const reason = await this.#options.checkLease().catch(() => undefined);
    if (reason !== undefined) this.stop(reason);
  }

  /** The last words, said even to a slow reader, but not waited for beyond a second. */
  async #sayFarewell(words: string): Promise<void> {
    this.#queue.push(encoder.encode(words), 'last');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>(resolve => {
      timer = setTimeout(resolve, farewellMs);
    });
    await Promise.race([this.#queue.drained(), timeout]).finally(() => clearTimeout(timer));
    this.#queue.handOver();
  }
}

const encoder = new TextEncoder();

/** What a timer can wait: a longer wait overflows it, and it would fire at once. */
function timerMs(ms: number): number {
  return Math.min(Math.max(ms, 0), 2 ** 31 - 1);
}
