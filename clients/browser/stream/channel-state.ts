import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { type BackoffSettings, type Failures, noFailures } from '../backoff.ts';
import type { ClientProblem } from '../client-problem.ts';

/** How events are fetched: as a stream, or page by page. */
export type Method = 'sse' | 'poll';

/** The method that the caller wants; `auto` streams, and polls while streaming fails. */
export type MethodChoice = 'auto' | Method;

/** Why a channel is not read any more. Nothing but `connect()` begins again. */
export type StopReason =
  /** The caller closed it. */
  | 'closed'
  /** The caller had it tried as often as it wanted. */
  | 'gave-up'
  /** Another stream took its place; to come back would push that one out. */
  | 'replaced'
  /** 204: the server wants no reader (WHATWG HTML, 9.2.3). */
  | 'no-content'
  /** The token was refused, and a fresh one too. */
  | 'unauthorized'
  /** The request can never succeed as it is. */
  | 'refused';

/** A place in the channel's log, as it stands in `id:`. Opaque to clients. */
export type CursorText = string;

/** The first frame of a stream. */
export interface Connected {
  readonly connectionId: string;
  /** A channel's name, or `live`: several. */
  readonly channel: string;
  /** Those that a stream of several shows. */
  readonly channels?: readonly ChannelName[];
  /** Whose stream it is; only a stream of several says so. */
  readonly userId?: string;
  /** Its user’s permissions, by which workflows may be shown; only a stream of several says so. */
  readonly permissions?: readonly string[];
  /** Its user’s other names, by which payment streams know them; only a stream of several says so. */
  readonly addresses?: readonly string[];
  readonly role: string;
  /**
   * The place that the log had reached: events up to here are replay, by the number in the `cursor`
   * of whoever reads them; those behind it are live. Servers before it do not say.
   */
  readonly replayUntil?: CursorText;
  readonly heartbeatMs: number;
  /** When the server will end this stream by plan, in its own time. */
  readonly endsAt: number;
}

/** What was asked for is not there any more: between `from` and `to` events may be missing. */
export interface Gap {
  readonly from: CursorText;
  readonly to: CursorText;
  readonly reason: string;
}

/** Pages instead of a stream, until one is tried again. */
export interface Fallback {
  readonly probeAt: number;
  readonly probes: number;
  /** The server asked for no stream before this time. */
  readonly notBefore: number;
}

/** What lasts over connections. */
export interface Memory {
  readonly choice: MethodChoice;
  /** Those that are read: one, or several on one cursor. */
  readonly channels: readonly ChannelName[];
  /**
   * Those whose history is still to come: what comes is history of these alone, until there are none.
   * Each request asks for it.
   */
  readonly fresh: readonly ChannelName[];
  /** Everything up to here was delivered; `undefined`: a new reader. */
  readonly cursor: CursorText | undefined;
  /** Counts requests. Signals of an older one are dropped. */
  readonly attempt: number;
  readonly failures: Readonly<Record<Method, Failures>>;
  /** 429 and 503 in a row, asking for a stream; at once as many as lead to polls when there is no room. */
  readonly refusals: number;
  /** While polling takes the place of streaming: when a stream is tried again. */
  readonly fallback: Fallback | undefined;
  /** The next request needs a token that was not used before. */
  readonly needsFreshToken: boolean;
  /** The token in use was asked for as a fresh one: if it is refused, there is none. */
  readonly hasFreshToken: boolean;
  /** How long the server asked to wait before the next stream. */
  readonly retryMs: number;
  readonly problem: ClientProblem | undefined;
}

/** The states of a channel that is read. `wakeAt` is when something must have happened by. */
export type ChannelState =
  | { readonly kind: 'idle'; readonly memory: Memory }
  /** A stream was requested, and no frame has arrived. */
  | {
      readonly kind: 'connecting';
      readonly memory: Memory;
      readonly wakeAt: number;
      /** Its headers are there, and not one byte. */
      readonly isHeldBack?: boolean;
    }
  | {
      readonly kind: 'open';
      readonly memory: Memory;
      readonly wakeAt: number;
      readonly openedAt: number;
      /** Longer than this without a byte, and the connection counts as dead. */
      readonly silenceMs: number;
    }
  /** A page is asked for. */
  | { readonly kind: 'polling'; readonly memory: Memory; readonly wakeAt: number }
  | {
      readonly kind: 'waiting';
      readonly memory: Memory;
      readonly wakeAt: number;
      /** The server asked not to return before. Only the caller may override it. */
      readonly notBefore: number;
      /** After a failure, after an end that the server had planned, or between two polls. */
      readonly cause: 'failure' | 'plan' | 'pause';
    }
  /** The machine says that it has no network; now and then it is tried all the same. */
  | {
      readonly kind: 'offline';
      readonly memory: Memory;
      readonly wakeAt: number;
      readonly notBefore: number;
    }
  | { readonly kind: 'stopped'; readonly memory: Memory; readonly reason: StopReason };

export type ChannelStateKind = ChannelState['kind'];

/** What happens to a channel. What belongs to a request carries its `attempt`. */
export type ChannelSignal =
  | { readonly type: 'start' }
  | { readonly type: 'stop'; readonly reason?: 'closed' | 'gave-up' | undefined }
  | { readonly type: 'choose'; readonly choice: MethodChoice }
  /** Other channels are wanted, or another place. */
  | {
      readonly type: 'renew';
      readonly channels: readonly ChannelName[];
      /** Those of them that begin with their history. */
      readonly fresh: readonly ChannelName[];
      readonly cursor?: CursorText | undefined;
    }
  /** `wakeAt` has come. */
  | { readonly type: 'timer' }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'woke' }
  /** A stream's headers came. */
  | { readonly type: 'answered'; readonly attempt: number }
  /** Bytes came, of whatever meaning; `id` is the last event id after them (WHATWG HTML, 9.2.6). */
  | { readonly type: 'bytes'; readonly attempt: number; readonly id?: CursorText }
  | { readonly type: 'retry'; readonly attempt: number; readonly retryMs: number }
  /** A frame of a stream, or an item of a page, which has no `id`. */
  | {
      readonly type: 'frame';
      readonly attempt: number;
      readonly frame: Frame;
      readonly id?: CursorText;
    }
  /** The end of a page. */
  | {
      readonly type: 'page';
      readonly attempt: number;
      readonly cursor: CursorText;
      readonly hasMore: boolean;
      /** What the server asks to wait before the next one. */
      readonly retryMs?: number;
    }
  /** The request broke, or what it brought was not understood. */
  | { readonly type: 'failed'; readonly attempt: number; readonly problem: ClientProblem }
  /** The request was answered with another status than 200. */
  | {
      readonly type: 'refused';
      readonly attempt: number;
      readonly status: number;
      readonly problem: ClientProblem;
      readonly afterMs?: number | undefined;
    };

export type ChannelSignalType = ChannelSignal['type'];

/** A frame, understood. */
export type Frame =
  | { readonly kind: 'connected'; readonly connected: Connected }
  | { readonly kind: 'ping' }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'error'; readonly problem: ClientProblem }
  | { readonly kind: 'reconnect'; readonly reason: string; readonly retryMs?: number }
  | { readonly kind: 'event'; readonly event: ChannelEvent }
  /** Not understood. Its id counts all the same: to ask for it again would bring it again. */
  | { readonly kind: 'garbled'; readonly problem: ClientProblem };

/** What is to be done, in this order. */
export type ChannelAction =
  | { readonly type: 'openStream'; readonly attempt: number; readonly freshToken: boolean }
  | {
      readonly type: 'poll';
      readonly attempt: number;
      readonly freshToken: boolean;
      readonly waitSec: number;
    }
  /** Lets go of the request that is under way. */
  | { readonly type: 'abort' }
  | { readonly type: 'connected'; readonly connected: Connected }
  /** On those of the channels that show it. */
  | {
      readonly type: 'deliver';
      readonly event: ChannelEvent;
      readonly channels: readonly ChannelName[];
    }
  | { readonly type: 'gap'; readonly gap: Gap }
  | { readonly type: 'problem'; readonly problem: ClientProblem };

export interface ChannelSettings extends BackoffSettings {
  /** Whether there is a `pollUrl`. */
  readonly canPoll: boolean;
  /** How long a request may take until its first frame, its token included. @default 20,000 */
  readonly connectMs: number;
  /** How long the first byte may take after the headers: the server sends both together. @default 5,000 */
  readonly firstByteMs: number;
  /** A connection that was open for so long has worked; a shorter one counts as a failure. @default 10,000 */
  readonly steadyMs: number;
  /** After this many heartbeats without a byte the connection counts as dead. @default 2 */
  readonly silentHeartbeats: number;
  /** Polling takes over after this many failures of streams in a row. @default 3 */
  readonly pollAfterFailures: number;
  /** Polling takes over after this many answers of 429 or 503 in a row. @default 2 */
  readonly pollAfterRefusals: number;
  /** How long the server may hold a poll back until there is an event, in seconds. @default 20 */
  readonly pollWaitSec: number;
  /** The mean pause between two polls; each is drawn from half to one and a half of it. @default 1,000 */
  readonly pollPauseMs: number;
  /** The same while the server is short of room: polls do not wait there then. @default 5,000 */
  readonly calmPauseMs: number;
  /** From falling back to polling until a stream is tried again; doubled by each failure. @default 30,000 */
  readonly probeMs: number;
  /** The longest time until a stream is tried again. @default 300,000 */
  readonly probeCapMs: number;
  /** How often a request is tried while the machine says that it is offline. @default 30,000 */
  readonly offlineProbeMs: number;
}

export const defaultChannelSettings: Omit<ChannelSettings, 'canPoll'> = {
  backoffBaseMs: 1_000,
  backoffCapMs: 60_000,
  connectMs: 20_000,
  firstByteMs: 5_000,
  steadyMs: 10_000,
  silentHeartbeats: 2,
  pollAfterFailures: 3,
  pollAfterRefusals: 2,
  pollWaitSec: 20,
  pollPauseMs: 1_000,
  calmPauseMs: 5_000,
  probeMs: 30_000,
  probeCapMs: 300_000,
  offlineProbeMs: 30_000,
};

/** What a transition knows beside state and signal. */
export interface ChannelContext {
  readonly now: number;
  /** From 0 to below 1, drawn anew for each transition. */
  readonly random: number;
  readonly settings: ChannelSettings;
}

export interface ChannelTransition {
  readonly state: ChannelState;
  readonly actions: readonly ChannelAction[];
}

/** The wait before a stream is opened again, until the server has sent a `retry`. */
const defaultRetryMs = 2_000;

export function idleChannel(
  choice: MethodChoice,
  cursor: CursorText | undefined,
  channels: readonly ChannelName[],
): ChannelState {
  return {
    kind: 'idle',
    memory: {
      choice,
      channels,
      fresh: [],
      cursor,
      attempt: 0,
      failures: { sse: noFailures, poll: noFailures },
      refusals: 0,
      fallback: undefined,
      needsFreshToken: false,
      hasFreshToken: false,
      retryMs: defaultRetryMs,
      problem: undefined,
    },
  };
}
