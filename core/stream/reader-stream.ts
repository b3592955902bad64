import type { Reader } from '../channel/is-visible.ts';
import { isSelected, type Selection } from '../channel/selection.ts';
import type { Newest } from '../log/log-reader.ts';
import type { LogEntry } from '../log/segment.ts';
import { type Cursor, emptyEpoch, parseCursor } from '../wire/cursor.ts';
import { cutText } from '../wire/cut-text.ts';
import type { EndReason, StreamEnd } from '../wire/end-reason.ts';
import type { ChannelName } from '../wire/event.ts';
import type { GapReason } from '../wire/gap-reason.ts';
import type { AudienceMember } from './audience.ts';
import { BoundedOutput } from './bounded-output.ts';
import { channelHistories } from './channel-histories.ts';
import type { Beating } from './heart.ts';
import { joinBytes } from './join-bytes.ts';
import { encodeOnce, type TailEntry } from './log-tail.ts';
import type { ReaderStreamOptions } from './reader-stream-options.ts';
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
 * What a reader is promised; a ping comes with the first beat after 13.5 s, so within 14.5 s. The standard advises 15 s against proxies that
 * close quiet connections, and CloudFront waits 30 s for the origin's next byte by default.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
 */
const heartbeatMs = 15_000;
const pingEveryMs = 13_500;
/** When a lease that could not be read is read again, where the next look is later. */
const failedCheckMs = 5_000;
/** How long the final frames may take to leave; at a shutdown there is a second for all that is left to do. */
const finalFramesMs = 1_000;
const lastFramesMs = 300;
/** An event older than this that the log had not got by now never comes: the fan-out has given up. */
const maxLateMs = 24 * 3_600_000;

/**
 * One reader's stream from `connected` to `reconnect`. It replays privately what the reader missed
 * (or its history) up to where the shared tail stands, and joins its audience in the same tick, so
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
 *
 * A reader that closes the stream ends it in each state, and nothing more is sent.
 */
export class ReaderStream implements AudienceMember, Beating {
  readonly #options: ReaderStreamOptions;
  readonly #output: BoundedOutput;
  readonly #ended = Promise.withResolvers<StreamEnd>();
  #hasEnded = false;
  #leave: (() => void) | undefined;
  /** Everything up to here is written, or not for this reader. */
  #position: Cursor = { epoch: emptyEpoch, seq: 0 };
  /** What history had of the log that is followed, or may have: it is not sent again. */
  #hadBefore: Set<string> | undefined;
  /** Up to this number of the log, these channels of the stream: the others had their history. */
  #behind: { readonly seq: number; readonly channels: readonly ChannelName[] } | undefined;
  /** Not before `connected`: a ping carries the reader's position, and it has none until then. */
  #nextPingMs = Number.POSITIVE_INFINITY;
  #nextCheckMs: number;
  /** Whether live events went to the reader since the last beat: what is written once for all notes no more. */
  #wasActive = false;

  constructor(options: ReaderStreamOptions) {
    this.#options = options;
    this.#output = new BoundedOutput(options.output, options.maxBytes);
    this.#nextCheckMs = options.clock.now() + options.checkEveryMs;
  }

  get reader(): Reader {
    return this.#options.reader;
  }

  get selection(): Selection {
    return this.#options.selection;
  }

  /**
   * Serves the reader until the stream's end, and says why it ended. The first bytes leave before
   * anything is read, so that a reader knows at once whether streams get through to it.
   *
   * @throws whatever the log threw, after the reader got an error frame
   */
  async run(): Promise<StreamEnd> {
    const { clock, heart, output, random, drainRetryMs } = this.#options;
    output.onGone(() => this.#end('closed'));
    this.#sendText(openingFrame(random));
    heart.add(this);
    // A token may expire in the moment in which it was accepted.
    this.beat(clock.now());
    void this.#goLive().catch(this.#ended.reject);
    try {
      const reason = await this.#ended.promise;
      if (reason === 'closed') return reason;
      const waitMs = reason === 'draining' ? await drainRetryMs?.() : undefined;
      const frames = lastErrorFrame(reason) + reconnectFrame(reason, random, waitMs);
      await this.#sendFinal(frames, reason === 'shutdown' ? lastFramesMs : finalFramesMs);
      return reason;
    } catch (error) {
      // Without `reconnect`: it is no planned end, and whoever comes back counts a failure.
      if (!this.#hasEnded) await this.#sendFinal(unavailableFrame);
      throw error;
    } finally {
      this.#hasEnded = true;
      this.#leave?.();
      heart.remove(this);
    }
  }

  /** Replays what the reader missed, and joins those who follow the tail, which stays open meanwhile. */
  async #goLive(): Promise<void> {
    const { close } = await this.#options.audiences.tail.open();
    this.#leave = close;
    try {
      if (!this.#hasEnded) await this.#replay();
    } finally {
      close();
    }
  }

  takesAlike(from: Cursor, entries: readonly TailEntry[], byteLength: number): boolean {
    if (this.#position.seq !== from.seq || this.#behind !== undefined) return false;
    if (this.#hasEnded || !this.#output.hasRoom(byteLength)) return false;
    const hadBefore = this.#hadBefore;
    return hadBefore === undefined || !entries.some(({ event }) => hadBefore.has(event.id));
  }

  receive(bytes: Uint8Array | undefined, position: Cursor): void {
    if (bytes !== undefined) {
      this.#output.writeFitting(bytes);
      this.#wasActive = true;
    }
    this.#moveTo(position);
  }

  advance(entries: readonly TailEntry[], position: Cursor): readonly TailEntry[] {
    const { seq } = this.#position;
    if (this.#hasEnded || position.seq <= seq) return [];
    const seen = entries.filter(entry => entry.seq > seq && this.#sees(entry));
    const sent = this.#sendTogether(seen);
    if (sent.length > 0) this.#wasActive = true;
    if (!this.#hasEnded) this.#moveTo(position);
    return sent;
  }

  stop(reason: EndReason): void {
    // Up to where the log began anew: a reader who sees nothing of what came before it would come back
    // with the cursor it had, be sent away again, and never receive the gap.
    if (reason === 'log-restarted') this.#ping();
    this.#end(reason);
  }

  /** Writes everything from the reader's own position up to the tail's, and joins it in that moment. */
  async #replay(): Promise<void> {
    await this.#open();
    if (this.#hasEnded) return;
    this.#options.onOpened?.();
    void this.#checkLease();
    this.#nextPingMs = this.#options.clock.now() + pingEveryMs;
    while (!this.#hasEnded) {
      await this.#output.drained();
      const { audiences } = this.#options;
      const { position } = audiences.tail;
      if (position === undefined) return this.stop('unavailable');
      if (this.#position.seq >= position.seq) {
        if (!this.#hasEnded) this.#leave = audiences.join(this, position);
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
    if (resumed?.kind === 'gap' && resumed.isLoss) this.#options.onLoss?.();
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
      this.#sendText(gapFrame(gap, true));
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
      this.#sendText(gapFrame({ from: cutText(lastEventId, 64), to: head, reason }, false));
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
    const { clock, reader, historyCount: count, logOf, selection } = this.#options;
    const others = selection.channels.filter(channel => !channels.includes(channel));
    const oldestToComeMs = clock.now() - maxLateMs;
    const events = await channelHistories({ channels, count, newest }, reader, logOf);
    for (const event of events) {
      await this.#output.untilTaken();
      this.#sendText(historyFrame(event));
      if (this.#hasEnded) return;
      // Where another channel shows it too, it has a turn there, in that channel's order.
      const hasTurn = isSelected(event, reader, { ...selection, channels: others });
      const isBehind = newest.ids.has(event.id) || event.timestamp < oldestToComeMs;
      if (hasTurn || isBehind) continue;
      this.#hadBefore ??= new Set();
      this.#hadBefore.add(event.id);
    }
    // What history did not have of them is older than it: it would come behind what is newer.
    this.#behind = { seq: newest.head.seq, channels: others };
    this.#position = position;
    this.#ping();
  }

  /** `read` is how far the log was read already. What was in it by now is replay, the rest is live. */
  #sendConnected(cursor: Cursor, movesCursor: boolean, read: Cursor): void {
    const { reader, selection, endsAtMs, audiences } = this.#options;
    const { connectionId, userId, role, permissions, addresses } = reader;
    const { name: channel, channels } = selection;
    const { position = read } = audiences.tail;
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
    this.#sendText(connectedFrame({ connected: { ...connected, endsAt: endsAtMs }, movesCursor }));
  }

  #sees({ seq, event }: TailEntry): boolean {
    const { reader, selection } = this.#options;
    const behind = this.#behind;
    const { channels } = behind !== undefined && seq <= behind.seq ? behind : selection;
    return !this.#hadBefore?.has(event.id) && isSelected(event, reader, { ...selection, channels });
  }

  /** Sends what lies behind the reader, at its pace. */
  async #sendAll(entries: readonly LogEntry[], position: Cursor): Promise<void> {
    for (const entry of entries) {
      await this.#output.untilTaken();
      const tailEntry = encodeOnce(entry);
      if (this.#sees(tailEntry)) this.#send(tailEntry.frame);
      if (this.#hasEnded) return;
      this.#moveTo({ epoch: entry.epoch, seq: entry.seq });
    }
    this.#moveTo(position);
  }

  /** Sends them in one write if they fit, else as many as do. Returns those that were sent. */
  #sendTogether(entries: readonly TailEntry[]): readonly TailEntry[] {
    if (entries.length === 0) return [];
    const bytes = joinBytes(entries.map(({ frame }) => frame));
    if (!this.#output.hasRoom(bytes.byteLength))
      return entries.filter(({ frame }) => this.#send(frame));
    this.#send(bytes);
    return entries;
  }

  #moveTo(position: Cursor): void {
    this.#position = position;
    if (this.#behind !== undefined && position.seq >= this.#behind.seq) this.#behind = undefined;
  }

  #sendText(frame: string): boolean {
    return this.#send(encoder.encode(frame));
  }

  /**
   * Sends a frame, and ends the stream that has sent enough or is too slow. After the end only the
   * final frames are sent: whatever else came would claim what was not sent. Whether it was written, as
   * what makes a stream too slow is.
   */
  #send(bytes: Uint8Array): boolean {
    if (this.#hasEnded) return false;
    const reason = this.#output.write(bytes);
    if (reason !== undefined) this.#end(reason);
    return reason !== 'byte-limit';
  }

  beat(nowMs: number): void {
    const { checkEveryMs, endsAtMs, tokenExpiresAtMs } = this.#options;
    if (nowMs >= Math.min(endsAtMs, tokenExpiresAtMs)) {
      this.#end(endsAtMs <= tokenExpiresAtMs ? 'lifetime' : 'token-expired');
    }
    if (this.#hasEnded) return;
    if (this.#wasActive) {
      this.#wasActive = false;
      this.#options.onActive?.();
    }
    if (nowMs >= this.#nextPingMs) {
      this.#nextPingMs = nowMs + pingEveryMs;
      this.#ping();
    }
    if (nowMs >= this.#nextCheckMs) {
      this.#nextCheckMs = nowMs + checkEveryMs;
      void this.#checkLease();
    }
  }

  #ping(): void {
    this.#sendText(pingFrame(this.#position, this.#options.clock.now()));
  }

  /** Once it has opened, too. A lease that cannot be read for once proves nothing: the next check decides. */
  async #checkLease(): Promise<void> {
    try {
      const reason = await this.#options.checkLease();
      if (reason !== undefined) this.stop(reason);
    } catch {
      const soonMs = this.#options.clock.now() + failedCheckMs;
      this.#nextCheckMs = Math.min(this.#nextCheckMs, soonMs);
    }
  }

  #end(reason: StreamEnd): void {
    this.#hasEnded = true;
    this.#ended.resolve(reason);
  }

  async #sendFinal(frames: string, withinMs = finalFramesMs): Promise<void> {
    await this.#output.finish(encoder.encode(frames), this.#options.clock, withinMs);
  }
}

const encoder = new TextEncoder();
