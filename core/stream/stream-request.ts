import type { Identity } from '../auth/identity.ts';
import type { Selection } from '../channel/selection.ts';
import type { ClientLabel } from '../connection/client-label.ts';
import type { ChannelFilters } from '../wire/channel-filters.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Priority } from '../wire/priority.ts';

/** What a reader asked for, checked. */
export interface StreamQuery {
  readonly kind: 'query';
  readonly lastEventId?: string;
  readonly historyCount: number;
  readonly types?: ReadonlySet<string>;
  readonly minPriority?: Priority;
  readonly clientId?: string;
  /** Of a stream of several channels: those that were named. */
  readonly channels?: readonly ChannelName[];
  /** Of one that is resumed: channels whose history is wanted besides. */
  readonly historyOf?: readonly ChannelName[];
  readonly filters: ChannelFilters;
  readonly label: ClientLabel;
}

/** A reader who may have a stream, and where the request came from. */
export interface StreamRequest {
  readonly identity: Identity;
  readonly query: StreamQuery;
  readonly selection: Selection;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** The host's name for it, by which its log lines are found. */
  readonly requestId: string;
  /** What is left of the invocation. */
  readonly remainingMs: number;
}
