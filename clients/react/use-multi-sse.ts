import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ChannelName } from '../../core/wire/event.ts';
import {
  type ClientProblem,
  type ReceivedEvent,
  RecentIds,
  type TokenSource,
} from '../browser/index.ts';
import type { Feed, FeedView } from './feed.ts';
import { createFeedPool, type FeedPool } from './feed-pool.ts';
import { useStreamPlace } from './realtime-provider.tsx';
import { makeFeed, type UseChannelOptions } from './use-channel.ts';
import { tokenKey, useLatestToken } from './use-latest-token.ts';
import { eventsOf, isConnected, useEventHandler } from './use-sse.ts';

export interface UseMultiSseOptions
  extends Omit<UseChannelOptions, 'channel' | 'url' | 'cursor' | 'trace'> {
  /** Called once for each event, whichever channel brings it first. */
  readonly onEvent?: (event: ReceivedEvent) => void;
}

export interface UseMultiSseResult {
  /** Whether events arrive on every channel. */
  readonly isConnected: boolean;
  /** Of all channels, by time; each once, of the channel that brought it first. */
  readonly events: readonly ReceivedEvent[];
  /** What went wrong last on any of them, until it works again. */
  readonly error: ClientProblem | undefined;
  /** What each shows. */
  readonly byChannel: ReadonlyMap<ChannelName, FeedView>;
  readonly feeds: ReadonlyMap<ChannelName, Feed>;
}

const defaultLimit = 500;

/**
 * Reads several channels for as long as the component is there. The list may change: who is in it
 * before and after is not disturbed, and who comes back goes on where it was.
 */
export function useMultiSSE(
  channels: readonly ChannelName[],
  token?: TokenSource,
  options: UseMultiSseOptions = {},
): UseMultiSseResult {
  const { onEvent, limit = defaultLimit, ...rest } = options;
  const pool = useFeedPool(token, { ...rest, limit });
  const names = JSON.stringify(channels);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `names` stands for the channels
  const feeds = useMemo(
    () => new Map(channels.map(channel => [channel, pool.feedOf(channel)])),
    [pool, names],
  );
  const list = useMemo(() => [...feeds.values()], [feeds]);
  useEventHandler(list, onEvent);
  const byChannel = useViews(feeds);
  useRead(pool, list);
  const views = [...byChannel.values()];
  const events = useMemo(() => merged([...byChannel.values()], limit), [byChannel, limit]);
  return {
    isConnected: views.length > 0 && views.every(isConnected),
    events,
    error: views.find(({ problem }) => problem !== undefined)?.problem,
    byChannel,
    feeds,
  };
}

/** Where the feeds come from, whichever channels are wanted; another one when the options say else. */
function useFeedPool(
  token: TokenSource | undefined,
  options: Omit<UseMultiSseOptions, 'onEvent'>,
): FeedPool<ChannelName> {
  const place = useStreamPlace();
  const { token: optionsToken = place.endpoints.token, ...rest } = options;
  const reader = token ?? optionsToken;
  const who = useLatestToken(reader);
  const key = JSON.stringify([tokenKey(who), rest]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for all of them
  return useMemo(() => {
    const seen = new RecentIds();
    const read = { ...rest, ...(who === undefined ? {} : { token: who }) };
    return createFeedPool(channel => makeFeed({ ...read, channel }, { ...place, reader }, seen));
  }, [key, place]);
}

/** What each feed shows: the same map until one of them shows something else. */
function useViews(feeds: ReadonlyMap<ChannelName, Feed>): ReadonlyMap<ChannelName, FeedView> {
  const shown = useMemo(() => ({ views: viewsOf(feeds) }), [feeds]);
  const subscribe = useCallback(
    (watcher: () => void) => {
      const endings = [...feeds.values()].map(({ store }) => store.subscribe(watcher));
      return () => {
        for (const end of endings) end();
      };
    },
    [feeds],
  );
  // Looked at anew each time: a feed that is kept may go on between a rendering and its effects.
  const read = (): ReadonlyMap<ChannelName, FeedView> => {
    const views = viewsOf(feeds);
    const isSame = [...views].every(([channel, view]) => shown.views.get(channel) === view);
    if (!isSame) shown.views = views;
    return shown.views;
  };
  return useSyncExternalStore(subscribe, read, read);
}

/** Has these read, and none once the component is gone: only then, lest a change cut all of them. */
function useRead(pool: FeedPool<ChannelName>, feeds: readonly Feed[]): void {
  useEffect(() => pool.read(feeds), [pool, feeds]);
  useEffect(() => () => pool.read([]), [pool]);
}

const viewsOf = (feeds: ReadonlyMap<ChannelName, Feed>): ReadonlyMap<ChannelName, FeedView> =>
  new Map([...feeds].map(([channel, { store }]) => [channel, store.getState()]));

function merged(views: readonly FeedView[], limit: number): readonly ReceivedEvent[] {
  return views
    .flatMap(({ entries }) => eventsOf(entries))
    .sort((one, other) => one.timestamp - other.timestamp)
    .slice(-limit);
}
