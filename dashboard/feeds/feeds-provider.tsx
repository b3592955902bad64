import { type ReactNode, use, useEffect, useMemo } from 'react';
import {
  type ChannelName,
  ChannelStream,
  createFeed,
  type Feed,
  type RealtimeEndpoints,
  RealtimeProvider,
  SharedStreams,
} from '../../clients/react/index.ts';
import { readableChannels } from '../session/deployment.ts';
import type { Session } from '../session/session.ts';
import { useSessionStore } from '../session/session-store.ts';
import { sessionToken } from '../session/token-of.ts';
import { useDeployment } from '../session/use-deployment.ts';
import { createHolding } from './holding.ts';
import { tabName } from './tab-name.ts';
import { type Feeds, FeedsContext } from './use-feeds.ts';

/** As many entries of each channel as a page can search; the log has the rest. */
export const feedLimit = 10_000;

interface FeedsProviderProps {
  readonly session: Pick<Session, 'role' | 'permissions'>;
  readonly children: ReactNode;
}

/**
 * A feed of every channel that this person may read: one, whichever pages look at it. All that are
 * looked at are read by one stream.
 */
export function FeedsProvider({ session, children }: FeedsProviderProps) {
  const deployment = useDeployment();
  const clientId = `dashboard.${use(tabName())}`;
  const endpoints = useMemo<RealtimeEndpoints>(
    () => ({
      channels: Object.fromEntries(deployment.channels.map(({ name, url }) => [name, url])),
      ...(deployment.liveUrl !== undefined && { liveUrl: deployment.liveUrl }),
      managementUrl: deployment.managementUrl,
      proposalsWebSocketUrl: deployment.proposalsWebSocketUrl,
      token: sessionToken,
      clientId,
    }),
    [deployment, clientId],
  );
  // Of hooks, too: a page has one stream, whatever reads by it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each endpoint their own
  const streams = useMemo(() => new SharedStreams(), [endpoints]);
  const { role, permissions } = session;
  const rights = JSON.stringify([role, permissions]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a renewed session has the same feeds
  const feeds = useMemo<Feeds>(() => {
    const channels = readableChannels(deployment, session);
    const pollUrl = new URL('poll', deployment.managementUrl).href;
    const { liveUrl } = deployment;
    const feedOf = (name: string, url: string) => {
      // What the deployment serves is a channel, even one that is newer than this page.
      const channel = name as ChannelName;
      const read = { channel, pollUrl, token: sessionToken, clientId };
      const stream =
        liveUrl === undefined
          ? new ChannelStream({ ...read, url })
          : streams.reader({ ...read, url: liveUrl });
      return createFeed(stream, { limit: feedLimit });
    };
    const byChannel = new Map(channels.map(({ name, url }) => [name, feedOf(name, url)]));
    return { channels, byChannel, holding: createHolding(byChannel) };
  }, [deployment, rights, clientId, streams]);

  useEffect(() => () => feeds.holding.end(), [feeds]);
  useEffect(() => reportRefusal([...feeds.byChannel.values()]), [feeds]);

  return (
    <RealtimeProvider endpoints={endpoints} streams={streams}>
      <FeedsContext value={feeds}>{children}</FeedsContext>
    </RealtimeProvider>
  );
}

/** Has every page say so when the server takes the token no more; the returned function ends it. */
function reportRefusal(feeds: readonly Feed[]): () => void {
  const { refuse } = useSessionStore.getState();
  const removals = feeds.map(({ store }) =>
    store.subscribe(({ stopReason, problem }) => {
      if (stopReason === 'unauthorized') refuse(problem?.message ?? 'the server says so');
    }),
  );
  return () => {
    for (const remove of removals) remove();
  };
}
