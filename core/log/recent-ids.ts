import type { Segment } from './segment.ts';

/** Most ids one warm writer remembers for one log: about 10 MB, a minute at 1,000 events a second. */
const maxIds = 50_000;

/** A log's newest segment without its events: what the next one continues. */
export type LogHead = Omit<Segment, 'events'>;

interface SegmentIds {
  readonly appendedAtMs: number;
  readonly ids: readonly string[];
}

/**
 * What a warm writer remembers of a log: its head, and the ids of every event appended since
 * `knownSinceMs`. Bounded: beyond 50,000 the oldest are forgotten, and `knownSinceMs` moves up.
 */
export class RecentIds {
  head: LogHead | undefined;
  /** When the head was last found in the log, or in what follows it. */
  confirmedAtMs = 0;
  #knownSinceMs: number;
  readonly #ids = new Set<string>();
  /** Oldest first. */
  readonly #segments: SegmentIds[] = [];

  constructor(knownSinceMs: number) {
    this.#knownSinceMs = knownSinceMs;
  }

  get knownSinceMs(): number {
    return this.#knownSinceMs;
  }

  has(eventId: string): boolean {
    return this.#ids.has(eventId);
  }

  /** Takes the segment that follows the head. */
  remember(segment: Segment): void {
    const { events, ...head } = segment;
    this.head = head;
    this.#segments.push(this.#taken(segment));
    this.#forgetOldest();
  }

  /** Takes the segment before the oldest remembered one, as a scan back through the log meets it. */
  rememberOlder(segment: Segment): void {
    const { events, ...head } = segment;
    this.head ??= head;
    if (segment.appendedAtMs < this.#knownSinceMs) return;
    this.#segments.unshift(this.#taken(segment));
    this.#forgetOldest();
  }

  #taken({ appendedAtMs, events }: Segment): SegmentIds {
    const ids = events.map(({ id }) => id);
    for (const id of ids) this.#ids.add(id);
    return { appendedAtMs, ids };
  }

  #forgetOldest(): void {
    while (this.#ids.size > maxIds && this.#segments.length > 1) {
      const oldest = this.#segments.shift();
      for (const id of oldest?.ids ?? []) this.#ids.delete(id);
      // Another segment may share that millisecond, so nothing at or before it counts as known.
      const forgottenMs = oldest?.appendedAtMs ?? 0;
      this.#knownSinceMs = Math.max(this.#knownSinceMs, forgottenMs + 1);
    }
  }
}
