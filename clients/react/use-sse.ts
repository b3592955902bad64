import { useEffect, useMemo } from 'react';
import type { ChannelView, ClientProblem, ReceivedEvent } from '../browser/index.ts';
import type { Feed, FeedEntry } from './feed.ts';
import { type UseChannelOptions, useChannelFeed, useRetained } from './use-channel.ts';
import { useLatest } from './use-latest.ts';

export interface UseSseOptions extends UseChannelOptions {
  /** Whether it is read at all. @default true */
  readonly isWanted?: boolean;
  /**
   * Whether it comes back by itself after a problem: a connection that broke, a network that went,
   * a token that ended. What a server ends by plan goes on either way.
   * @default true
   */
  readonly autoReconnect?: boolean;
  /**
   * How many attempts in a row may fail, after the one that was made first or the connection that
   * broke, streams and polls alike. Then it is stopped, and `stopReason` is `gave-up`.
   * @default - it is tried for ever
   */
  readonly maxReconnectAttempts?: number;
  /** Called once for each event, in the order of the log. */
  readonly onEvent?: (event: ReceivedEvent) => void;
}

export interface UseSseResult extends ChannelView {
  /** Whether events arrive, by whichever method. */
  readonly isConnected: boolean;
  /** Oldest first, as many as `limit` says. */
  readonly events: readonly ReceivedEvent[];
  /** The newest of all that came. */
  readonly lastEvent: ReceivedEvent | undefined;
  /** The events, and between them the places where some may be missing. */
  readonly entries: readonly FeedEntry[];
  /** What went wrong last, until it works again. */
  readonly error: ClientProblem | undefined;
  /** For what this hook does not do: forcing a method, handlers by type, connecting again. */
  readonly feed: Feed;
}

/** Reads a channel for as long as the component is there. */
export function useSSE(options: UseSseOptions): UseSseResult {
  const { autoReconnect = true, maxReconnectAttempts, onEvent, isWanted, ...channel } = options;
  const feed = useChannelFeed(channel);
  const feeds = useMemo(() => [feed], [feed]);
  useEventHandler(feeds, onEvent);
  useSingleAttempt(feed, !autoReconnect);
  useAttemptLimit(feed, maxReconnectAttempts);
  const view = useRetained(feed, isWanted);
  const { entries, received: _received, receivedNew: _receivedNew, lastEvent, ...status } = view;
  const events = useMemo(() => eventsOf(entries), [entries]);
  return {
    ...status,
    isConnected: isConnected(status),
    events,
    lastEvent,
    entries,
    error: status.problem,
    feed,
  };
}

export const isConnected = ({ status }: ChannelView): boolean =>
  status === 'open' || status === 'polling';

export const eventsOf = (entries: readonly FeedEntry[]): readonly ReceivedEvent[] =>
  entries.flatMap(entry => (entry.kind === 'event' ? [entry.event] : []));

/** Calls the handler of the latest rendering with each event of any of the feeds, one stable list. */
export function useEventHandler(
  feeds: readonly Feed[],
  onEvent: ((event: ReceivedEvent) => void) | undefined,
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

/** Gives a stream up that has failed once and then as often as it may. */
function useAttemptLimit({ stream }: Feed, most = Number.POSITIVE_INFINITY): void {
  useEffect(() => {
    const count = () => {
      const { sse, poll } = stream.view.failures;
      return { sse: sse.total, all: sse.total + poll.total };
    };
    let seen = count();
    let failedBefore = seen.all;
    return stream.subscribe(() => {
      const { status, failures } = stream.view;
      const { sse, all } = count();
      const pages = status === 'polling';
      // A connection that has just been opened has not worked yet: it may break at once, each time.
      const streams = status === 'open' && failures.sse.inARow === 0;
      if (pages || streams || status === 'stopped') failedBefore = all;
      // Counted as the first in a row: the connection that broke had held.
      else if (sse > seen.sse && failures.sse.inARow === 1) failedBefore = all - 1;
      seen = { sse, all };
      if (all - failedBefore > most) stream.close('gave-up');
    });
  }, [stream, most]);
}
