import { useEffect, useMemo } from 'react';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { ChannelView, ClientProblem } from '../browser/index.ts';
import type { Feed, FeedEntry } from './feed.ts';
import { type UseChannelOptions, useChannelFeed, useRetained } from './use-channel.ts';
import { useLatest } from './use-latest.ts';

export interface UseSseOptions extends UseChannelOptions {
  /**
   * Whether it comes back by itself after a problem: a connection that broke, a network that went,
   * a token that ended. What a server ends by plan goes on either way.
   * @default true
   */
  readonly autoReconnect?: boolean;
  /** Called once for each event, in the order of the log. */
  readonly onEvent?: (event: ChannelEvent) => void;
}

export interface UseSseResult extends ChannelView {
  /** Whether events arrive, by whichever method. */
  readonly isConnected: boolean;
  /** Oldest first, as many as `limit` says. */
  readonly events: readonly ChannelEvent[];
  /** The events, and between them the places where some may be missing. */
  readonly entries: readonly FeedEntry[];
  /** What went wrong last, until it works again. */
  readonly error: ClientProblem | undefined;
  /** For what this hook does not do: forcing a method, handlers by type, connecting again. */
  readonly feed: Feed;
}

/** Reads a channel for as long as the component is there. */
export function useSSE(options: UseSseOptions): UseSseResult {
  const { autoReconnect = true, onEvent, ...channel } = options;
  const feed = useChannelFeed(channel);
  const feeds = useMemo(() => [feed], [feed]);
  useEventHandler(feeds, onEvent);
  useSingleAttempt(feed, !autoReconnect);
  const view = useRetained(feed);
  const {
    entries,
    received: _received,
    receivedNew: _receivedNew,
    lastEvent: _lastEvent,
    ...status
  } = view;
  const events = useMemo(() => eventsOf(entries), [entries]);
  return {
    ...status,
    isConnected: isConnected(status),
    events,
    entries,
    error: status.problem,
    feed,
  };
}

export const isConnected = ({ status }: ChannelView): boolean =>
  status === 'open' || status === 'polling';

export const eventsOf = (entries: readonly FeedEntry[]): readonly ChannelEvent[] =>
  entries.flatMap(entry => (entry.kind === 'event' ? [entry.event] : []));

/** Calls the handler of the latest rendering with each event of any of the feeds, one stable list. */
export function useEventHandler(
  feeds: readonly Feed[],
  onEvent: ((event: ChannelEvent) => void) | undefined,
): void {
  const latest = useLatest(onEvent);
  useEffect(() => {
    const removals = feeds.map(({ stream }) => stream.on('*', event => latest.current?.(event)));
    return () => {
      for (const remove of removals) remove();
    };
  }, [feeds, latest]);
}

/** Closes a stream that would come back by itself from a problem. A wait without one was planned. */
function useSingleAttempt({ stream }: Feed, isSingle: boolean): void {
  useEffect(() => {
    if (!isSingle) return undefined;
    return stream.subscribe(() => {
      const { status, problem } = stream.view;
      if (status === 'offline' || (status === 'waiting' && problem)) stream.close();
    });
  }, [stream, isSingle]);
}
