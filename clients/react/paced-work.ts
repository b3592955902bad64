import { backoffMs } from '../browser/backoff.ts';
import type { Environment } from '../browser/index.ts';

/** How a turn ended; after a failure the server may have said when to come again. */
export type TurnResult = 'done' | { readonly retryAfterMs: number | undefined };

/** From the beginning of one turn to that of the next, at least. */
const pauseMs = 1_000;
const backoff = { backoffBaseMs: 2_000, backoffCapMs: 60_000 };

/** Work that is done again whenever it is due: one turn at a time, at most one a second, later after failures. */
export class PacedWork {
  readonly #turn: (signal: AbortSignal) => Promise<TurnResult>;
  readonly #environment: Pick<Environment, 'uptime' | 'random' | 'setTimer'>;
  #stop = new AbortController();
  #isDue = false;
  #isBusy = false;
  #clear: (() => void) | undefined;
  #failures = 0;
  /** By the machine's uptime. */
  #notBefore = 0;
  #notBeforeUrgent = 0;

  /** A turn returns how it ended, and throws nothing. */
  constructor(
    turn: (signal: AbortSignal) => Promise<TurnResult>,
    environment: Pick<Environment, 'uptime' | 'random' | 'setTimer'>,
  ) {
    this.#turn = turn;
    this.#environment = environment;
  }

  /** There is something to do. What is urgent waits for the turn under way and after failures alone. */
  due(isUrgent = false): void {
    this.#isDue = true;
    if (isUrgent) this.#notBefore = this.#notBeforeUrgent;
    this.#arm();
  }

  /** Ends the turn under way and forgets what is due. */
  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#clear?.();
    this.#clear = undefined;
    this.#isDue = false;
    this.#isBusy = false;
    this.#failures = 0;
    this.#notBefore = 0;
    this.#notBeforeUrgent = 0;
  }

  #arm(): void {
    this.#clear?.();
    this.#clear = undefined;
    if (!this.#isDue || this.#isBusy) return;
    const { uptime, setTimer } = this.#environment;
    // A turn of the loop later at the earliest, so that all who ask in one turn are answered by one.
    this.#clear = setTimer(() => void this.#begin(), Math.max(0, this.#notBefore - uptime()));
  }

  async #begin(): Promise<void> {
    const { signal } = this.#stop;
    const { uptime, random } = this.#environment;
    this.#clear = undefined;
    this.#isDue = false;
    this.#isBusy = true;
    this.#notBefore = uptime() + pauseMs;
    const result = await this.#turn(signal);
    if (signal.aborted) return;
    this.#isBusy = false;
    if (result === 'done') this.#failures = 0;
    else {
      this.#failures += 1;
      const waitMs = pauseMs + backoffMs(this.#failures, random(), backoff);
      this.#notBefore = uptime() + Math.max(result.retryAfterMs ?? 0, waitMs);
      this.#notBeforeUrgent = this.#notBefore;
      this.#isDue = true;
    }
    this.#arm();
  }
}
