import type {
  ClientProblem,
  Gap,
  Method,
  PaymentStreamFilter,
  SocketNews,
} from '../../clients/browser/index.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import type { StreamPlace } from './stream-place.ts';

/** What a socket pushes, by name. */
export type MessageName = Exclude<keyof SocketNews, 'error'>;

/** How a command ended; each has an exit code of its own. */
export const exitCodes = {
  done: 0,
  /** The server refused it, or it cannot be done as things stand. */
  refused: 1,
  /** It was not understood: nothing was sent. */
  misused: 2,
  /** Nobody answered at the address. */
  unreachable: 3,
  /** The answer, or what was waited for, did not come in time. */
  late: 4,
  /** By Ctrl-C or a signal; what a shell reports for SIGINT. */
  interrupted: 130,
} as const;

export type Ending = keyof typeof exitCodes;

/** How a command ended, and what to do about it if it was not carried out. */
export type CommandResult =
  | { readonly ending: 'done'; readonly data?: unknown }
  | {
      readonly ending: Exclude<Ending, 'done'>;
      readonly code: string;
      readonly message: string;
      /** What the person can do now. */
      readonly next: string;
    };

/** Everything that a session reports: a line of `--json` each. `at` is in milliseconds, local time. */
export type ClientRecord = {
  readonly at: number;
} /** At the channels of the stream that show it. */ & (
  | ({ readonly record: 'event'; readonly event: ChannelEvent } & StreamPlace)
  | ({ readonly record: 'gap'; readonly gap: Gap } & StreamPlace)
  | { readonly record: 'message'; readonly name: MessageName; readonly data: unknown }
  /** A proposal that waits for an answer, when the first message about it comes, pushed or listed. */
  | {
      readonly record: 'pending';
      readonly side: PendingStatus['side'];
      readonly proposal: Proposal;
    }
  | {
      readonly record: 'state';
      /** `socket`, or the channels of a stream: `fights`, `fights,bets`. */
      readonly of: string;
      readonly status: string;
      readonly method?: Method;
      readonly stopReason?: string;
      readonly nextAttemptAt?: number;
      readonly problem?: ClientProblem;
    }
  /** A request waits for a socket that is lost, and is sent once it is back, or given up. */
  | {
      readonly record: 'held';
      readonly command: string;
      readonly status: string;
      readonly timeoutMs: number;
    }
  | ({ readonly record: 'result'; readonly command: string } & CommandResult)
);

/** The user of the session, as their token says. */
export interface Who {
  readonly userId: string;
  readonly role: string;
}

export interface StreamStatus extends StreamPlace {
  /** Whether `subscribe` and `unsubscribe` are about it. */
  readonly isShown: boolean;
  readonly status: string;
  readonly method?: Method;
  readonly failures: Readonly<Record<Method, number>>;
  /** Events that came, and those of them that the filter let through. */
  readonly events: number;
  readonly shown: number;
  readonly filter: string;
  /** Of payment streams these alone. */
  readonly paymentStreams?: PaymentStreamFilter;
}

export interface PendingStatus {
  readonly proposal: Proposal;
  readonly side: 'made' | 'received';
  readonly remainingMs: number;
}

/** What `status` shows. */
export interface SessionStatus {
  readonly who?: Who;
  readonly socket: {
    readonly status: string;
    readonly failures: number;
    /** Messages that came. */
    readonly messages: number;
    readonly nextAttemptAt?: number;
    readonly problem?: ClientProblem;
  };
  readonly streams: readonly StreamStatus[];
  /** The one that ends first is first. */
  readonly pending: readonly PendingStatus[];
}
