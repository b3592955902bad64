import { createContext, useContext, useEffect } from 'react';
import { type Feed, type FeedView, useFeedView } from '../../clients/react/index.ts';
import type { ChannelEndpoint } from '../session/deployment.ts';
import type { Holding } from './holding.ts';

/** The channels of whoever is signed in, and a feed of each, which is read while it is held. */
export interface Feeds {
  readonly channels: readonly ChannelEndpoint[];
  readonly byChannel: ReadonlyMap<string, Feed>;
  readonly holding: Holding;
}

export const FeedsContext = createContext<Feeds>({
  channels: [],
  byChannel: new Map(),
  holding: { hold: () => () => {}, end: () => {} },
});

/** The channels that this person may read. */
export const useReadableChannels = (): readonly ChannelEndpoint[] =>
  useContext(FeedsContext).channels;

/** All feeds; to have them read is `useFeedViews`. */
export const useFeeds = (): Feeds => useContext(FeedsContext);

/** The feed of one channel, read while the page is there; undefined if this person may not. */
export function useFeed(channel: string): Feed | undefined {
  const { byChannel, holding } = useContext(FeedsContext);
  useEffect(() => holding.hold(channel), [holding, channel]);
  return byChannel.get(channel);
}

/** What a channel's feed shows now, and has it read; undefined if this person may not. */
export function useFeedOf(channel: string): FeedView | undefined {
  return useFeedView(useFeed(channel));
}

/** The same without having it read: as the pages that look at it left it. */
export function useFeedAsItIs(channel: string): FeedView | undefined {
  return useFeedView(useContext(FeedsContext).byChannel.get(channel));
}
