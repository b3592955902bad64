import { backoffMs, maxServerWaitMs, noneInARow, oneMore } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';
import { stay, withMemory } from '../machine.ts';
import type {
  ChannelAction,
  ChannelContext,
  ChannelSignal,
  ChannelTransition,
  Fallback,
  Memory,
  Method,
} from './channel-state.ts';
import { type Active, ask, askAnew, stop } from './channel-steps.ts';

/** The server has answered with a status that is no stream and no page. */
export function refuse(
  state: Active,
  refused: Extract<ChannelSignal, { readonly type: 'refused' }>,
  context: ChannelContext,
): ChannelTransition {
  const { status, problem, afterMs = 0 } = refused;
  const { memory } = state;
  if (status === 204) return stop(state, 'no-content');
  if (status === 401) {
    if (memory.hasFreshToken) return stop(state, 'unauthorized', problem);
    return ask({ ...memory, needsFreshToken: true, problem }, context);
  }
  if (problem.code === othersPlace) return fail(state, problem, 0, context);
  const isBusy = status === 429 || status === 503;
  if (!isBusy && status < 500 && status !== 408) return stop(state, 'refused', problem);
  const counted = isBusy ? memory.refusals + 1 : 0;
  const refusals = state.kind === 'polling' ? memory.refusals : counted;
  return fail(
    withMemory(state, { refusals }),
    problem,
    Math.min(afterMs, maxServerWaitMs),
    context,
  );
}

/**
 * A poll named the connection of the stream before it, which another user had opened: the token is
 * somebody else's by now. Without that name the next poll is theirs.
 */
export const othersPlace = 'CONNECTION_NOT_FOUND';

/**
 * The request has failed, or its connection has: what follows is a wait, or the other method. A wait
 * that the server asks for is kept whole; a random one of our own comes on top.
 */
export function fail(
  state: Active,
  problem: ClientProblem,
  serverWaitMs: number,
  context: ChannelContext,
): ChannelTransition {
  const { now, random, settings } = context;
  const { memory } = state;
  const method: Method = state.kind === 'polling' ? 'poll' : 'sse';
  // A stream that held for long has worked, even if nothing came at the end.
  const wasSteady = state.kind === 'open' && now - state.openedAt >= settings.steadyMs;
  const before = wasSteady ? noneInARow(memory.failures[method]) : memory.failures[method];
  const failures = { ...memory.failures, [method]: oneMore(before) };
  const attempt = memory.attempt + 1;
  // No room for a stream: that counts for as many refusals as lead to polls, and for no failure.
  const isFull = problem.category === 'CAPACITY';
  const refusals = memory.refusals + (isFull ? settings.pollAfterRefusals : 0);
  const failed: Memory = { ...memory, attempt, failures, refusals, problem };
  const actions: ChannelAction[] = [{ type: 'abort' }, { type: 'problem', problem }];
  const wait = (next: Memory, ownWaitMs: number): ChannelTransition =>
    stay(
      {
        kind: 'waiting',
        memory: next,
        wakeAt: now + serverWaitMs + ownWaitMs,
        notBefore: now + serverWaitMs,
        cause: 'failure',
      },
      actions,
    );
  const randomMs = backoffMs(failures[method].inARow, random, settings);
  if (method === 'poll') return wait(failed, randomMs);
  const fallback = wasSteady ? undefined : fallBack(failed, serverWaitMs, context);
  const next: Memory = { ...failed, fallback };
  if (fallback === undefined)
    return wait(next, (serverWaitMs === 0 ? memory.retryMs : 0) + randomMs);
  const isFirst = memory.fallback === undefined;
  // It is reported when polling begins, and not each time that there is still no room.
  if (isFull && !isFirst) return askAnew({ ...memory, refusals, fallback }, context);
  if (!isFull && isFirst && serverWaitMs > 0) return wait(next, Math.round(random * 1_000));
  const polling = ask(isFull ? { ...next, failures: memory.failures } : next, context);
  return stay(polling.state, [...actions, ...polling.actions]);
}

/** Something on the way holds a stream back, as it would hold back the next. */
export const streamBlocked = 'STREAM_BLOCKED';

/** Whether polling takes over from now on, and when a stream is tried again. */
function fallBack(
  { choice, failures, refusals, fallback, problem }: Memory,
  serverWaitMs: number,
  { now, random, settings }: ChannelContext,
): Fallback | undefined {
  if (choice !== 'auto' || !settings.canPoll) return undefined;
  const isDue =
    fallback !== undefined ||
    problem?.code === streamBlocked ||
    failures.sse.inARow >= settings.pollAfterFailures ||
    refusals >= settings.pollAfterRefusals;
  if (!isDue) return undefined;
  const probes = (fallback?.probes ?? -1) + 1;
  const waitMs = Math.min(settings.probeCapMs, settings.probeMs * 2 ** probes);
  const notBefore = now + serverWaitMs;
  return { probeAt: notBefore + Math.round(waitMs * (0.5 + random / 2)), probes, notBefore };
}
