import type { ClientProblem, Method } from '../../clients/browser/index.ts';
import type { ClientRecord } from './client-record.ts';

type StateRecord = Extract<ClientRecord, { readonly record: 'state' }>;

/** What the views of a socket and of a channel have in common, as far as it is reported. */
interface ConnectionView {
  readonly status: string;
  readonly method?: Method | undefined;
  readonly stopReason: string | undefined;
  readonly nextAttemptAt: number | undefined;
  readonly problem: ClientProblem | undefined;
}

/**
 * Reports the state of a connection when it changes: lost and back once each, however often it was
 * retried between. How the first attempt went is the result of the command that asked for it.
 */
export class StateReporter {
  readonly #of: StateRecord['of'];
  readonly #report: (record: ClientRecord) => void;
  #reported: string | undefined;

  constructor(of: StateRecord['of'], report: (record: ClientRecord) => void) {
    this.#of = of;
    this.#report = report;
  }

  update({ status, method, stopReason, nextAttemptAt, problem }: ConnectionView): void {
    const works = status === 'open' || status === 'polling';
    if (status === 'connecting' || status === this.#reported) return;
    if (this.#reported === undefined && !works) return;
    this.#reported = status;
    this.#report({
      at: Date.now(),
      record: 'state',
      of: this.#of,
      status,
      ...(method === undefined ? {} : { method }),
      ...(stopReason === undefined ? {} : { stopReason }),
      ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
      ...(problem === undefined ? {} : { problem }),
    });
  }
}
