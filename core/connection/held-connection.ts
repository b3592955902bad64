import type { ConnectionState } from '../wire/connection-state.ts';
import { idleAfterMs, seenEveryMs } from './state-at.ts';
import { type ConnectionEvent, nextState } from './transition.ts';

/** What the process that holds a connection writes into its lease. */
export interface ConnectionReport {
  readonly state: ConnectionState;
  /** Milliseconds since the Unix epoch. */
  readonly seenAtMs: number;
}

/**
 * A stream's own view of its connection: it keeps the state, and says when a report to the lease is
 * due: on a change of state, and every minute, so that an open stream costs one small write a minute.
 */
export class HeldConnection {
  #state: ConnectionState = 'connecting';
  readonly #checkEveryMs: number;
  #activeAtMs: number;
  /** The last report that the lease took. */
  #reported: ConnectionReport;

  /** `checkEveryMs` is how often it is asked for a report. */
  constructor(nowMs: number, checkEveryMs: number) {
    this.#checkEveryMs = checkEveryMs;
    this.#activeAtMs = nowMs;
    this.#reported = { state: 'connecting', seenAtMs: nowMs };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  happened(event: Exclude<ConnectionEvent, 'quiet' | 'unseen'>, nowMs: number): void {
    this.#state = nextState(this.#state, event);
    this.#activeAtMs = nowMs;
  }

  /** The report that the lease needs now, if it needs one. */
  dueReport(nowMs: number): ConnectionReport | undefined {
    if (nowMs - this.#activeAtMs > idleAfterMs) this.#state = nextState(this.#state, 'quiet');
    const isChanged = this.#state !== this.#reported.state;
    // Before it is late, which it would be at the check after this one.
    const isDue = nowMs + this.#checkEveryMs - this.#reported.seenAtMs > seenEveryMs;
    return isChanged || isDue ? { state: this.#state, seenAtMs: nowMs } : undefined;
  }

  /** The lease took the report. One that failed is not passed here, and is due again at the next check. */
  reported(report: ConnectionReport): void {
    this.#reported = report;
  }
}
