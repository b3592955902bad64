/** How many of the newest frames the clock goes by. */
const keptSamples = 32;

/**
 * The server's clock, by the timestamps of its frames. A frame is older than its timestamp says by
 * its way here, and by more if it was sent again; so of several the one that is furthest ahead comes
 * closest. It is late by that frame's way, never early.
 */
export class ServerClock {
  readonly #samples: number[] = [];

  /** A frame came that the server had sent at `timestamp`. */
  hear(timestamp: number, now: number): void {
    this.#samples.push(timestamp - now);
    if (this.#samples.length > keptSamples) this.#samples.shift();
  }

  /** By how much the server's clock is ahead of ours; 0 before anything was heard. */
  get skewMs(): number {
    return this.#samples.length === 0 ? 0 : Math.max(...this.#samples);
  }

  now(localNow: number): number {
    return localNow + this.skewMs;
  }
}

/** What is left until that moment of the server's time, never below 0. */
export function remainingMs(expiresAt: string | number, serverNow: number): number {
  const end = typeof expiresAt === 'number' ? expiresAt : Date.parse(expiresAt);
  return Math.max(0, end - serverNow);
}
