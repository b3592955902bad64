import { type ClientProblem, problemOf } from '../client-problem.ts';
import { stay, withMemory } from '../machine.ts';
import type { RefusalData } from './socket-message.ts';
import type { PendingRequest, SocketContext, SocketTransition } from './socket-state.ts';
import { type OpenSocket, sendDue, stop } from './socket-steps.ts';

/** A first fresh token may have been kept too long by whoever gave it; a second one decides. */
const mostRefusedTokens = 2;

/** The server's machines may differ by this in whether a token has ended (protocol.md, Tokens). */
const clocksDifferMs = 5_000;

/** When the token is renewed, in local time. */
function renewalTime(
  { expiresAt = Infinity, takenAt }: Pick<OpenSocket, 'expiresAt' | 'takenAt'>,
  { skewMs, settings }: SocketContext,
): number {
  const { renewBeforeMs, renewAtMostEveryMs } = settings;
  const lifeMs = expiresAt - skewMs - takenAt;
  // A token that lives for less than that is renewed when four fifths of it are over.
  const afterMs = Math.max(lifeMs - renewBeforeMs, lifeMs * 0.8);
  return takenAt + Math.max(renewAtMostEveryMs, Math.round(Math.min(lifeMs - 1_000, afterMs)));
}

/** A token that the server has taken now. */
export function heldUntil(expiresAt: number | undefined, context: SocketContext) {
  const taken = { expiresAt, takenAt: context.now };
  const renewAt = renewalTime(taken, context);
  return { ...taken, token: { kind: 'held' }, renewAt, isPutOff: false } as const;
}

/** Each message may correct the server's clock, which was unknown when the first token was taken. */
export function timed(state: OpenSocket, context: SocketContext): OpenSocket {
  return state.isPutOff ? state : { ...state, renewAt: renewalTime(state, context) };
}

/** The old token serves as long as it does, and a fresh one is asked for later. */
export function putOff(
  state: OpenSocket,
  problem: ClientProblem,
  context: SocketContext,
  afterMs = 0,
): SocketTransition {
  const renewAt = context.now + Math.max(context.settings.renewAtMostEveryMs, afterMs);
  const held: OpenSocket = {
    ...withMemory(state, { problem }),
    token: { kind: 'held' },
    renewAt,
    isPutOff: true,
  };
  const { state: next, actions } = sendDue(held, context);
  return stay(next, [{ type: 'problem', problem }, ...actions]);
}

/** Fetches a fresh token, unless that is being done. Requests wait meanwhile. */
export function renew(state: OpenSocket, { now, settings }: SocketContext): SocketTransition {
  if (state.token.kind !== 'held') return stay(state);
  return stay({ ...state, token: { kind: 'fetching', deadlineAt: now + settings.connectMs } }, [
    { type: 'fetchToken', attempt: state.memory.attempt },
  ]);
}

/** The fresh token is there: it is shown to the server. */
export function show(state: OpenSocket, { now, settings }: SocketContext): SocketTransition {
  const requestId = `renewal-${now}`;
  return stay({ ...state, token: { kind: 'sent', requestId, deadlineAt: now + settings.pongMs } }, [
    { type: 'showToken', requestId },
  ]);
}

/** The server could not look at the token now, which says nothing of the token. */
export function notLookedAt(
  state: OpenSocket,
  { code, message, category = 'SERVER', retryAfterMs = 0 }: RefusalData,
  context: SocketContext,
): SocketTransition {
  return putOff(state, problemOf(category, code, message), context, retryAfterMs);
}

/**
 * The server took the token at `tookAt` of its time. What waited for it goes out now; if the old one
 * had ended, what was not delivered meanwhile is requested, too.
 */
export function renewed(
  state: OpenSocket,
  expiresAt: number,
  tookAt: number,
  context: SocketContext,
): SocketTransition {
  const { requests } = state.memory;
  const wasLate = state.expiresAt === undefined || tookAt >= state.expiresAt - clocksDifferMs;
  const held: OpenSocket = { ...state, ...heldUntil(expiresAt, context) };
  const next = withMemory(held, {
    requests: wasLate ? [...requests.filter(({ isOwn }) => !isOwn), catchUp(held)] : requests,
    refusedTokens: 0,
    problem: undefined,
  });
  const sent = sendDue(next, context);
  return wasLate ? missed(sent) : sent;
}

/** Until now nothing was pushed: whoever waits for events asks for those that are missing. */
export function missed({ state, actions }: SocketTransition): SocketTransition {
  return stay(state, [...actions, { type: 'missed' }]);
}

/** Requests the pending proposals that were not delivered: only a new socket is greeted with them (protocol.md, I31). */
export function catchUp({ takenAt }: OpenSocket): PendingRequest {
  return {
    requestId: `missed-${takenAt}`,
    action: 'get_pending_proposals',
    data: undefined,
    deadlineAt: Infinity,
    resendAt: undefined,
    // If this token has ended, too, the next one is asked for at its time, not at once.
    wasExpired: true,
    isOwn: true,
  };
}

/** The server did not take the token. */
export function refused(
  state: OpenSocket,
  { code, message }: RefusalData,
  context: SocketContext,
): SocketTransition {
  const problem = problemOf('AUTHENTICATION', code, message);
  const refusedTokens = state.memory.refusedTokens + 1;
  if (code === 'OTHER_USER' || refusedTokens >= mostRefusedTokens) {
    return stop(state, 'unauthorized', problem);
  }
  return renew(
    { ...withMemory(state, { refusedTokens, problem }), token: { kind: 'held' } },
    context,
  );
}
