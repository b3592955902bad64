import type { ChannelEvent } from '../browser/index.ts';

interface Kept {
  readonly event: ChannelEvent;
  /** A number of the log that it lies behind; `undefined`: history, whose place is not known. */
  readonly after: number | undefined;
}

/**
 * The last events of a channel that a shared stream delivered, in their order: what a component gets
 * that begins to show the channel, or comes back to it, while others read it already.
 */
export class ChannelMemory {
  /** It holds what the server would give a new reader. */
  isWhole = false;
  readonly #most: number;
  readonly #kept: Kept[] = [];
  readonly #ids = new Set<string>();
  /** Everything behind this number of the log is here. */
  #since = Number.POSITIVE_INFINITY;
  #blindUpTo = -1;
  /** What its history reached. */
  #upTo = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Drops everything, for the history that comes now. */
  clear(): void {
    this.isWhole = false;
    this.#kept.length = 0;
    this.#ids.clear();
    this.#since = Number.POSITIVE_INFINITY;
    this.#blindUpTo = -1;
    this.#upTo = 0;
  }

  /**
   * Its history is here. It reaches up to this number of the log, or from this number to some place
   * behind it: what came as history comes not again, so whoever stands there and got none goes back.
   */
  complete(seq: number, isUpTo: boolean): void {
    this.isWhole = true;
    this.#upTo = seq;
    if (isUpTo) this.#since = seq;
    else this.#blindUpTo = seq;
  }

  /** The log is read again from this number on: what came as history comes in its turn. */
  rereadFrom(seq: number): void {
    if (seq <= this.#blindUpTo) this.#blindUpTo = -1;
  }

  /** What lies behind the one number of the log, and up to the other. */
  add(event: ChannelEvent, after: number, end: number): void {
    if (end > this.#upTo) this.#keep(event, Math.max(after, this.#upTo));
  }

  addHistory(event: ChannelEvent): void {
    this.#keep(event, undefined);
  }

  #keep(event: ChannelEvent, after: number | undefined): void {
    if (this.#ids.has(event.id)) return;
    if (after !== undefined && this.#since === Number.POSITIVE_INFINITY) this.#since = after;
    this.#ids.add(event.id);
    this.#kept.push({ event, after });
    const dropped = this.#kept.length > this.#most ? this.#kept.shift() : undefined;
    if (dropped === undefined) return;
    this.#ids.delete(dropped.event.id);
    // What came with it in one page may be gone, too: whoever has not read all of that page is not served.
    if (dropped.after !== undefined) this.#since = Math.max(this.#since, dropped.after + 1);
  }

  newest(count: number): readonly ChannelEvent[] {
    return this.#kept.slice(Math.max(0, this.#kept.length - count)).map(({ event }) => event);
  }

  /** What lies behind the one number of the log, up to the other; `undefined` when not all of it is here. */
  between(seq: number, end: number): readonly ChannelEvent[] | undefined {
    if (seq <= this.#blindUpTo) return undefined;
    if (seq >= end) return [];
    if (seq < this.#since) return undefined;
    return this.#kept.flatMap(({ event, after }) =>
      after !== undefined && after >= seq ? [event] : [],
    );
  }
}
