import { useMemo } from 'react';
import { useRealtime } from './realtime-provider.tsx';
import { type UseSseOptions, type UseSseResult, useSSE } from './use-sse.ts';

export interface UseStreamEventsOptions extends Partial<Omit<UseSseOptions, 'method' | 'pollUrl'>> {
  /** The streams to follow, by id. */
  readonly streamIds?: readonly string[];
  /** Everybody whose streams to follow, sent or received. */
  readonly userIds?: readonly string[];
  /** Every stream; for roles that may. */
  readonly all?: boolean;
}

/**
 * The events of payment streams: of some, of some people's, or of all. Whoever asks sees what they
 * may see of these, whatever they ask for. It never polls: only the stream has parameters for which
 * of them are wanted, and pages would bring every event of the channel.
 */
export function useStreamEvents(options: UseStreamEventsOptions = {}): UseSseResult {
  const { streamIds = [], userIds = [], all = false, channel = streamChannel, ...rest } = options;
  const base = useRealtime().channels[channel];
  const given = rest.url ?? base;
  const wanted = [
    ...streamIds.map(id => ['streams', id]),
    ...userIds.map(id => ['users', id]),
    ...(all ? [['all', 'true']] : []),
  ];
  const query = new URLSearchParams(wanted).toString();
  const url = useMemo(() => {
    if (given === undefined) return undefined;
    const address = new URL(given);
    for (const [name, value] of new URLSearchParams(query))
      address.searchParams.append(name, value);
    return address.href;
  }, [given, query]);
  return useSSE({ ...rest, channel, pollUrl: null, ...(url === undefined ? {} : { url }) });
}

/** Served from the release on that brings payment streams; a deployment before has no URL for it. */
const streamChannel = 'payment-streams' as UseSseOptions['channel'];
