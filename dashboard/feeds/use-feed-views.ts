import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { FeedView } from '../../clients/react/index.ts';
import { useFeeds } from './use-feeds.ts';

/** What every feed shows, and has all of them read; a new map whenever one of them differs. */
export function useFeedViews(): ReadonlyMap<string, FeedView> {
  const { byChannel, holding } = useFeeds();
  useEffect(() => {
    const releases = [...byChannel.keys()].map(channel => holding.hold(channel));
    return () => {
      for (const release of releases) release();
    };
  }, [byChannel, holding]);
  const source = useMemo(() => {
    const read = () => new Map([...byChannel].map(([name, { store }]) => [name, store.getState()]));
    let views: ReadonlyMap<string, FeedView> = read();
    return {
      subscribe(watcher: () => void) {
        views = read();
        const leave = [...byChannel.values()].map(({ store }) =>
          store.subscribe(() => {
            views = read();
            watcher();
          }),
        );
        return () => {
          for (const each of leave) each();
        };
      },
      get: () => views,
    };
  }, [byChannel]);
  return useSyncExternalStore(source.subscribe, source.get);
}
