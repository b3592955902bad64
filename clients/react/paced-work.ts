import { backoffMs } from '../browser/backoff.ts';
import type { Environment } from '../browser/index.ts';

/** How a turn ended; after a failure the server may have said when to come again. */
export type TurnResult = 'done' | { readonly retryAfterMs: number | undefined };

/** One turn. */
export interface Turn {
  /** Ends its requests: when nobody wants it any more, and when it lasts too long. */
  readonly signal: AbortSignal;
  /** Whether nobody wants it any more. */
  readonly isStopped: () => boolean;
}

/** From the beginning of one turn to that of the next, at least. */
const pauseMs = 1_000;
/** As long as the server's own function may take; one that never ends would be the last. */
const longestTurnMs = 30_000;
const late = new Error('received no answer within 30 s, expected one');
const backoff = { backoffBaseMs: 2_000, backoffCapMs: 60_000 };

/** Work that is done again whenever it is due: one turn at a time, at most one a second, later after failures. */
export class PacedWork {
  readonly #do: (turn: Turn) => Promise<TurnResult>;
  readonly #environment: Pick<Environment, 'uptime' | 'random' | 'setTimer'>;
  #isDue = false;
  /** Ends the turn under way. */
  #end: (() => void) | undefined;
  #clear: (() => void) | undefined;
  #failures = 0;
  /** By the machine's uptime. */
  #notBefore = 0;
  #notBeforeUrgent = 0;

  /** A turn returns how it ended, and throws nothing. */
  constructor(
    turn: (turn: Turn) => Promise<TurnResult>,
    environment: Pick<Environment, 'uptime' | 'random' | 'setTimer'>,
  ) {
    this.#do = turn;
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
    this.#end?.();
    this.#end = undefined;
    this.#clear?.();
    this.#clear = undefined;
    this.#isDue = false;
    this.#failures = 0;
    this.#notBefore = 0;
    this.#notBeforeUrgent = 0;
  }

  #arm(): void {
    this.#clear?.();
    this.#clear = undefined;
    if (!this.#isDue || this.#end !== undefined) return;
    const { uptime, setTimer } = this.#environment;
    // A turn of the loop later at the earliest, so that all who ask in one turn are answered by one.
    this.#clear = setTimer(() => void this.#begin(), Math.max(0, this.#notBefore - uptime()));
  }

  async #begin(): Promise<void> {
    const { uptime, random, setTimer } = this.#environment;
    const request = new AbortController();
    const clear = setTimer(() => request.abort(late), longestTurnMs);
    const end = (): void => {
      clear();
      request.abort();
    };
    this.#clear = undefined;
    this.#isDue = false;
    this.#end = end;
    this.#notBefore = uptime() + pauseMs;
    const isStopped = (): boolean => this.#end !== end;
    const result = await this.#do({ signal: request.signal, isStopped });
    if (isStopped()) return;
    clear();
    this.#end = undefined;
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
