import type { ConnectionState } from '../wire/connection-state.ts';
import { idleAfterMs, seenEveryMs } from './state-at.ts';
import { type ConnectionEvent, nextState } from './transition.ts';

/** What its holder has to tell about a connection. */
export interface ConnectionReport {
  readonly state: ConnectionState;
  /** Milliseconds since the Unix epoch. */
  readonly seenAtMs: number;
}

/**
 * A stream's own view of its connection: it keeps the state, and says when the lease has to be told:
 * on a change, and every minute, so that an open stream costs one small write a minute.
 */
export class HeldConnection {
  #state: ConnectionState = 'connecting';
  #activeAtMs: number;
  #told: ConnectionReport;

  constructor(nowMs: number) {
    this.#activeAtMs = nowMs;
    this.#told = { state: 'connecting', seenAtMs: nowMs };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  happened(event: Exclude<ConnectionEvent, 'quiet' | 'unseen'>, nowMs: number): void {
    this.#state = nextState(this.#state, event);
    this.#activeAtMs = nowMs;
  }

  /** What the lease has to be told now, if anything. */
  due(nowMs: number): ConnectionReport | undefined {
    if (nowMs - this.#activeAtMs > idleAfterMs) this.#state = nextState(this.#state, 'quiet');
    const isNews = this.#state !== this.#told.state;
    const isTime = nowMs - this.#told.seenAtMs >= seenEveryMs;
    return isNews || isTime ? { state: this.#state, seenAtMs: nowMs } : undefined;
  }

  told(report: ConnectionReport): void {
    this.#told = report;
  }
}
