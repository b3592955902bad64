import { localProblem } from '../../../../clients/browser/client-problem.ts';
import {
  defaultSocketSettings,
  idleSocket,
  type PendingRequest,
  type SocketContext,
  type SocketMemory,
  type SocketSignal,
  type SocketSignalType,
  type SocketState,
  type SocketStateKind,
} from '../../../../clients/browser/socket/socket-state.ts';

export const settings = defaultSocketSettings;

/** The middle of every random draw, and clocks that agree. */
export function at(now: number): SocketContext {
  return { now, random: 0.5, skewMs: 0, settings };
}

/** Asked at 98,000; sent on this connection if there is one. */
const asked: PendingRequest = {
  requestId: 'r-1',
  action: 'cancel_proposal',
  data: { proposalId: 'p-1' },
  deadlineAt: 113_000,
  resendAt: 103_000,
  wasExpired: false,
  isOwn: false,
};

/** A memory in its seventh attempt, with one request. */
function memory(changes: Partial<SocketMemory> = {}): SocketMemory {
  return { ...idleSocket.memory, attempt: 7, requests: [asked], ...changes };
}

/** A state of each kind at the time 100,000. */
export function stateOf(
  kind: SocketStateKind,
  changes: Partial<SocketMemory> = {},
  open: Partial<Extract<SocketState, { kind: 'open' }>> = {},
): SocketState {
  const lasting = memory(changes);
  const unsent = {
    ...lasting,
    requests: lasting.requests.map(request => ({ ...request, resendAt: undefined })),
  };
  const states: { readonly [K in SocketStateKind]: Extract<SocketState, { kind: K }> } = {
    idle: { kind: 'idle', memory: unsent },
    connecting: { kind: 'connecting', memory: unsent, until: 110_000 },
    open: {
      kind: 'open',
      memory: lasting,
      openedAt: 95_000,
      aliveAt: 99_000,
      pongBy: undefined,
      token: { kind: 'held' },
      expiresAt: 460_000,
      takenAt: 95_000,
      renewAt: 400_000,
      isPutOff: false,
      ...open,
    },
    waiting: { kind: 'waiting', memory: unsent, until: 104_000 },
    offline: { kind: 'offline', memory: unsent, until: 130_000 },
    stopped: { kind: 'stopped', memory: { ...lasting, requests: [] }, reason: 'closed' },
  };
  return states[kind];
}

const problem = localProblem('NETWORK_FAILED', 'cut');

/** A signal of each type, of the attempt that is under way. */
export const signals: {
  readonly [T in SocketSignalType]: Extract<SocketSignal, { readonly type: T }>;
} = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  request: {
    type: 'request',
    requestId: 'r-2',
    action: 'get_pending_proposals',
    data: undefined,
    timeoutMs: 15_000,
  },
  timer: { type: 'timer' },
  online: { type: 'online' },
  offline: { type: 'offline' },
  woke: { type: 'woke' },
  opened: { type: 'opened', attempt: 7, expiresAt: 700_000 },
  message: {
    type: 'message',
    attempt: 7,
    message: {
      event: 'pending_proposals',
      id: 'c1.greeting.1',
      data: {
        pending: [],
        recent: [],
        truncated: false,
        currencies: [{ code: 'MXN', decimals: 2 }],
      },
      timestamp: 99_900,
    },
  },
  garbled: { type: 'garbled', attempt: 7, problem },
  closed: { type: 'closed', attempt: 7, problem },
  token: { type: 'token', attempt: 7 },
  tokenFailed: { type: 'tokenFailed', attempt: 7, problem },
};
