import type { Timers } from '../../core/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly call: () => void;
}

/**
 * Time that passes only when all that is under way waits for it, so that days take no longer than what is
 * done in them. For code whose only waiting is by these timers.
 */
export class VirtualTime {
  nowMs: number;
  readonly #timers = new Map<number, Timer>();
  #order = 0;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly timers: Pick<Timers, 'now' | 'after'> = {
    now: () => this.nowMs,
    after: (ms, call) => {
      this.#order += 1;
      const order = this.#order;
      this.#timers.set(order, { atMs: this.nowMs + Math.max(ms, 0), order, call });
      return () => {
        this.#timers.delete(order);
      };
    },
  };

  async pause(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      this.timers.after(ms, resolve);
    });
  }

  /** Lets time pass until the work has ended. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    await settled();
    while (!isDone && this.#step(Number.POSITIVE_INFINITY)) await settled();
    if (!isDone) throw new Error('what is waited for waits for nothing that time brings');
    return await work;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settled();
    while (this.#step(endMs)) await settled();
    this.nowMs = endMs;
  }

  #step(endMs: number): boolean {
    let next: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (next === undefined || timer.atMs < next.atMs) next = timer;
    }
    if (next === undefined || next.atMs > endMs) return false;
    this.#timers.delete(next.order);
    this.nowMs = Math.max(this.nowMs, next.atMs);
    next.call();
    return true;
  }
}

/** All promises that can be settled without time are. */
async function settled(): Promise<void> {
  await new Promise(resolve => {
    setImmediate(resolve);
  });
}
