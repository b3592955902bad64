import { backoffMs, oneMore, worksAgain } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';
import type {
  ChannelAction,
  ChannelContext,
  ChannelSignal,
  ChannelTransition,
  Fallback,
  Memory,
  Method,
} from './channel-state.ts';
import { type Active, ask, askAnew, stay, stop, withMemory } from './channel-steps.ts';

/** The longest wait that is taken from a server's word; a timer cannot wait for weeks. */
export const longestToldMs = 3_600_000;

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
  const isBusy = status === 429 || status === 503;
  if (!isBusy && status < 500 && status !== 408) return stop(state, 'refused', problem);
  if (isBusy && problem.category === 'CAPACITY' && state.kind !== 'polling') {
    return pollInstead(state, problem, Math.min(afterMs, longestToldMs), context);
  }
  const counted = isBusy ? memory.refusals + 1 : 0;
  const refusals = state.kind === 'polling' ? memory.refusals : counted;
  return fail(withMemory(state, { refusals }), problem, Math.min(afterMs, longestToldMs), context);
}

/**
 * The server has no room for this stream. That is no failure, and pages come in its place at once. It
 * is told when they begin, and not each time that there is still no room.
 */
function pollInstead(
  state: Active,
  problem: ClientProblem,
  toldMs: number,
  context: ChannelContext,
): ChannelTransition {
  const { memory } = state;
  const refusals = Math.max(memory.refusals + 1, context.settings.pollAfterRefusals);
  const fallback = fallBack({ ...memory, refusals }, toldMs, context);
  if (fallback === undefined) {
    return fail(withMemory(state, { refusals }), problem, toldMs, context);
  }
  const isNews = memory.fallback === undefined;
  const next = { ...memory, refusals, fallback };
  if (!isNews) return askAnew(next, context);
  const polling = ask({ ...next, problem }, context);
  return stay(polling.state, [{ type: 'abort' }, { type: 'problem', problem }, ...polling.actions]);
}

/**
 * The request has failed, or its connection has: what follows is a wait, or the other method. A wait
 * that was told by the server is kept whole; what is drawn by lot comes on top.
 */
export function fail(
  state: Active,
  problem: ClientProblem,
  toldMs: number,
  context: ChannelContext,
): ChannelTransition {
  const { now, random, settings } = context;
  const { memory } = state;
  const method: Method = state.kind === 'polling' ? 'poll' : 'sse';
  // A stream that held for long has worked, even if nothing came at the end.
  const wasSteady = state.kind === 'open' && now - state.openedAt >= settings.steadyMs;
  const before = wasSteady ? worksAgain(memory.failures[method]) : memory.failures[method];
  const failures = { ...memory.failures, [method]: oneMore(before) };
  const attempt = memory.attempt + 1;
  const failed: Memory = { ...memory, attempt, failures, problem };
  const actions: ChannelAction[] = [{ type: 'abort' }, { type: 'problem', problem }];
  const wait = (next: Memory, untoldMs: number) =>
    stay(
      {
        kind: 'waiting',
        memory: next,
        wakeAt: now + toldMs + untoldMs,
        notBefore: now + toldMs,
        cause: 'failure',
      },
      actions,
    );
  const lotMs = backoffMs(failures[method].inARow, random, settings);
  if (method === 'poll') return wait(failed, lotMs);
  const fallback = wasSteady ? undefined : fallBack(failed, toldMs, context);
  const next: Memory = { ...failed, fallback };
  if (fallback === undefined) return wait(next, (toldMs === 0 ? memory.retryMs : 0) + lotMs);
  if (toldMs > 0 && memory.fallback === undefined) return wait(next, Math.round(random * 1_000));
  const polling = ask(next, context);
  return stay(polling.state, [...actions, ...polling.actions]);
}

/** Whether polling takes over from now on, and when a stream is tried again. */
function fallBack(
  { choice, failures, refusals, fallback }: Memory,
  toldMs: number,
  { now, random, settings }: ChannelContext,
): Fallback | undefined {
  if (choice !== 'auto' || !settings.canPoll) return undefined;
  const isDue =
    fallback !== undefined ||
    failures.sse.inARow >= settings.pollAfterFailures ||
    refusals >= settings.pollAfterRefusals;
  if (!isDue) return undefined;
  const probes = (fallback?.probes ?? -1) + 1;
  const waitMs = Math.min(settings.probeCapMs, settings.probeMs * 2 ** probes);
  const notBefore = now + toldMs;
  return { probeAt: notBefore + Math.round(waitMs * (0.5 + random / 2)), probes, notBefore };
}
