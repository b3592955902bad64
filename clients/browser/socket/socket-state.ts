import type { ClientAction } from '../../../core/wire/socket/client-message.ts';
import type { ServerMessage } from '../../../core/wire/socket/server-message.ts';
import { type BackoffSettings, type Failures, noFailures } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';

/** What can be asked for. `authenticate` is the socket's own business. */
export type RequestAction = Exclude<ClientAction, 'authenticate'>;

/** A request whose answer is awaited, over however many connections it takes. */
export interface PendingRequest {
  readonly requestId: string;
  readonly action: RequestAction;
  readonly data: unknown;
  /** From then on its outcome is unknown. */
  readonly deadlineAt: number;
  /** When it is sent again; `undefined`: it was not sent on this connection. */
  readonly resendAt: number | undefined;
  /** It was refused for an expired token once; a second time is an answer. */
  readonly wasExpired: boolean;
  /** Nobody asked for it but the socket itself: it is asked again until it is answered. */
  readonly isOwn: boolean;
}

/** Why a request has no answer. It may have been carried out all the same. */
export type UnansweredReason =
  | 'timeout'
  | 'closed'
  /** Too many were pending; this one was not sent. */
  | 'busy';

export type SocketStopReason =
  /** The caller closed it. */
  | 'closed'
  /** The token was refused, and a fresh one too. */
  | 'unauthorized';

/** The token of an open socket. */
export type TokenState =
  | { readonly kind: 'held' }
  /** A fresh one is fetched. */
  | { readonly kind: 'fetching'; readonly deadlineAt: number }
  /** A fresh one was sent. */
  | { readonly kind: 'sent'; readonly requestId: string; readonly deadlineAt: number };

/** What lasts over connections. */
export interface SocketMemory {
  /** Counts connections. Signals of an older one are dropped. */
  readonly attempt: number;
  readonly failures: Failures;
  readonly requests: readonly PendingRequest[];
  readonly needsFreshToken: boolean;
  /** No connection before this local time: the server asked for it. */
  readonly notBefore: number;
  /** Fresh tokens that were refused in a row. */
  readonly refusedTokens: number;
  readonly problem: ClientProblem | undefined;
}

export type SocketState =
  | { readonly kind: 'idle'; readonly memory: SocketMemory }
  | { readonly kind: 'connecting'; readonly memory: SocketMemory; readonly until: number }
  | {
      readonly kind: 'open';
      readonly memory: SocketMemory;
      readonly openedAt: number;
      /** When the last message arrived, in local time. */
      readonly aliveAt: number;
      /** A ping was sent: a message must arrive before. */
      readonly pongBy: number | undefined;
      readonly token: TokenState;
      /** When the token ends, in the server's time; `undefined`: it does not say. */
      readonly expiresAt: number | undefined;
      /** Since when the server has it, in local time. */
      readonly takenAt: number;
      /** When the token is renewed, in local time; Infinity: it does not say when it ends. */
      readonly renewAt: number;
      /** It could not be renewed at its time: `renewAt` is when that is tried again. */
      readonly isPutOff: boolean;
      /** As the server calls this connection, once it has greeted it. */
      readonly connectionId?: string | undefined;
    }
  | { readonly kind: 'waiting'; readonly memory: SocketMemory; readonly until: number }
  | { readonly kind: 'offline'; readonly memory: SocketMemory; readonly until: number }
  | { readonly kind: 'stopped'; readonly memory: SocketMemory; readonly reason: SocketStopReason };

export type SocketStateKind = SocketState['kind'];

/** What happens to a socket. What belongs to a connection carries its `attempt`. */
export type SocketSignal =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | {
      readonly type: 'request';
      readonly requestId: string;
      readonly action: RequestAction;
      readonly data: unknown;
      readonly timeoutMs: number;
    }
  | { readonly type: 'timer' }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'woke' }
  /** `expiresAt` is of the token it was opened with, in the server's time. */
  | { readonly type: 'opened'; readonly attempt: number; readonly expiresAt: number | undefined }
  | { readonly type: 'message'; readonly attempt: number; readonly message: ServerMessage }
  | { readonly type: 'garbled'; readonly attempt: number; readonly problem: ClientProblem }
  | { readonly type: 'closed'; readonly attempt: number; readonly problem: ClientProblem }
  /** A fresh token, asked for by `fetchToken`, is there. */
  | { readonly type: 'token'; readonly attempt: number }
  | { readonly type: 'tokenFailed'; readonly attempt: number; readonly problem: ClientProblem };

export type SocketSignalType = SocketSignal['type'];

export type SocketAction =
  | { readonly type: 'connect'; readonly attempt: number; readonly freshToken: boolean }
  | { readonly type: 'disconnect' }
  | { readonly type: 'send'; readonly request: ClientRequest }
  | { readonly type: 'fetchToken'; readonly attempt: number }
  /** Sends the token that was fetched. */
  | { readonly type: 'showToken'; readonly requestId: string }
  /** Answered: by the message, or by no one. */
  | { readonly type: 'settle'; readonly requestId: string; readonly message: ServerMessage }
  | { readonly type: 'giveUp'; readonly requestId: string; readonly reason: UnansweredReason }
  | { readonly type: 'deliver'; readonly message: ServerMessage }
  /** The connection is new, or its token was late: what was pushed before did not arrive. */
  | { readonly type: 'missed' }
  | { readonly type: 'problem'; readonly problem: ClientProblem };

/** What is sent, as JSON. */
export interface ClientRequest {
  readonly action: ClientAction;
  readonly requestId?: string;
  readonly data?: unknown;
}

export interface SocketSettings extends BackoffSettings {
  /** How long a connection may take to open, its token included. @default 20,000 */
  readonly connectMs: number;
  /** A connection that was open for so long has worked. @default 10,000 */
  readonly steadyMs: number;
  /** A request without an answer is sent again after this; its requestId makes that harmless. @default 5,000 */
  readonly resendMs: number;
  /** How many requests may wait for their answer; another one is `unanswered`, `busy`. @default 100 */
  readonly maxRequests: number;
  /** So long without a message, and a ping is sent. API Gateway ends idle sockets after 10 minutes. @default 60,000 */
  readonly pingMs: number;
  /** How long the answer to a ping, or to a renewed token, may take. @default 10,000 */
  readonly pongMs: number;
  /** How long before its end the token is renewed. @default 60,000 */
  readonly renewBeforeMs: number;
  /** The shortest time between two renewals. @default 5,000 */
  readonly renewAtMostEveryMs: number;
  /** How often a connection is tried while the machine says that it is offline. @default 30,000 */
  readonly offlineProbeMs: number;
}

export const defaultSocketSettings: SocketSettings = {
  backoffBaseMs: 1_000,
  backoffCapMs: 60_000,
  connectMs: 20_000,
  steadyMs: 10_000,
  resendMs: 5_000,
  maxRequests: 100,
  pingMs: 60_000,
  pongMs: 10_000,
  renewBeforeMs: 60_000,
  renewAtMostEveryMs: 5_000,
  offlineProbeMs: 30_000,
};

export interface SocketContext {
  readonly now: number;
  /** From 0 to below 1, drawn anew for each transition. */
  readonly random: number;
  /** By how much the server's clock is ahead of ours. */
  readonly skewMs: number;
  readonly settings: SocketSettings;
}

export interface SocketTransition {
  readonly state: SocketState;
  readonly actions: readonly SocketAction[];
}

export const idleSocket: SocketState = {
  kind: 'idle',
  memory: {
    attempt: 0,
    failures: noFailures,
    requests: [],
    needsFreshToken: false,
    notBefore: 0,
    refusedTokens: 0,
    problem: undefined,
  },
};

/** When something must be done next, if nothing happens before; `undefined`: never. */
export function wakeAt(state: SocketState, { pingMs }: SocketSettings): number | undefined {
  const { requests } = state.memory;
  const times = requests.map(({ deadlineAt }) => deadlineAt);
  if ('until' in state) times.push(state.until);
  if (state.kind === 'open') {
    const { pongBy, aliveAt, token, renewAt } = state;
    times.push(pongBy ?? aliveAt + pingMs);
    if (token.kind !== 'held') times.push(token.deadlineAt);
    else times.push(renewAt, ...requests.map(({ resendAt = Infinity }) => resendAt));
  }
  return times.length === 0 ? undefined : Math.min(...times);
}
