import { backoffMs, noneInARow, oneMore } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';
import { stay, withMemory } from '../machine.ts';
import type {
  PendingRequest,
  SocketAction,
  SocketContext,
  SocketMemory,
  SocketState,
  SocketStopReason,
  SocketTransition,
  UnansweredReason,
} from './socket-state.ts';

export type OpenSocket = Extract<SocketState, { readonly kind: 'open' }>;

/** Opens the next connection. What was asked on an older one is asked again on it. */
export function connect(memory: SocketMemory, { now, settings }: SocketContext): SocketTransition {
  const attempt = memory.attempt + 1;
  const freshToken = memory.needsFreshToken;
  const next = { ...memory, attempt, needsFreshToken: false };
  return stay({ kind: 'connecting', memory: next, until: now + settings.connectMs }, [
    { type: 'connect', attempt, freshToken },
  ]);
}

/** The connection failed, or was never made: after a wait there is another one. */
export function fail(
  state: SocketState,
  problem: ClientProblem,
  { now, random, settings }: SocketContext,
): SocketTransition {
  const { memory } = state;
  const wasSteady = state.kind === 'open' && now - state.openedAt >= settings.steadyMs;
  const failures = oneMore(wasSteady ? noneInARow(memory.failures) : memory.failures);
  // A browser gives no reason for a refused handshake: it may have been the token.
  const needsFreshToken = memory.needsFreshToken || state.kind === 'connecting';
  const next = { ...letGo(memory), failures, needsFreshToken, problem };
  const until = now + backoffMs(failures.inARow, random, settings);
  return stay({ kind: 'waiting', memory: next, until }, [
    { type: 'disconnect' },
    { type: 'problem', problem },
  ]);
}

/** Signals of this connection are dropped from now on; its requests wait for the next one. */
export function letGo(memory: SocketMemory): SocketMemory {
  const requests = memory.requests.map(request => ({ ...request, resendAt: undefined }));
  return { ...memory, attempt: memory.attempt + 1, requests };
}

export function stop(
  state: SocketState,
  reason: SocketStopReason,
  problem?: ClientProblem,
): SocketTransition {
  const { memory } = state;
  const last = { ...letGo(memory), requests: [], problem: problem ?? memory.problem };
  return stay({ kind: 'stopped', memory: last, reason }, [
    { type: 'disconnect' },
    ...memory.requests.map(({ requestId }) => givingUp(requestId, 'closed')),
    ...(problem ? [{ type: 'problem', problem } as const] : []),
  ]);
}

export function givingUp(requestId: string, reason: UnansweredReason): SocketAction {
  return { type: 'giveUp', requestId, reason };
}

/** Sends every request whose time it is, unless the token that it needs is being renewed. */
export function sendDue(state: OpenSocket, { now, settings }: SocketContext): SocketTransition {
  if (state.token.kind !== 'held') return stay(state);
  const actions: SocketAction[] = [];
  const requests = state.memory.requests.map((request): PendingRequest => {
    const { requestId, action, data, resendAt } = request;
    if (resendAt !== undefined && resendAt > now) return request;
    actions.push({ type: 'send', request: { action, requestId, data } });
    return { ...request, resendAt: now + settings.resendMs };
  });
  return actions.length === 0 ? stay(state) : stay(withMemory(state, { requests }), actions);
}
