import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ChannelName } from '../../core/wire/event.ts';
import {
  type ChannelOptions,
  ChannelStream,
  type RecentIds,
  type TokenSource,
} from '../browser/index.ts';
import type { ChannelReader } from './channel-reader.ts';
import { createFeed, type Feed, type FeedOptions, type FeedView } from './feed.ts';
import { pollUrlOf, type StreamPlace, useStreamPlace } from './realtime-provider.tsx';
import { useLatest } from './use-latest.ts';
import { tokenKey, useLatestToken } from './use-latest-token.ts';

/** What is read, and how much of it is kept. */
export interface UseChannelOptions
  extends Omit<ChannelOptions, 'channels' | 'url' | 'pollUrl' | 'seen'>,
    Pick<FeedOptions, 'limit' | 'batchMs'> {
  /**
   * A stream of its own, at this address.
   * @default - the page's one stream; without the provider's `liveUrl`, where it says that the channel is
   */
  readonly url?: string;
  /**
   * Whether it is read by the page's one stream, with all that are read by the same reader and with the
   * same options: then the method, the failures and `clientId` are everybody's.
   * @default true
   */
  readonly share?: boolean;
  /**
   * `null`: it never polls.
   * @default - where the provider says that the management API is
   */
  readonly pollUrl?: string | null;
}

/** A feed of the channel, made anew when what is read changes; not yet read. */
export function useChannelFeed(options: UseChannelOptions): Feed {
  const place = useStreamPlace();
  const { token: given = place.endpoints.token, environment, settings, trace, ...rest } = options;
  const token = useLatestToken(given);
  const latestTrace = useLatest(trace);
  // Options are written where the hook is called, so they are new objects with each rendering:
  // what they say is compared instead. An environment is taken as it was in the first rendering.
  const key = JSON.stringify([{ ...rest, settings }, tokenKey(token)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for all of the options
  return useMemo(
    () =>
      makeFeed(
        {
          ...rest,
          ...defined({ token, environment, settings }),
          trace: step => latestTrace.current?.(step),
        },
        { ...place, reader: given },
      ),
    [key, place],
  );
}

/** Makes a feed as the options and the deployment say; who reads is among the options. */
export function makeFeed(
  options: UseChannelOptions,
  place: StreamPlace & { readonly reader: TokenSource | undefined },
  seen?: RecentIds,
): Feed {
  const { limit, batchMs, ...read } = options;
  return createFeed(readerOf(read, place, seen), defined({ limit, batchMs }));
}

/** Of the page's one stream if there is such a thing, or else by a stream of its own. */
export function readerOf(
  options: Omit<UseChannelOptions, 'limit' | 'batchMs'>,
  { endpoints, streams, reader }: StreamPlace & { readonly reader: TokenSource | undefined },
  seen: RecentIds | undefined,
): ChannelReader {
  const { liveUrl, channels, managementUrl } = endpoints;
  const { url: own, pollUrl = pollUrlOf(managementUrl), share = true, ...rest } = options;
  const source = { ...rest, ...defined({ pollUrl: pollUrl ?? undefined, seen }) };
  if (share && own === undefined && liveUrl !== undefined) {
    const { clientId = endpoints.clientId } = source;
    return streams.reader({ ...source, ...defined({ clientId }), url: liveUrl, reader });
  }
  const url = own ?? channels[options.channel];
  if (url === undefined) {
    throw new Error(
      `received the channel ${options.channel}, expected its url, or one of the provider's channels: ${Object.keys(channels).join(', ') || 'none'}`,
    );
  }
  return new ChannelStream<ChannelName>({ ...source, url });
}

/** What a feed shows, and reads it for as long as the component is there. */
export function useRetained(feed: Feed, isWanted = true): FeedView {
  const subscribe = useCallback(
    (watcher: () => void) => {
      const leave = feed.store.subscribe(watcher);
      const release = isWanted ? feed.retain() : undefined;
      return () => {
        release?.();
        leave();
      };
    },
    [feed, isWanted],
  );
  return useSyncExternalStore(subscribe, feed.store.getState, feed.store.getInitialState);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are undefined: for an optional one, to be absent is the only way. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
