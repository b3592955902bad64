import type { Segment } from './segment.ts';

/** Most ids one warm writer remembers for one log: about 5 MB, some minutes at 1,000 events a second. */
const maxIds = 50_000;

/**
 * What a warm writer remembers of a log: its newest segment, and the ids of every event appended
 * since `knownSinceMs`. Bounded: the oldest are forgotten first, and `knownSinceMs` moves up.
 */
export class RecentIds {
  knownSinceMs: number;
  head: Segment | undefined;
  readonly #ids = new Set<string>();
  readonly #segments: Segment[] = [];

  /** `scanned` are the newest segments, newest first, of all appended since `knownSinceMs`. */
  constructor(knownSinceMs: number, scanned: readonly Segment[]) {
    this.knownSinceMs = knownSinceMs;
    for (const segment of scanned.toReversed()) this.remember(segment);
  }

  has(eventId: string): boolean {
    return this.#ids.has(eventId);
  }

  /** Takes the segment that follows the head. */
  remember(segment: Segment): void {
    this.head = segment;
    this.#segments.push(segment);
    for (const event of segment.events) this.#ids.add(event.id);
    while (this.#ids.size > maxIds && this.#segments.length > 1) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#segments.shift();
    if (oldest === undefined) return;
    for (const event of oldest.events) this.#ids.delete(event.id);
    // Another segment may share that millisecond, so nothing at or before it counts as known.
    this.knownSinceMs = Math.max(this.knownSinceMs, oldest.appendedAtMs + 1);
  }
}
