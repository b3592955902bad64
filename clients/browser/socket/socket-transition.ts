import type { ServerData, ServerMessage } from '../../../core/wire/socket/server-message.ts';
import { noneInARow, plannedWaitMs } from '../backoff.ts';
import { localProblem, problemOf } from '../client-problem.ts';
import { isActive, stay, withMemory } from '../machine.ts';
import { isPushed, isRefusal, type RefusalData } from './socket-message.ts';
import type {
  PendingRequest,
  SocketAction,
  SocketContext,
  SocketSignal,
  SocketState,
  SocketTransition,
} from './socket-state.ts';
import { connect, fail, givingUp, letGo, type OpenSocket, sendDue, stop } from './socket-steps.ts';
import {
  catchUp,
  heldUntil,
  missed,
  notLookedAt,
  putOff,
  refused,
  renew,
  renewed,
  show,
  timed,
} from './socket-token.ts';

/** A list that has no end is not read for longer. */
const longestListMs = 60_000;

/**
 * The next state of a socket, and the actions to take, at a signal. Pure: time and randomness are in
 * the context, and whatever leaves is an action. SPEC.md has the states and the invariants.
 */
export function socketTransition(
  state: SocketState,
  signal: SocketSignal,
  context: SocketContext,
): SocketTransition {
  if ('attempt' in signal && !awaits(state, signal.attempt)) return stay(state);
  switch (signal.type) {
    case 'start':
      return isActive(state) ? stay(state) : begin(state, context);
    case 'stop':
      return isActive(state) ? stop(state, 'closed') : stay(state);
    case 'request':
      return request(state, signal, context);
    case 'timer':
      return due(state, context);
    case 'online':
    case 'woke':
      return reconnectSoon(state, context);
    case 'offline':
      return goOffline(state, context);
    case 'opened':
      return opened(state, signal.expiresAt, context);
    case 'garbled':
      return stay(alive(state, context), [{ type: 'problem', problem: signal.problem }]);
    case 'closed':
      return fail(state, signal.problem, context);
    default:
      return state.kind === 'open' ? whileOpen(state, signal, context) : stay(state);
  }
}

/** Signals of all but the newest connection are dropped. */
function awaits({ kind, memory }: SocketState, attempt: number): boolean {
  return (kind === 'connecting' || kind === 'open') && memory.attempt === attempt;
}

function begin({ memory }: SocketState, context: SocketContext): SocketTransition {
  const failures = noneInARow(memory.failures);
  return connect({ ...memory, failures, refusedTokens: 0, problem: undefined }, context);
}

function request(
  state: SocketState,
  { requestId, action, data, timeoutMs }: Extract<SocketSignal, { readonly type: 'request' }>,
  context: SocketContext,
): SocketTransition {
  if (state.kind === 'stopped') return stay(state, [givingUp(requestId, 'closed')]);
  const { requests } = state.memory;
  if (requests.length >= context.settings.maxRequests) {
    return stay(state, [givingUp(requestId, 'busy')]);
  }
  const pending: PendingRequest = {
    requestId,
    action,
    data,
    deadlineAt: context.now + timeoutMs,
    resendAt: undefined,
    wasExpired: false,
    isOwn: false,
  };
  const asked = withMemory(state, { requests: [...requests, pending] });
  return asked.kind === 'open' ? sendDue(asked, context) : stay(asked);
}

/** `wakeAt` has come: requests that are too late are given up, and then what is due is done. */
function due(before: SocketState, context: SocketContext): SocketTransition {
  const { now } = context;
  const isInTime = ({ deadlineAt }: PendingRequest): boolean => deadlineAt > now;
  const late = before.memory.requests.filter(request => !isInTime(request));
  const requests = before.memory.requests.filter(isInTime);
  const state = late.length === 0 ? before : withMemory(before, { requests });
  const given = late.map(({ requestId }) => givingUp(requestId, 'timeout'));
  const next = dueIn(state, context);
  return stay(next.state, [...given, ...next.actions]);
}

function dueIn(state: SocketState, context: SocketContext): SocketTransition {
  const { now, settings } = context;
  if (state.kind === 'open') {
    const { pongBy, token, renewAt, aliveAt } = state;
    const isSilent = pongBy !== undefined && now >= pongBy;
    if (isSilent || (token.kind === 'sent' && now >= token.deadlineAt)) {
      return fail(state, localProblem('CONNECTION_SILENT', 'received nothing in time'), context);
    }
    if (token.kind === 'fetching' && now >= token.deadlineAt) {
      const message = 'received no token in time; expected one';
      return putOff(state, localProblem('TOKEN_UNAVAILABLE', message), context);
    }
    if (token.kind === 'held' && now >= renewAt) return renew(state, context);
    const sent = sendDue(state, context);
    if (pongBy !== undefined || now < aliveAt + settings.pingMs) return sent;
    return ping(sent, context);
  }
  if (!('until' in state) || now < state.until) return stay(state);
  if (state.kind !== 'connecting') return connect(state.memory, context);
  const message = 'received no answer in time; expected one';
  return fail(state, localProblem('NO_ANSWER', message), context);
}

/** Checks that the connection is alive; any message is an answer. */
function ping(
  { state, actions }: SocketTransition,
  { now, settings }: SocketContext,
): SocketTransition {
  if (state.kind !== 'open') return stay(state, actions);
  return stay({ ...state, pongBy: now + settings.pongMs }, [
    ...actions,
    { type: 'send', request: { action: 'ping' } },
  ]);
}

/** The network is back, or the machine woke: a wait is cut short, and an open connection is checked. */
function reconnectSoon(state: SocketState, context: SocketContext): SocketTransition {
  const { now, random } = context;
  if (state.kind === 'open') {
    return state.pongBy === undefined ? ping(stay(state), context) : due(state, context);
  }
  if (state.kind !== 'waiting' && state.kind !== 'offline') return due(state, context);
  // All who were cut off together see the network again together.
  const soon = Math.max(now + Math.round(random * 1_000), state.memory.notBefore);
  return stay({ ...state, kind: 'waiting', until: Math.min(state.until, soon) });
}

function goOffline(state: SocketState, { now, settings }: SocketContext): SocketTransition {
  if (!isActive(state) || state.kind === 'offline') return stay(state);
  const until = Math.max(now + settings.offlineProbeMs, state.memory.notBefore);
  return stay({ kind: 'offline', memory: letGo(state.memory), until }, [{ type: 'disconnect' }]);
}

function opened(
  state: SocketState,
  expiresAt: number | undefined,
  context: SocketContext,
): SocketTransition {
  if (state.kind !== 'connecting') return stay(state);
  const open: OpenSocket = {
    kind: 'open',
    memory: { ...state.memory, problem: undefined },
    openedAt: context.now,
    aliveAt: context.now,
    pongBy: undefined,
    ...heldUntil(expiresAt, context),
  };
  return missed(sendDue(open, context));
}

/** The connection is alive; once it was open for `steadyMs`, its failures in a row are forgotten. */
function alive<S extends SocketState>(state: S, { now, settings }: SocketContext): S {
  if (state.kind !== 'open') return state;
  const next = { ...state, aliveAt: now, pongBy: undefined };
  if (now - state.openedAt < settings.steadyMs) return next;
  return withMemory(next, { failures: noneInARow(state.memory.failures) });
}

function whileOpen(
  before: OpenSocket,
  signal: Extract<SocketSignal, { readonly type: 'message' | 'token' | 'tokenFailed' }>,
  context: SocketContext,
): SocketTransition {
  if (signal.type === 'message') {
    const { data } = signal.message;
    const { connectionId = before.connectionId } = data as Partial<OpenSocket>;
    const named = { ...alive(before, context), connectionId };
    return message(timed(named, context), signal.message, context);
  }
  // A token that comes too late is not waited for any more.
  if (before.token.kind !== 'fetching') return stay(before);
  return signal.type === 'token' ? show(before, context) : putOff(before, signal.problem, context);
}

function message(
  state: OpenSocket,
  received: ServerMessage,
  context: SocketContext,
): SocketTransition {
  const { token } = state;
  if (received.event === 'reconnect') return plannedEnd(state, received, context);
  const { code, message: words } = received.data as RefusalData;
  // The server has ended this connection already.
  if (code === 'CONNECTION_UNKNOWN') {
    return fail(state, localProblem('CONNECTION_ENDED', words), context);
  }
  if (token.kind === 'sent' && received.requestId === token.requestId) {
    if (received.event === 'authenticated') {
      return renewed(state, received.data.expiresAt, received.timestamp, context);
    }
    const data = received.data as RefusalData;
    return received.event === 'authentication_error'
      ? refused(state, data, context)
      : notLookedAt(state, data, context);
  }
  const asked = state.memory.requests.find(({ requestId }) => requestId === received.requestId);
  const { next } = received.data as ServerData<'pending_proposals'>;
  // An answer that comes again has a requestId, and is read on already.
  if (next && (asked ?? !received.requestId)) {
    return readOn(state, asked ?? catchUp(state), received, { next }, context);
  }
  if (asked !== undefined) return answer(state, asked, received, context);
  if (isRefusal(received.event)) {
    // Of something without a requestId: a ping, or what could not be read.
    if (code === 'TOKEN_EXPIRED') return renew(state, context);
    const problem = localProblem('ANSWER_MALFORMED', `received a refusal: ${words}`);
    return stay(state, [{ type: 'problem', problem }]);
  }
  return stay(state, isPushed(received.event) ? [{ type: 'deliver', message: received }] : []);
}

/** The server ends the connection by plan, with a reason and a wait; that is no failure. */
function plannedEnd(
  { memory }: OpenSocket,
  received: Extract<ServerMessage, { readonly event: 'reconnect' }>,
  { now }: SocketContext,
): SocketTransition {
  const { reason, message: words, retryMs } = received.data;
  const until = now + plannedWaitMs(retryMs);
  const problem = problemOf('CONNECTION', reason, words);
  return stay({ kind: 'waiting', memory: { ...letGo(memory), notBefore: until, problem }, until }, [
    { type: 'disconnect' },
    { type: 'deliver', message: received },
  ]);
}

/**
 * A page that has another one behind it is delivered, and the next is requested with the same requestId:
 * that of the caller who asked for the list, or the socket's own. The last page is the answer.
 */
function readOn(
  state: OpenSocket,
  asked: PendingRequest,
  received: ServerMessage,
  data: { readonly next: string },
  context: SocketContext,
): SocketTransition {
  const page: PendingRequest = {
    ...asked,
    data,
    deadlineAt: Math.min(asked.deadlineAt, context.now + longestListMs),
    resendAt: undefined,
  };
  const others = state.memory.requests.filter(({ requestId }) => requestId !== asked.requestId);
  const sent = sendDue(withMemory(state, { requests: [...others, page] }), context);
  return stay(sent.state, [{ type: 'deliver', message: received }, ...sent.actions]);
}

/** The answer to a request, unless it only says to retry. */
function answer(
  state: OpenSocket,
  asked: PendingRequest,
  received: ServerMessage,
  context: SocketContext,
): SocketTransition {
  const { requests } = state.memory;
  const others = requests.filter(request => request !== asked);
  if (isRefusal(received.event)) {
    const { code, retryAfterMs = 0 } = received.data as RefusalData;
    const again = (changes: Partial<PendingRequest>) =>
      withMemory(state, {
        requests: requests.map(request => (request === asked ? { ...asked, ...changes } : request)),
      });
    if (code === 'TOKEN_EXPIRED' && !asked.wasExpired) {
      return renew(again({ resendAt: undefined, wasExpired: true }), context);
    }
    const resendAt = context.now + retryAfterMs;
    if (code === 'RATE_LIMITED' && retryAfterMs > 0 && resendAt < asked.deadlineAt) {
      return stay(again({ resendAt }));
    }
    if (asked.isOwn) return stay(state);
  }
  // Settled first, dropped as seen after: the answer and the push about it have one id.
  const actions: SocketAction[] = [
    { type: 'settle', requestId: asked.requestId, message: received },
  ];
  if (isPushed(received.event)) actions.push({ type: 'deliver', message: received });
  return stay(withMemory(state, { requests: others }), actions);
}
