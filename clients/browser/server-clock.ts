import type { Environment } from './environment.ts';

/** How many of the newest frames the clock is computed from. */
const keptSamples = 32;

/**
 * The server's clock, by the timestamps of its frames. A frame is older than its timestamp says by
 * its way here, and by more if it was sent again; so of several the one that is furthest ahead comes
 * closest. It is late by that frame's way, never early.
 *
 * From one frame to the next it goes by the machine's uptime: its clock may be set, and then what is
 * left of a proposal would seem to be over. After a sleep in which uptime stood still it is late until
 * the next frame, which the socket asks for on waking.
 */
export class ServerClock {
  readonly #machine: Pick<Environment, 'now' | 'uptime'>;
  /** The server's time at uptime 0, by each of the newest frames. */
  readonly #samples: number[] = [];

  constructor(machine: Pick<Environment, 'now' | 'uptime'>) {
    this.#machine = machine;
  }

  /** A frame arrived that the server sent at `timestamp`, in milliseconds since 1970. */
  add(timestamp: number): void {
    this.#samples.push(timestamp - this.#machine.uptime());
    if (this.#samples.length > keptSamples) this.#samples.shift();
  }

  /** By how much the server's clock is ahead of ours; 0 before the first frame. */
  get skewMs(): number {
    return this.now() - this.#machine.now();
  }

  /** The server's time; ours, before the first frame. */
  now(): number {
    if (this.#samples.length === 0) return this.#machine.now();
    return this.#machine.uptime() + Math.max(...this.#samples);
  }
}

/** Milliseconds until that time of the server's clock, never below 0. */
export function remainingMs(expiresAt: string | number, serverNow: number): number {
  return Math.max(0, new Date(expiresAt).getTime() - serverNow);
}
