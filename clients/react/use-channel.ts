import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ChannelName } from '../../core/wire/event.ts';
import { type ChannelOptions, ChannelStream, type RecentIds } from '../browser/index.ts';
import { createFeed, type Feed, type FeedOptions, type FeedView } from './feed.ts';
import { pollUrlOf, type RealtimeEndpoints, useRealtime } from './realtime-provider.tsx';
import { useLatest } from './use-latest.ts';
import { tokenKey, useLatestToken } from './use-latest-token.ts';

/** What is read, and how much of it is kept. */
export interface UseChannelOptions
  extends Omit<ChannelOptions, 'url' | 'pollUrl' | 'seen'>,
    Pick<FeedOptions, 'limit' | 'batchMs'> {
  /** @default - where the provider says that the channel is */
  readonly url?: string;
  /**
   * `null`: it never polls.
   * @default - where the provider says that the management API is
   */
  readonly pollUrl?: string | null;
}

/** A feed of the channel, made anew when what is read changes; not yet read. */
export function useChannelFeed(options: UseChannelOptions): Feed {
  const endpoints = useRealtime();
  const { token: given = endpoints.token, environment, settings, trace, ...rest } = options;
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
        endpoints,
      ),
    [key, endpoints],
  );
}

/** Makes a feed as the options and the deployment say; who reads is among the options. */
export function makeFeed(
  options: UseChannelOptions,
  endpoints: RealtimeEndpoints,
  seen?: RecentIds,
): Feed {
  const {
    limit,
    batchMs,
    url = endpoints.channels[options.channel],
    pollUrl = pollUrlOf(endpoints.managementUrl),
    ...rest
  } = options;
  if (url === undefined) {
    throw new Error(
      `received the channel ${options.channel}, expected its url, or one of the provider's channels: ${Object.keys(endpoints.channels).join(', ') || 'none'}`,
    );
  }
  const stream = new ChannelStream<ChannelName>({
    ...rest,
    url,
    ...defined({ pollUrl: pollUrl ?? undefined, seen }),
  });
  return createFeed(stream, defined({ limit, batchMs }));
}

/** What a feed shows, and reads it for as long as the component is there. */
export function useRetained(feed: Feed): FeedView {
  const subscribe = useCallback(
    (watcher: () => void) => {
      const leave = feed.store.subscribe(watcher);
      const release = feed.retain();
      return () => {
        release();
        leave();
      };
    },
    [feed],
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
