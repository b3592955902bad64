import { type ClientProblem, localProblem } from '../../../../clients/browser/client-problem.ts';
import {
  type ChannelContext,
  type ChannelSignal,
  type ChannelSignalType,
  type ChannelState,
  type ChannelStateKind,
  defaultChannelSettings,
  idleChannel,
  type Memory,
} from '../../../../clients/browser/stream/channel-state.ts';

export const settings = { ...defaultChannelSettings, canPoll: true };

/** The middle of every random draw. */
export function at(now: number): ChannelContext {
  return { now, random: 0.5, settings };
}

/** A memory in its seventh attempt, with a cursor. */
function memory(changes: Partial<Memory> = {}): Memory {
  return { ...idleChannel('auto', 'k3f9.41', ['fights']).memory, attempt: 7, ...changes };
}

/** A state of each kind at the time 100,000. */
export function stateOf(kind: ChannelStateKind, changes: Partial<Memory> = {}): ChannelState {
  const lasting = memory(changes);
  const states: { readonly [K in ChannelStateKind]: Extract<ChannelState, { kind: K }> } = {
    idle: { kind: 'idle', memory: lasting },
    connecting: { kind: 'connecting', memory: lasting, wakeAt: 110_000 },
    open: { kind: 'open', memory: lasting, openedAt: 95_000, silenceMs: 30_000, wakeAt: 125_000 },
    polling: { kind: 'polling', memory: lasting, wakeAt: 130_000 },
    waiting: {
      kind: 'waiting',
      memory: lasting,
      wakeAt: 104_000,
      notBefore: 101_000,
      cause: 'failure',
    },
    offline: { kind: 'offline', memory: lasting, wakeAt: 130_000, notBefore: 100_000 },
    stopped: { kind: 'stopped', memory: lasting, reason: 'closed' },
  };
  return states[kind];
}

const problem = localProblem('NETWORK_FAILED', 'cut');

/** What a stream is refused with when there is no room for it. */
export const noRoom: ClientProblem = {
  category: 'CAPACITY',
  code: 'PUBLIC_STREAMS_FULL',
  message: 'received one more stream than there is room for',
  recovery: 'poll',
  status: 429,
};

export const event = {
  id: 'e-42',
  type: 'BETTING_WINDOW_OPENED',
  timestamp: 99_000,
  priority: 'high',
  source: 'Fights',
  version: '1.0',
  channel: 'fights',
  data: { fightId: 'f1', openedAt: 99_000 },
} as const;

/** A signal of each type, of the attempt that is under way; and `full`, a refusal for want of room. */
export const signals: {
  readonly [T in ChannelSignalType]: Extract<ChannelSignal, { readonly type: T }>;
} & { readonly full: Extract<ChannelSignal, { readonly type: 'refused' }> } = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  choose: { type: 'choose', choice: 'poll' },
  renew: { type: 'renew', channels: ['fights', 'bets'], fresh: ['bets'] },
  timer: { type: 'timer' },
  online: { type: 'online' },
  offline: { type: 'offline' },
  woke: { type: 'woke' },
  answered: { type: 'answered', attempt: 7 },
  bytes: { type: 'bytes', attempt: 7 },
  retry: { type: 'retry', attempt: 7, retryMs: 1_500 },
  frame: { type: 'frame', attempt: 7, frame: { kind: 'event', event }, id: 'k3f9.42' },
  page: { type: 'page', attempt: 7, cursor: 'k3f9.42', hasMore: false },
  failed: { type: 'failed', attempt: 7, problem },
  refused: { type: 'refused', attempt: 7, status: 503, problem, afterMs: 2_000 },
  full: { type: 'refused', attempt: 7, status: 429, problem: noRoom, afterMs: 30_000 },
};
