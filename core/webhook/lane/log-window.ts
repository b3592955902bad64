import type { LogReader } from '../../log/log-reader.ts';
import { resumed } from '../../log/resumed.ts';
import type { LogEntry } from '../../log/segment.ts';
import { type Cursor, formatCursor } from '../../wire/cursor.ts';
import type { WebhookGap } from '../../wire/webhook.ts';

/** What one read found. */
export type WindowRead =
  | { readonly kind: 'read' }
  /** The log does not have what follows; it goes on elsewhere. */
  | { readonly kind: 'gap'; readonly gap: WebhookGap }
  /** The same, but what was read before is not settled yet. */
  | { readonly kind: 'blocked' };

interface Open {
  readonly entry: LogEntry;
  isSettled: boolean;
}

/**
 * The part of the log that a run has read and not settled. Its cursor stands just before the first event
 * that is for the webhook and neither recorded nor passed over; so whatever is lost, nothing is skipped.
 */
export class LogWindow {
  readonly #log: Pick<LogReader, 'resume' | 'forward' | 'since'>;
  /** In the log's order; settled ones leave at the front. */
  #open: Open[] = [];
  /** How many of these were taken. */
  #taken = 0;
  #position: Cursor;
  #readUntilMs: number | undefined;
  #passedUntilMs: number | undefined;
  #isFollowing = false;
  #isAtEnd = false;

  constructor(log: Pick<LogReader, 'resume' | 'forward' | 'since'>, cursor: Cursor) {
    this.#log = log;
    this.#position = cursor;
  }

  /** All up to it is settled, or not for the webhook. */
  get cursor(): Cursor {
    const first = this.#open[0]?.entry;
    return first === undefined ? this.#position : { epoch: first.epoch, seq: first.seq - 1 };
  }

  /** When the last event before the cursor was appended, as far as this run passed one. */
  get passedUntilMs(): number | undefined {
    return this.#open.length === 0 ? this.#readUntilMs : this.#passedUntilMs;
  }

  /** Whether there is nothing more to deliver before something wakes the lane again. */
  get isAtEnd(): boolean {
    return this.#isAtEnd && this.peek() === undefined;
  }

  /** Something may have come since. */
  lookAgain(): void {
    this.#isAtEnd = false;
  }

  /** The next to be delivered; the same until it is taken. */
  peek(): LogEntry | undefined {
    return this.#open[this.#taken]?.entry;
  }

  /** The next is under way. */
  take(): void {
    this.#taken += 1;
  }

  /** It is recorded, or not for the webhook. */
  settle({ epoch, seq }: Cursor): void {
    const found = this.#open.find(({ entry }) => entry.seq === seq && entry.epoch === epoch);
    if (found !== undefined) found.isSettled = true;
    const left = this.#open.findIndex(({ isSettled }) => !isSettled);
    const count = left < 0 ? this.#open.length : left;
    if (count === 0) return;
    this.#passedUntilMs = this.#open[count - 1]?.entry.appendedAtMs;
    this.#open.splice(0, count);
    this.#taken -= count;
  }

  /**
   * Reads on, by one page: strongly, for whoever woke this run is right. `open` says which of the entries are
   * to be delivered.
   */
  async read(
    open: (entries: readonly LogEntry[]) => Promise<readonly LogEntry[]>,
  ): Promise<WindowRead> {
    const page = this.#isFollowing
      ? await this.#log.forward(this.#position, 'consistent')
      : await resumed(this.#position, this.#log);
    if (page.kind === 'gap') return await this.#leap(page.reason);
    const wanted = await open(page.entries);
    this.#open.push(...wanted.map(entry => ({ entry, isSettled: false })));
    this.#isAtEnd = page.entries.length === 0 && page.position.seq === this.#position.seq;
    this.#position = page.position;
    this.#isFollowing = true;
    this.#readUntilMs = page.entries.at(-1)?.appendedAtMs ?? this.#readUntilMs;
    return { kind: 'read' };
  }

  /** Goes on from the oldest that is there, once all before is settled. */
  async #leap(reason: string): Promise<WindowRead> {
    if (this.#open.length > 0) return { kind: 'blocked' };
    const { cursor } = await this.#log.since(0);
    const gap = { from: formatCursor(this.#position), to: formatCursor(cursor), reason };
    this.#position = cursor;
    this.#isFollowing = false;
    return { kind: 'gap', gap };
  }
}
