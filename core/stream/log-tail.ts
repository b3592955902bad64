import type { LogReader } from '../log/log-reader.ts';
import type { LogEntry } from '../log/segment.ts';
import type { Cursor } from '../wire/cursor.ts';
import { eventFrame } from './stream-frame.ts';

/** An event of the log, and the frame every reader of it gets: encoded once, when first wanted. */
export interface TailEntry extends LogEntry {
  readonly frame: Uint8Array;
}

/** What a tail calls on those who joined it, in log order. */
export interface TailSubscriber {
  advance(entries: readonly TailEntry[], position: Cursor): void;
  /** The tail cannot go on: the log began anew, or could not be read for a while. */
  stop(reason: 'log-restarted' | 'unavailable'): void;
}

/** The pause after a read that found events. */
const busyPollMs = 100;
/** The longest pause after reads that found none, where a deployment says nothing else. */
const defaultIdlePollMs = 250;
/** The longest pause after a read that failed. */
const failedPollMs = 1_000;
/** Failed polls in a row before readers are sent away: 8 s when reads fail at once, more when they hang. */
const maxFailedPolls = 10;
/**
 * After so much time in which reads found nothing, the next looks whether its position is still in
 * the log: in one that was restored it may not be, and then nothing would come, for as long as the
 * new numbers are lower.
 */
const quietMsToConfirm = 10_000;

/**
 * One per log and process, shared by its readers. It polls only while it has readers, every 100 ms
 * while events flow and down to every `idlePollMs` when they do not. Without readers it forgets its
 * position, because a Lambda environment may be frozen for an hour between two of them.
 */
export class LogTail {
  readonly #reader: LogReader;
  readonly #onPollError: (error: unknown) => void;
  readonly #idlePollMs: number;
  readonly #busyPollMs: number;
  readonly #subscribers = new Set<TailSubscriber>();
  #position: Cursor | undefined;
  #opening: Promise<Cursor> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = 0;
  #failedPolls = 0;
  #quietMs = 0;

  /** `idlePollMs` is the longest pause between two reads. @default 250 */
  constructor(
    reader: LogReader,
    onPollError: (error: unknown) => void,
    idlePollMs = defaultIdlePollMs,
  ) {
    this.#reader = reader;
    this.#onPollError = onPollError;
    this.#idlePollMs = idlePollMs;
    this.#busyPollMs = Math.min(busyPollMs, idlePollMs);
  }

  /**
   * Keeps the tail open for a reader that replays what came before; give it back with the result.
   * Resolves once `position` is known.
   */
  async open(): Promise<{ readonly close: () => void }> {
    this.#waiting += 1;
    let closed = false;
    const close = (): void => {
      if (closed) return;
      closed = true;
      this.#waiting -= 1;
      this.#restIfUnused();
    };
    try {
      await this.#opened();
      return { close };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Everything up to here has been passed to subscribers; `undefined` once the tail cannot go on. */
  get position(): Cursor | undefined {
    return this.#position;
  }

  /** Adds a subscriber that has seen everything up to `position`; the result removes it. */
  join(subscriber: TailSubscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
      this.#restIfUnused();
    };
  }

  async #opened(): Promise<void> {
    if (this.#position !== undefined) return;
    this.#opening ??= this.#reader.head().finally(() => {
      this.#opening = undefined;
    });
    const head = await this.#opening;
    if (this.#position === undefined) {
      this.#position = head;
      this.#failedPolls = 0;
      this.#quietMs = 0;
      this.#pollAfter(this.#busyPollMs);
    }
  }

  #restIfUnused(): void {
    if (this.#waiting > 0 || this.#subscribers.size > 0) return;
    clearTimeout(this.#timer);
    this.#position = undefined;
  }

  #pollAfter(pauseMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#poll(pauseMs), pauseMs);
  }

  async #poll(lastPauseMs: number): Promise<void> {
    const from = this.#position;
    if (from === undefined) return;
    try {
      const isToConfirm = this.#quietMs >= quietMsToConfirm;
      const result = await (isToConfirm ? this.#reader.resume(from) : this.#reader.forward(from));
      // Everyone may have left, and others come, while the read was under way.
      if (this.#position !== from) return;
      this.#failedPolls = 0;
      if (result.kind === 'gap') return this.#stopAll('log-restarted');
      this.#position = result.position;
      const moved = result.position.seq > from.seq;
      this.#quietMs = moved || isToConfirm ? 0 : this.#quietMs + lastPauseMs;
      if (moved) this.#notify(result.entries, result.position);
      this.#pollAfter(moved ? this.#busyPollMs : Math.min(lastPauseMs * 1.5, this.#idlePollMs));
    } catch (error) {
      if (this.#position !== from) return;
      this.#onPollError(error);
      this.#failedPolls += 1;
      if (this.#failedPolls >= maxFailedPolls) return this.#stopAll('unavailable');
      this.#pollAfter(Math.min(lastPauseMs * 1.5, failedPollMs));
    }
  }

  #notify(entries: readonly LogEntry[], position: Cursor): void {
    try {
      const encoded = entries.map(encodeOnce);
      for (const subscriber of [...this.#subscribers]) subscriber.advance(encoded, position);
    } catch (error) {
      // Some have it and others have not: each comes back with the place that it has reached.
      this.#onPollError(error);
      this.#stopAll('unavailable');
    }
  }

  #stopAll(reason: 'log-restarted' | 'unavailable'): void {
    for (const subscriber of [...this.#subscribers]) subscriber.stop(reason);
    this.#position = undefined;
  }
}

const encoder = new TextEncoder();

/** The entry with its frame, made when the first reader wants it and kept for the others. */
export function encodeOnce(entry: LogEntry): TailEntry {
  let frame: Uint8Array | undefined;
  return {
    ...entry,
    get frame() {
      frame ??= encoder.encode(eventFrame(entry));
      return frame;
    },
  };
}
