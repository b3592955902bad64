import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
import { type ClientProblem, RecentIds, type TokenSource } from '../browser/index.ts';
import type { Feed, FeedView } from './feed.ts';
import { useRealtime } from './realtime-provider.tsx';
import { makeFeed, type UseChannelOptions } from './use-channel.ts';
import { saidOf, useLatestToken } from './use-latest-token.ts';
import { eventsOf, isConnected, useEventHandler } from './use-sse.ts';

export interface UseMultiSseOptions extends Omit<UseChannelOptions, 'channel' | 'url' | 'cursor'> {
  /** Called once for each event, whichever channel brings it first. */
  readonly onEvent?: (event: ChannelEvent) => void;
}

export interface UseMultiSseResult {
  /** Whether events arrive on every channel. */
  readonly isConnected: boolean;
  /** Of all channels, by time; each once, even if several channels carry it. */
  readonly events: readonly ChannelEvent[];
  /** What went wrong last on any of them, until it works again. */
  readonly error: ClientProblem | undefined;
  /** What each shows. */
  readonly byChannel: ReadonlyMap<ChannelName, FeedView>;
  readonly feeds: ReadonlyMap<ChannelName, Feed>;
}

const defaultLimit = 500;

/** Reads several channels for as long as the component is there. */
export function useMultiSSE(
  channels: readonly ChannelName[],
  token?: TokenSource,
  options: UseMultiSseOptions = {},
): UseMultiSseResult {
  const { onEvent, limit = defaultLimit, ...rest } = options;
  const feeds = useFeedsOf(channels, token, { ...rest, limit });
  const list = useMemo(() => [...feeds.values()], [feeds]);
  useEventHandler(list, onEvent);
  const byChannel = useRetainedAll(feeds);
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

function useFeedsOf(
  channels: readonly ChannelName[],
  token: TokenSource | undefined,
  options: Omit<UseMultiSseOptions, 'onEvent'>,
): ReadonlyMap<ChannelName, Feed> {
  const endpoints = useRealtime();
  const { token: optionsToken = endpoints.token, ...rest } = options;
  const who = useLatestToken(token ?? optionsToken);
  const said = JSON.stringify([channels, saidOf(who), rest]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `said` stands for all of them
  return useMemo(() => {
    const seen = new RecentIds();
    return new Map(
      channels.map(channel => [
        channel,
        makeFeed(
          { ...rest, ...(who === undefined ? {} : { token: who }), channel },
          endpoints,
          seen,
        ),
      ]),
    );
  }, [said, endpoints]);
}

/** What each feed shows, and reads them for as long as the component is there. */
function useRetainedAll(feeds: ReadonlyMap<ChannelName, Feed>): ReadonlyMap<ChannelName, FeedView> {
  const shown = useMemo(() => ({ views: viewsOf(feeds) }), [feeds]);
  const subscribe = useCallback(
    (watcher: () => void) => {
      const look = (): void => {
        shown.views = viewsOf(feeds);
        watcher();
      };
      const endings = [...feeds.values()].flatMap(feed => [
        feed.store.subscribe(look),
        feed.retain(),
      ]);
      return () => {
        for (const end of endings) end();
      };
    },
    [feeds, shown],
  );
  const read = (): ReadonlyMap<ChannelName, FeedView> => shown.views;
  return useSyncExternalStore(subscribe, read, read);
}

const viewsOf = (feeds: ReadonlyMap<ChannelName, Feed>): ReadonlyMap<ChannelName, FeedView> =>
  new Map([...feeds].map(([channel, { store }]) => [channel, store.getState()]));

function merged(views: readonly FeedView[], limit: number): readonly ChannelEvent[] {
  return views
    .flatMap(({ entries }) => eventsOf(entries))
    .sort((one, other) => one.timestamp - other.timestamp)
    .slice(-limit);
}
