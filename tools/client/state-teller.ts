import type { ClientProblem, Method } from '../../clients/browser/index.ts';
import type { ClientRecord } from './client-record.ts';

type StateRecord = Extract<ClientRecord, { readonly record: 'state' }>;

/** What the views of a socket and of a channel have in common, as far as it is told. */
interface Standing {
  readonly status: string;
  readonly method?: Method | undefined;
  readonly stopReason: string | undefined;
  readonly nextAttemptAt: number | undefined;
  readonly problem: ClientProblem | undefined;
}

/**
 * Tells how a connection stands when that changes: lost and back once each, however often it was
 * tried between. How the first attempt went is the result of the command that asked for it.
 */
export class StateTeller {
  readonly #of: StateRecord['of'];
  readonly #tell: (record: ClientRecord) => void;
  #told: string | undefined;

  constructor(of: StateRecord['of'], tell: (record: ClientRecord) => void) {
    this.#of = of;
    this.#tell = tell;
  }

  show({ status, method, stopReason, nextAttemptAt, problem }: Standing): void {
    const works = status === 'open' || status === 'polling';
    if (status === 'connecting' || status === this.#told) return;
    if (this.#told === undefined && !works) return;
    this.#told = status;
    this.#tell({
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
