import type { ChannelFilters } from '../../../core/wire/channel-filters.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import type { Priority } from '../../../core/wire/priority.ts';
import type { TokenSource } from '../token-source.ts';
import { type Query, withQuery } from '../with-query.ts';
import type { CursorText } from './channel-state.ts';

/** From where it is read, and as whom. */
interface Source extends ChannelFilters {
  /** The stack's output `<Title>ChannelUrl`, for several channels `LiveUrl`. */
  readonly url: string;
  /**
   * Where pages are fetched while streaming fails: `${outputs.ManagementUrl}poll`; the output ends
   * with a slash.
   * @default - never polled
   */
  readonly pollUrl?: string;
  /** @default - none: a cookie says who reads, see `credentials` */
  readonly token?: TokenSource;
  /**
   * Sends the token as `?token=`, where logs may keep it, instead of in a header.
   * @default false
   */
  readonly tokenInUrl?: boolean;
  /**
   * Whether cookies go with the requests.
   * @default "same-origin"
   */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /**
   * How many past events a new reader gets of each channel, 0 to 100.
   * @default - as many as the server gives: 100
   */
  readonly history?: number;
  /** @default - all */
  readonly types?: readonly string[];
  /**
   * This priority or higher.
   * @default - all
   */
  readonly priority?: Priority;
  /**
   * A name of this reader: its new stream takes the place of its older one.
   * @default - none
   */
  readonly clientId?: string;
  /**
   * What kind of client this is, as admins see it beside the connection; nobody trusts it.
   * 1 to 32 letters, digits or `. _ -`.
   * @default - none
   */
  readonly clientType?: string;
  /**
   * A name for people to read, as admins see it beside the connection; the token says who it is.
   * 64 characters at most.
   * @default - none
   */
  readonly username?: string;
}

/** One channel, from its own log. */
export interface ChannelSource<C extends ChannelName = ChannelName> extends Source {
  readonly channel: C;
  readonly channels?: never;
}

/** Several channels at once, on one cursor. */
export interface LiveSource<C extends ChannelName = ChannelName> extends Source {
  readonly channels: readonly C[];
  readonly channel?: never;
}

/** Where a request goes on. Of several channels, those that are read by now, and those that only begin. */
export interface ChannelPlace {
  readonly cursor: CursorText | undefined;
  readonly channels?: readonly ChannelName[];
  readonly fresh?: readonly ChannelName[];
}

export interface ChannelRequest {
  readonly url: string;
  readonly init: RequestInit;
}

export function streamRequest(
  source: ChannelSource | LiveSource,
  place: ChannelPlace,
  token: string | undefined,
): ChannelRequest {
  const { history, clientId, clientType, username, tokenInUrl } = source;
  const { cursor } = place;
  return request(
    source,
    source.url,
    token,
    'text/event-stream',
    {
      ...wantedOf(source, place),
      history,
      clientId,
      clientType,
      username,
      // Without a header of its own the request needs no preflight; with one, an address that stays
      // the same lets the browser remember the preflight.
      lastEventId: tokenInUrl ? cursor : undefined,
    },
    tokenInUrl || cursor === undefined ? {} : { 'last-event-id': cursor },
  );
}

export function pollRequest(
  source: ChannelSource | LiveSource,
  place: ChannelPlace,
  token: string | undefined,
  { waitSec, connectionId }: { readonly waitSec: number; readonly connectionId: string },
): ChannelRequest {
  const { channel, history, pollUrl = '' } = source;
  const { cursor } = place;
  const wanted = wantedOf(source, place);
  return request(source, pollUrl, token, 'application/json', {
    channel,
    ...wanted,
    cursor,
    // A new reader gets the newest `limit`: as many as of a stream's history, but one at least.
    limit:
      (cursor === undefined || wanted.historyOf) && history !== undefined
        ? Math.max(1, history)
        : undefined,
    wait: waitSec || undefined,
    connectionId: connectionId || undefined,
  });
}

/** What is read. A new reader gets the history of all, without asking. */
function wantedOf(
  source: ChannelSource | LiveSource,
  { cursor, channels = source.channels, fresh = [] }: ChannelPlace,
): Query {
  const { paymentStreams, workflows } = source;
  if (source.channels === undefined || channels === undefined) {
    return { ...paymentStreams, workflows };
  }
  return {
    channels: channels.join(),
    historyOf: cursor === undefined ? undefined : fresh.join() || undefined,
    // Without the channel that it is of, the server takes no filter.
    ...(channels.includes('payment-streams') && paymentStreams),
    ...(channels.includes('workflows') && { workflows }),
  };
}

function request(
  { types, priority, tokenInUrl, credentials }: Source,
  base: string,
  token: string | undefined,
  accept: string,
  own: Query,
  headers: Readonly<Record<string, string>> = {},
): ChannelRequest {
  const bearer = tokenInUrl || token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    url: withQuery(base, {
      ...own,
      types: types?.join(','),
      priority,
      token: tokenInUrl ? token : undefined,
    }),
    init: {
      cache: 'no-store',
      ...(credentials === undefined ? {} : { credentials }),
      headers: { accept, ...bearer, ...headers },
    },
  };
}
