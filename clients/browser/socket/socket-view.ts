import type { Failures } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';
import type { SocketState, SocketStateKind, SocketStopReason } from './socket-state.ts';
import type { OpenSocket } from './socket-steps.ts';

/** All there is to show of a socket. A new object whenever something differs. */
export interface SocketView {
  readonly status: SocketStateKind;
  readonly failures: Failures;
  /** As the server calls the open connection; `undefined` until it has greeted it. */
  readonly connectionId: string | undefined;
  /** Requests whose answer is awaited. */
  readonly pendingRequests: number;
  /** When it is tried again, in local time. */
  readonly nextAttemptAt: number | undefined;
  readonly stopReason: SocketStopReason | undefined;
  /** What went wrong last, until it works again. */
  readonly problem: ClientProblem | undefined;
}

export function socketView(state: SocketState): SocketView {
  const { failures, requests, problem } = state.memory;
  return {
    status: state.kind,
    failures,
    connectionId: (state as Partial<OpenSocket>).connectionId,
    pendingRequests: requests.length,
    nextAttemptAt: state.kind === 'waiting' ? state.until : undefined,
    stopReason: state.kind === 'stopped' ? state.reason : undefined,
    problem,
  };
}
