import { useSyncExternalStore } from 'react';
import type { Feed, FeedView } from './feed.ts';

const nothing = (): (() => void) => () => {};

/** What a feed shows, without wanting it read: somebody else retains it. */
export function useFeedView(feed: Feed): FeedView;
export function useFeedView(feed: Feed | undefined): FeedView | undefined;
export function useFeedView(feed: Feed | undefined): FeedView | undefined {
  return useSyncExternalStore(
    feed?.store.subscribe ?? nothing,
    () => feed?.store.getState(),
    () => feed?.store.getInitialState(),
  );
}
