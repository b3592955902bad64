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

  constructor(most: number) {
    this.#most = most;
  }

  /** Drops everything, for the history that comes now. */
  clear(): void {
    this.isWhole = false;
    this.#kept.length = 0;
    this.#ids.clear();
    this.#since = Number.POSITIVE_INFINITY;
  }

  /** Its history is here; behind this number of the log, whatever the channel shows is added. */
  complete(seq: number): void {
    this.isWhole = true;
    this.#since = seq;
  }

  add(event: ChannelEvent, after: number | undefined): void {
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

  all(): readonly ChannelEvent[] {
    return this.#kept.map(({ event }) => event);
  }

  /** What lies behind this number of the log; `undefined` when not all of it is here. */
  behind(seq: number): readonly ChannelEvent[] | undefined {
    if (seq < this.#since) return undefined;
    return this.#kept.flatMap(({ event, after }) =>
      after !== undefined && after >= seq ? [event] : [],
    );
  }
}
