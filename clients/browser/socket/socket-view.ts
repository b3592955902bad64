import type { Failures } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';
import type { SocketState, SocketStateKind, SocketStopReason } from './socket-state.ts';

/** All there is to show of a socket. A new object whenever something differs. */
export interface SocketView {
  readonly status: SocketStateKind;
  readonly failures: Failures;
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
    pendingRequests: requests.length,
    nextAttemptAt: state.kind === 'waiting' ? state.until : undefined,
    stopReason: state.kind === 'stopped' ? state.reason : undefined,
    problem,
  };
}
