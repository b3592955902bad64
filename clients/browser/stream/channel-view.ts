import type { Failures } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';
import type { ChannelState, Method, MethodChoice, StopReason } from './channel-state.ts';

/** How a channel stands, for people to see. */
export type ChannelStatus =
  | 'idle'
  /** Asking, and no place in the log has come yet: what a new reader surely gets begins with it. */
  | 'connecting'
  /** Streaming. */
  | 'open'
  /** Fetching page by page, from a place in the log; in the pauses between and while a stream is tried, too. */
  | 'polling'
  /** Until `nextAttemptAt`: after a failure, or after a planned end, and then without a problem. */
  | 'waiting'
  | 'offline'
  | 'stopped';

/** All there is to show of a channel but its events. A new object whenever something differs. */
export interface ChannelView {
  readonly status: ChannelStatus;
  /** The method that events come by; `undefined` while none does. */
  readonly method: Method | undefined;
  readonly choice: MethodChoice;
  readonly failures: Readonly<Record<Method, Failures>>;
  /** When it is tried again, in local time. */
  readonly nextAttemptAt: number | undefined;
  readonly stopReason: StopReason | undefined;
  /** What went wrong last, until it works again. */
  readonly problem: ClientProblem | undefined;
}

export function channelView(state: ChannelState): ChannelView {
  const { choice, failures, problem } = state.memory;
  const status = statusOf(state);
  return {
    status,
    method: status === 'open' ? 'sse' : status === 'polling' ? 'poll' : undefined,
    choice,
    failures,
    nextAttemptAt: status === 'waiting' && state.kind === 'waiting' ? state.wakeAt : undefined,
    stopReason: state.kind === 'stopped' ? state.reason : undefined,
    problem,
  };
}

function statusOf(state: ChannelState): ChannelStatus {
  const { failures, fallback, cursor } = state.memory;
  const pollsWell = failures.poll.inARow === 0 && cursor !== undefined;
  if (state.kind === 'waiting') return state.cause === 'pause' ? 'polling' : 'waiting';
  // A stream is tried beside the pages, which go on if it fails.
  if (state.kind === 'connecting') return fallback && pollsWell ? 'polling' : 'connecting';
  if (state.kind === 'polling') return pollsWell ? 'polling' : 'connecting';
  // Cut before it has its place, it begins anew.
  return state.kind === 'open' && cursor === undefined ? 'connecting' : state.kind;
}
