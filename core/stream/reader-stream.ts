import type { Reader } from '../channel/is-visible.ts';
import { isSelected, type Selection } from '../channel/selection.ts';
import type { Timers } from '../clock.ts';
import type { LogReader, Newest } from '../log/log-reader.ts';
import type { LogEntry } from '../log/segment.ts';
import { type Cursor, emptyEpoch, parseCursor } from '../wire/cursor.ts';
import { cutText } from '../wire/cut-text.ts';
import type { EndReason } from '../wire/end-reason.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import type { GapReason } from '../wire/gap-reason.ts';
import { channelHistories, type LogOf } from './channel-histories.ts';
import { encodeOnce, type LogTail, type TailEntry, type TailSubscriber } from './log-tail.ts';
import { OutboundQueue, type StreamOutput } from './outbound-queue.ts';
import {
  connectedFrame,
  gapFrame,
  historyFrame,
  lastErrorFrame,
  openingFrame,
  pingFrame,
  reconnectFrame,
  unavailableFrame,
} from './stream-frame.ts';

/**
 * What a reader is promised; pings come a little sooner. The standard advises 15 s against proxies that
 * close quiet connections, and CloudFront waits 30 s for the origin's next byte by default.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
 */
const heartbeatMs = 15_000;
const pingEveryMs = 14_000;
/** A revocation ends an open stream within this time. */
const leaseCheckMs = 5_000;
/** More that waits for the reader than this ends the stream as `slow-reader`. */
const maxPendingBytes = 1_000_000;
/** A replay waits for the reader above this, well below what makes a reader slow. */
const replayPendingBytes = 250_000;
/** How long the final frames may take to leave. */
const finalFramesMs = 1_000;

/** What a stream works with. Times are milliseconds since the Unix epoch. */
export interface ReaderStreamOptions {
  readonly reader: Reader;
  readonly selection: Selection;
  /** The log that `selection` is read from, and its tail. */
  readonly log: LogReader;
  readonly tail: LogTail;
  readonly output: StreamOutput;
  /** The `Last-Event-ID` as received; absent: the reader is new. */
  readonly lastEventId?: string;
  /** How many past events a new reader, or one with a gap, gets: 0 to 100; of several channels each. */
  readonly historyCount: number;
  /** Of several channels: their own logs, and those whose history one that resumes wants besides. */
  readonly logOf: LogOf;
  readonly historyOf?: readonly ChannelName[];
  /** Called when the first frame, and when live events, went to the reader; not for what is replayed. */
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
  readonly clock: Timers;
  readonly random: () => number;
}

/**
 * One reader's stream from `connected` to `reconnect`. It replays privately what the reader missed
 * (or its history) up to where the shared tail stands, and joins the tail in the same tick, so
 * nothing falls between. Whether the process serves one reader or thousands makes no difference.
 *
 *     opening ──connected──► replaying ──at the tail's place──► live
 *        │                       │                               │
 *        ├───────────────────────┴── stop(reason) ───────────────┤
 *        ▼                                                       ▼
 *      error (the log cannot be read)              ending: error?, reconnect
 *        └───────────────────────► ended ◄───────────────────────┘
 *
 * | state     | what is sent                                    | what ends it                    |
 * |-----------|-------------------------------------------------|---------------------------------|
 * | opening   | `retry` and a comment, before any read          | lifetime, token, lease, the log |
 * | replaying | `connected`, `gap`?, what lies behind; pings    | and the reader: slow, byte limit |
 * | live      | what the tail passes on; pings                  | and the tail: the log restarted  |
 * | ending    | `error`?, `reconnect`; waits a second at most   | nothing: it has ended            |
 */
export class ReaderStream implements TailSubscriber {
  readonly #options: ReaderStreamOptions;
  readonly #queue: OutboundQueue;
  readonly #ended = Promise.withResolvers<EndReason>();
  readonly #cancelTimers: (() => void)[] = [];
  #hasEnded = false;
  #leave: (() => void) | undefined;
  /** Everything up to here is written, or queued, or not for this reader. */
  #position: Cursor = { epoch: emptyEpoch, seq: 0 };
  /** What history had of the log that is followed: it is not sent again. */
  readonly #hadBefore = new Set<string>();
  /** Up to this number of the log, these channels of the stream: the others had their history. */
  #behind: { readonly seq: number; readonly channels: readonly ChannelName[] } | undefined;

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
   * @throws whatever the log threw, after the reader got an error frame; or what the output threw
   */
  async run(): Promise<EndReason> {
    this.#send(openingFrame(this.#options.random));
    this.#startTimers();
    try {
      const reason = await Promise.race([this.#ended.promise, this.#follow()]);
      const { random, drainRetryMs } = this.#options;
      await this.#sendFinal(
        lastErrorFrame(reason) + reconnectFrame(reason, random, drainRetryMs?.()),
      );
      return reason;
    } catch (error) {
      // Without `reconnect`: it is no planned end, and whoever comes back counts a failure.
      if (!this.#hasEnded) await this.#sendFinal(unavailableFrame);
      throw error;
    } finally {
      this.#hasEnded = true;
      for (const cancel of this.#cancelTimers) cancel();
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
    const sent = entries.filter(entry => entry.seq > seq && this.#sendEvent(entry));
    if (sent.length > 0) this.#options.onDelivered?.(sent.map(({ event }) => event));
    if (!this.#hasEnded) this.#position = position;
  }

  stop(reason: EndReason): void {
    // Up to where the log began anew: a reader who sees nothing of what came before it would come back
    // with the cursor it had, be sent away again, and never receive the gap.
    if (reason === 'log-restarted') this.#ping();
    this.#hasEnded = true;
    this.#ended.resolve(reason);
  }

  /** Writes everything from the reader's own position up to the tail's, and joins it in that moment. */
  async #replay(): Promise<void> {
    await this.#open();
    if (this.#hasEnded) return;
    this.#options.onOpened?.();
    // Not before: a ping carries the reader's position, and it has none until `connected`.
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
      await this.#sendAll(result.entries, result.position);
    }
  }

  /** The first frames: `connected`, then history for a new reader, `gap` and history for a lost one. */
  async #open(): Promise<void> {
    const { lastEventId, log, historyOf = [] } = this.#options;
    const cursor = lastEventId === undefined ? undefined : parseCursor(lastEventId);
    const resumed = cursor === undefined ? undefined : await log.resume(cursor);
    if (cursor !== undefined && resumed?.kind === 'entries') {
      this.#sendConnected(cursor, true, resumed.position);
      if (historyOf.length > 0) await this.#sendHistories(historyOf, await log.newest(), cursor);
      return await this.#sendAll(resumed.entries, resumed.position);
    }
    const reason = resumed?.kind === 'gap' ? resumed.reason : 'unknown-cursor';
    await (this.#isLive ? this.#openLive(reason) : this.#openChannel(reason));
  }

  async #openChannel(reason: GapReason): Promise<void> {
    const { lastEventId, historyCount, log, reader, selection } = this.#options;
    const history = await log.history(historyCount, event => isSelected(event, reader, selection));
    // A lost reader keeps its old cursor until the gap itself arrives: cut off here, it gets the gap again.
    this.#sendConnected(history.from, lastEventId === undefined, history.head);
    if (lastEventId !== undefined) {
      const gap = { from: cutText(lastEventId, 64), to: history.from, reason };
      this.#send(gapFrame(gap, true));
    }
    await this.#sendAll(history.entries, history.head);
  }

  /**
   * Of several channels: what follows the head goes on from there, and what lies before it is history,
   * from the channels' own logs. So the head comes first: what the log of `global` has, every other
   * log has by then.
   */
  async #openLive(reason: GapReason): Promise<void> {
    const { lastEventId, log, selection } = this.#options;
    const newest = await log.newest();
    const { head } = newest;
    this.#sendConnected(head, false, head);
    if (lastEventId !== undefined) {
      this.#send(gapFrame({ from: cutText(lastEventId, 64), to: head, reason }, false));
    }
    await this.#sendHistories(selection.channels, newest, head);
  }

  get #isLive(): boolean {
    return this.#options.selection.name === 'live';
  }

  /**
   * Sends the history of some of several channels, without places, and then a `ping` with that of the
   * stream: cut off before it, a reader keeps the cursor it had, or none, and asks for all of it again.
   */
  async #sendHistories(
    channels: readonly ChannelName[],
    newest: Newest,
    position: Cursor,
  ): Promise<void> {
    const { reader, historyCount: count, logOf, selection } = this.#options;
    const others = selection.channels.filter(channel => !channels.includes(channel));
    const events = await channelHistories({ channels, count, newest }, reader, logOf);
    for (const event of events) {
      if (this.#queue.pendingBytes > replayPendingBytes) await this.#queue.drained();
      if (!this.#send(historyFrame(event))) return;
      // Where another channel shows it too, it has a turn there, in that channel's order.
      const hasTurn = isSelected(event, reader, { ...selection, channels: others });
      if (!hasTurn) this.#hadBefore.add(event.id);
    }
    // What history did not have of them is older than it: it would come behind what is newer.
    this.#behind = { seq: newest.head.seq, channels: others };
    this.#position = position;
    this.#ping();
  }

  /** `read` is how far the log was read already. What was in it by now is replay, the rest is live. */
  #sendConnected(cursor: Cursor, movesCursor: boolean, read: Cursor): void {
    const { reader, selection, endsAtMs, tail } = this.#options;
    const { connectionId, userId, role, permissions, addresses } = reader;
    const { name: channel, channels } = selection;
    const { position = read } = tail;
    // A tail of another epoch stands in a log that was restored since.
    const isAhead = position.epoch === read.epoch && position.seq > read.seq;
    const replayUntil = isAhead ? position : read;
    const whose = { channel, channels, userId, permissions, addresses };
    const connected = {
      connectionId,
      ...(this.#isLive ? whose : { channel }),
      role,
      cursor,
      replayUntil,
      heartbeatMs,
    };
    this.#send(connectedFrame({ connected: { ...connected, endsAt: endsAtMs }, movesCursor }));
  }

  #sees({ seq, event }: TailEntry): boolean {
    const { reader, selection } = this.#options;
    const behind = this.#behind;
    const { channels } = behind !== undefined && seq <= behind.seq ? behind : selection;
    return !this.#hadBefore.has(event.id) && isSelected(event, reader, { ...selection, channels });
  }

  /** Sends what lies behind the reader, at its pace. */
  async #sendAll(entries: readonly LogEntry[], position: Cursor): Promise<void> {
    for (const entry of entries) {
      if (this.#queue.pendingBytes > replayPendingBytes) await this.#queue.drained();
      this.#sendEvent(encodeOnce(entry));
      if (this.#hasEnded) return;
      this.#position = { epoch: entry.epoch, seq: entry.seq };
    }
    this.#position = position;
  }

  /** Sends the event if the reader sees it. Whether it was sent. */
  #sendEvent(entry: TailEntry): boolean {
    return this.#sees(entry) && this.#send(entry.frame);
  }

  /**
   * Sends a frame, and ends the stream that has sent enough or is too slow. After the end only the
   * final frames are sent: whatever else came would claim what was not sent. Whether it goes on.
   */
  #send(frame: string | Uint8Array): boolean {
    if (this.#hasEnded) return false;
    const bytes = typeof frame === 'string' ? encoder.encode(frame) : frame;
    if (this.#queue.acceptedBytes + bytes.byteLength > this.#options.maxBytes) {
      this.stop('byte-limit');
      return false;
    }
    this.#queue.push(bytes);
    if (this.#queue.isOverfull) this.stop('slow-reader');
    return !this.#hasEnded;
  }

  #startTimers(): void {
    const { clock, endsAtMs, tokenExpiresAtMs } = this.#options;
    const nowMs = clock.now();
    this.#cancelTimers.push(
      clock.after(endsAtMs - nowMs, () => this.stop('lifetime')),
      clock.after(tokenExpiresAtMs - nowMs, () => this.stop('token-expired')),
      clock.every(leaseCheckMs, () => void this.#checkLease()),
    );
  }

  #startPings(): void {
    if (this.#hasEnded) return;
    this.#cancelTimers.push(this.#options.clock.every(pingEveryMs, () => this.#ping()));
  }

  #ping(): void {
    this.#send(pingFrame(this.#position, this.#options.clock.now()));
  }

  /** A lease that cannot be read for once proves nothing: the next check decides. */
  async #checkLease(): Promise<void> {
    const reason = await this.#options.checkLease().catch(() => undefined);
    if (reason !== undefined) this.stop(reason);
  }

  /** Sends the final frames, even to a slow reader, and waits for them a second at most. */
  async #sendFinal(frames: string): Promise<void> {
    this.#queue.pushFinal(encoder.encode(frames));
    const timeout = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(finalFramesMs, timeout.resolve);
    await Promise.race([this.#queue.drained(), timeout.promise]).finally(cancel);
    this.#queue.handOver();
  }
}

const encoder = new TextEncoder();
