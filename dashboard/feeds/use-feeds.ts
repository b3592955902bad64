import { createContext, useContext } from 'react';
import { type Feed, type FeedView, useFeedView } from '../../clients/react/index.ts';
import type { ChannelEndpoint } from '../session/deployment.ts';

/** The channels of whoever is signed in, and a feed of each. */
export interface Feeds {
  readonly channels: readonly ChannelEndpoint[];
  readonly byChannel: ReadonlyMap<string, Feed>;
}

export const FeedsContext = createContext<Feeds>({ channels: [], byChannel: new Map() });

/** The channels that this person may read. */
export const useReadableChannels = (): readonly ChannelEndpoint[] =>
  useContext(FeedsContext).channels;

/** All feeds, for pages that look at several. */
export const useFeeds = (): Feeds => useContext(FeedsContext);

/** The feed of one channel; undefined if this person may not read it. */
export const useFeed = (channel: string): Feed | undefined =>
  useContext(FeedsContext).byChannel.get(channel);

/** What a channel's feed shows now, if there is one. */
export function useFeedOf(channel: string): FeedView | undefined {
  return useFeedView(useFeed(channel));
}
