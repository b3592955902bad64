import { maxServerWaitMs, noneInARow, plannedWaitMs } from '../backoff.ts';
import { localProblem } from '../client-problem.ts';
import { isActive, stay, withMemory } from '../machine.ts';
import { fail, refuse, streamBlocked } from './channel-failure.ts';
import type {
  ChannelContext,
  ChannelSignal,
  ChannelState,
  ChannelTransition,
  Frame,
  Memory,
} from './channel-state.ts';
import { type Active, ask, askAnew, stop } from './channel-steps.ts';

/**
 * The next state of a channel, and the actions to take, at a signal. Pure: time and randomness are in
 * the context, and every request is an action. SPEC.md has the table of answers and the invariants.
 *
 *     idle ──start──> connecting ──frame──> open ──cut, silence, planned end──> waiting ──timer──> connecting …
 *                       │  │                                                  ^
 *                       │  └──failure──────────────────────────────────────────┘
 *                       └──three failures, 429/503 twice, no room, held back──> polling <──> waiting (a pause)
 *
 *     any of these ──offline──> offline ──online, woke──> waiting
 *     any of these ──stop, or a final answer──> stopped ──start──> connecting
 */
export function channelTransition(
  state: ChannelState,
  signal: ChannelSignal,
  context: ChannelContext,
): ChannelTransition {
  if ('attempt' in signal && !awaits(state, signal.attempt)) return stay(state);
  if (signal.type === 'choose') return choose(state, signal.choice, context);
  if (signal.type === 'renew') return renew(state, signal, context);
  if (!isActive(state)) {
    return signal.type === 'start' ? begin(state.memory, context) : stay(state);
  }
  switch (signal.type) {
    case 'start':
      return stay(state);
    case 'stop':
      return stop(state, signal.reason ?? 'closed');
    case 'timer':
      return due(state, context);
    case 'online':
      return reconnectSoon(state, context);
    case 'offline':
      return goOffline(state, context);
    case 'woke':
      return context.now >= state.wakeAt ? due(state, context) : reconnectSoon(state, context);
    case 'answered': {
      if (state.kind !== 'connecting') return stay(state);
      const wakeAt = context.now + context.settings.firstByteMs;
      return stay({ ...state, isHeldBack: true, wakeAt });
    }
    case 'bytes':
      return stay(withCursor(alive(state, context), signal.id));
    case 'retry':
      return stay(withMemory(state, { retryMs: Math.min(signal.retryMs, maxServerWaitMs) }));
    case 'frame':
      return frame(state, signal.frame, signal.id, context);
    case 'page':
      return state.kind === 'polling' ? page(state, signal, context) : stay(state);
    case 'failed':
      return fail(state, signal.problem, 0, context);
    case 'refused':
      return refuse(state, signal, context);
  }
}

/** Signals of all but the newest request are dropped, and its own once it has ended. */
function awaits({ kind, memory }: ChannelState, attempt: number): boolean {
  const isAsking = kind === 'connecting' || kind === 'open' || kind === 'polling';
  return isAsking && memory.attempt === attempt;
}

/** The caller wants it: whatever went wrong before is forgotten, the cursor is not. */
function begin(memory: Memory, context: ChannelContext): ChannelTransition {
  const { sse, poll } = memory.failures;
  return ask(
    {
      ...memory,
      failures: { sse: noneInARow(sse), poll: noneInARow(poll) },
      refusals: 0,
      fallback: undefined,
      problem: undefined,
    },
    context,
  );
}

/** `wakeAt` has come: a wait is over, or what was waited for did not come. */
function due(state: Active, context: ChannelContext): ChannelTransition {
  switch (state.kind) {
    case 'waiting':
    case 'offline':
      return ask(state.memory, context);
    case 'open':
      return fail(
        state,
        localProblem('CONNECTION_SILENT', 'received nothing in time; expected a heartbeat'),
        0,
        context,
      );
    default: {
      const isHeldBack = state.kind === 'connecting' && state.isHeldBack;
      const problem = isHeldBack
        ? localProblem(streamBlocked, 'received headers and not one byte; expected a stream')
        : localProblem('NO_ANSWER', 'received no answer in time; expected one');
      return fail(state, problem, 0, context);
    }
  }
}

/** The network is back, or the machine woke: a wait is cut short, but not what the server asked for. */
function reconnectSoon(state: Active, { now, random }: ChannelContext): ChannelTransition {
  if (state.kind !== 'waiting' && state.kind !== 'offline') return stay(state);
  const { memory, notBefore } = state;
  const { fallback } = memory;
  const { cause, wakeAt } =
    state.kind === 'waiting' ? state : ({ cause: 'failure', wakeAt: Infinity } as const);
  // All who were cut off together see the network again together.
  const soon = Math.max(now + Math.round(random * 1_000), notBefore);
  const isProbe = fallback && cause !== 'pause';
  return stay({
    kind: 'waiting',
    memory: isProbe
      ? { ...memory, fallback: { ...fallback, probeAt: Math.max(now, fallback.notBefore) } }
      : memory,
    wakeAt: Math.min(wakeAt, soon),
    notBefore,
    cause,
  });
}

function goOffline(state: Active, { now, settings }: ChannelContext): ChannelTransition {
  if (state.kind === 'offline') return stay(state);
  const notBefore = state.kind === 'waiting' ? state.notBefore : now;
  const memory = { ...state.memory, attempt: state.memory.attempt + 1 };
  const wakeAt = Math.max(now + settings.offlineProbeMs, notBefore);
  return stay({ kind: 'offline', memory, wakeAt, notBefore }, [{ type: 'abort' }]);
}

function choose(
  state: ChannelState,
  choice: Memory['choice'],
  context: ChannelContext,
): ChannelTransition {
  if (choice === state.memory.choice) return stay(state);
  const chosen = withMemory(state, { choice, fallback: undefined, refusals: 0 });
  switch (chosen.kind) {
    case 'connecting':
    case 'open':
      return choice === 'poll' ? askAnew(chosen.memory, context) : stay(chosen);
    case 'polling':
      return choice === 'poll' ? stay(chosen) : askAnew(chosen.memory, context);
    case 'waiting':
      return stay({ ...chosen, wakeAt: Math.max(context.now, chosen.notBefore) });
    default:
      return stay(chosen);
  }
}

/**
 * Other channels are wanted. If that is more than the request under way brings, another takes its
 * place; what one brings beyond it is not delivered.
 */
function renew(
  state: ChannelState,
  { channels, fresh, cursor }: Extract<ChannelSignal, { readonly type: 'renew' }>,
  context: ChannelContext,
): ChannelTransition {
  const { memory } = state;
  const isMore =
    cursor !== undefined ||
    fresh.length > 0 ||
    channels.some(name => !memory.channels.includes(name));
  const next = withMemory(state, {
    channels,
    // One that is not wanted any more stays: the rest of its history is nobody else's.
    fresh: [...new Set([...memory.fresh, ...fresh])],
    cursor: cursor ?? memory.cursor,
  });
  if (!isMore || !isActive(next) || next.kind === 'offline') return stay(next);
  if (next.kind === 'waiting' && context.now < next.notBefore) {
    return stay({ ...next, wakeAt: next.notBefore });
  }
  return askAnew(next.memory, context);
}

/** The connection is alive; once it was open for `steadyMs`, its failures in a row are forgotten. */
function alive(state: Active, { now, settings }: ChannelContext): Active {
  if (state.kind === 'connecting' && state.isHeldBack) {
    return { ...state, isHeldBack: false, wakeAt: now + settings.connectMs };
  }
  if (state.kind !== 'open') return state;
  const next = { ...state, wakeAt: now + state.silenceMs };
  const { failures, fallback } = state.memory;
  const isSettled = failures.sse.inARow === 0 && fallback === undefined;
  if (isSettled || now - state.openedAt < settings.steadyMs) return next;
  return withMemory(next, {
    failures: { ...failures, sse: noneInARow(failures.sse) },
    fallback: undefined,
  });
}

/** The cursor moves in the same step as what it stands for is handed over. An empty id moves nothing. */
function withCursor<S extends Active>(state: S, id: string | undefined): S {
  return id && id !== state.memory.cursor ? withMemory(state, { cursor: id }) : state;
}

function frame(
  before: Active,
  received: Frame,
  id: string | undefined,
  context: ChannelContext,
): ChannelTransition {
  const opened = before.kind === 'connecting' ? open(before.memory, context) : before;
  const state = withCursor(alive(opened, context), id);
  switch (received.kind) {
    case 'connected': {
      const { connected } = received;
      if (state.kind !== 'open') return stay(state);
      const silenceMs = connected.heartbeatMs * context.settings.silentHeartbeats;
      return stay({ ...state, silenceMs, wakeAt: context.now + silenceMs }, [
        { type: 'connected', connected },
      ]);
    }
    case 'ping':
      return stay(withMemory(state, { fresh: [] }));
    case 'gap':
      return stay(withMemory(state, { fresh: state.memory.channels }), [
        { type: 'gap', gap: received.gap },
      ]);
    case 'event': {
      const { fresh } = state.memory;
      const channels = state.memory.channels.filter(
        name => fresh.length === 0 || fresh.includes(name),
      );
      return stay(state, [{ type: 'deliver', event: received.event, channels }]);
    }
    case 'garbled':
      return stay(state, [{ type: 'problem', problem: received.problem }]);
    case 'error': {
      const { problem } = received;
      const needsFreshToken = state.memory.needsFreshToken || problem.recovery === 'refresh';
      return stay(withMemory(state, { problem, needsFreshToken }), [{ type: 'problem', problem }]);
    }
    case 'reconnect':
      return plannedEnd(state, received, context);
  }
}

/** Until `connected` says how often a heartbeat comes, the stream has `connectMs`. */
function open(memory: Memory, { now, settings }: ChannelContext): Active {
  return {
    kind: 'open',
    memory: { ...memory, refusals: 0, problem: undefined },
    openedAt: now,
    silenceMs: settings.connectMs,
    wakeAt: now + settings.connectMs,
  };
}

/** The server ends the stream by plan, with a reason and a wait; that is no failure. */
function plannedEnd(
  state: Active,
  received: Extract<Frame, { readonly kind: 'reconnect' }>,
  { now }: ChannelContext,
): ChannelTransition {
  const { reason, retryMs = state.memory.retryMs } = received;
  if (reason === 'replaced') return stop(state, 'replaced');
  const isTokens = reason === 'token-expired' || reason === 'revoked';
  const memory: Memory = {
    ...state.memory,
    attempt: state.memory.attempt + 1,
    needsFreshToken: state.memory.needsFreshToken || isTokens,
    retryMs: Math.min(retryMs, maxServerWaitMs),
  };
  const until = now + plannedWaitMs(memory.retryMs);
  return stay({ kind: 'waiting', memory, wakeAt: until, notBefore: until, cause: 'plan' }, [
    { type: 'abort' },
  ]);
}

/** A page was delivered to its end. */
function page(
  state: Active,
  { cursor, hasMore, retryMs = 0 }: Extract<ChannelSignal, { readonly type: 'page' }>,
  context: ChannelContext,
): ChannelTransition {
  const { now, random, settings } = context;
  const { failures, fresh } = state.memory;
  const memory: Memory = {
    ...state.memory,
    cursor,
    fresh: [],
    failures: { ...failures, poll: noneInARow(failures.poll) },
    problem: undefined,
  };
  // A page with the cursor of the one before must not be requested again without a pause; one of
  // history does not move it, and the next one is of what follows.
  if (hasMore && (cursor !== state.memory.cursor || fresh.length > 0)) return ask(memory, context);
  const pauseMs = memory.refusals > 0 ? settings.calmPauseMs : settings.pollPauseMs;
  // Spread over half to one and a half, so that pollers do not poll at the same time.
  const drawnMs = Math.round(pauseMs * (0.5 + random));
  const until = now + Math.max(drawnMs, Math.min(retryMs, maxServerWaitMs));
  return stay({ kind: 'waiting', memory, wakeAt: until, notBefore: now, cause: 'pause' });
}
