import type { Timers } from '../../clock.ts';

/** That something under way has ended, for whoever waits for the next that does. */
export class Signal {
  readonly #timers: Pick<Timers, 'after'>;
  #waiting: (() => void) | undefined;
  #count = 0;

  constructor(timers: Pick<Timers, 'after'>) {
    this.#timers = timers;
  }

  /** How often it was given. */
  get count(): number {
    return this.#count;
  }

  give(): void {
    this.#count += 1;
    this.#waiting?.();
  }

  /** Waits until it is given once more than that, but not longer than this. */
  async next(count: number, boundMs: number): Promise<void> {
    if (this.#count > count) return;
    await new Promise<void>(resolve => {
      const cancel = this.#timers.after(boundMs, resolve);
      this.#waiting = () => {
        cancel();
        resolve();
      };
    });
    this.#waiting = undefined;
  }
}
