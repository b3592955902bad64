import type { Timers } from '../clock.ts';

/** How often everything beats: what is due is at most this late. */
export const beatMs = 1_000;

/** What does something now and then, and knows itself when. */
export interface Beating {
  beat(nowMs: number): void;
}

/** One timer for all streams of a process, however many: they come and go without one of their own. */
export class Heart {
  readonly #clock: Pick<Timers, 'now' | 'every'>;
  readonly #beating = new Set<Beating>();
  #stop: (() => void) | undefined;

  constructor(clock: Pick<Timers, 'now' | 'every'>) {
    this.#clock = clock;
  }

  /** Beats for it until it is removed. */
  add(beating: Beating): void {
    this.#beating.add(beating);
    this.#stop ??= this.#clock.every(beatMs, () => this.#beat());
  }

  remove(beating: Beating): void {
    this.#beating.delete(beating);
    if (this.#beating.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #beat(): void {
    const nowMs = this.#clock.now();
    for (const beating of this.#beating) beating.beat(nowMs);
  }
}
