import type { ClientProblem } from '../client-problem.ts';
import { stay } from '../machine.ts';
import type {
  ChannelContext,
  ChannelState,
  ChannelTransition,
  Memory,
  Method,
  StopReason,
} from './channel-state.ts';

/** The states in which something is awaited. */
export type Active = Extract<ChannelState, { readonly wakeAt: number }>;

/** The method that the next request uses. */
function methodNow({ choice, fallback }: Memory, now: number): Method {
  if (choice !== 'auto') return choice;
  return fallback !== undefined && now < fallback.probeAt ? 'poll' : 'sse';
}

/** Makes the next request, whichever it is. */
export function ask(memory: Memory, context: ChannelContext): ChannelTransition {
  const { now, settings } = context;
  const attempt = memory.attempt + 1;
  const { channels, fresh, cursor, needsFreshToken: freshToken } = memory;
  const asking: Memory = {
    ...memory,
    attempt,
    // Who has no place yet gets the history of all.
    fresh: cursor === undefined ? channels : channels.filter(name => fresh.includes(name)),
    needsFreshToken: false,
    hasFreshToken: freshToken,
  };
  if (methodNow(memory, now) === 'sse') {
    return stay({ kind: 'connecting', memory: asking, wakeAt: now + settings.connectMs }, [
      { type: 'openStream', attempt, freshToken },
    ]);
  }
  // A new reader gets its place at once: events that came while the server waits would count as history.
  const isNew = cursor === undefined;
  // Where the server is short of room for streams, a poll that waits would take the same room.
  const waitSec = isNew || memory.refusals > 0 ? 0 : settings.pollWaitSec;
  const wakeAt = now + settings.connectMs + waitSec * 1_000;
  return stay({ kind: 'polling', memory: asking, wakeAt }, [
    { type: 'poll', attempt, freshToken, waitSec },
  ]);
}

/** Lets go of what is under way, and makes the next request at once. */
export function askAnew(memory: Memory, context: ChannelContext): ChannelTransition {
  const { state, actions } = ask(memory, context);
  return stay(state, [{ type: 'abort' }, ...actions]);
}

export function stop(
  { memory }: ChannelState,
  reason: StopReason,
  problem?: ClientProblem,
): ChannelTransition {
  // One attempt further, so that signals still on their way are dropped after a new start.
  const last = { ...memory, attempt: memory.attempt + 1, problem: problem ?? memory.problem };
  return stay({ kind: 'stopped', memory: last, reason }, [
    { type: 'abort' },
    ...(problem ? [{ type: 'problem', problem } as const] : []),
  ]);
}
