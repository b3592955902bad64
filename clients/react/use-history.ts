import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Polled } from '../../core/wire/management/poll.ts';
import { createHistory, type HistoryView } from './history.ts';
import { useManagement } from './use-management.ts';

export interface UseHistoryOptions {
  readonly channel: string;
  /** From when on, in milliseconds since 1970. @default - nothing is read */
  readonly sinceMs: number | undefined;
  /** How many events are held at once. @default 500 */
  readonly limit?: number;
}

export interface UseHistoryResult extends HistoryView {
  /** After a failure reads on; of a full list makes the next one. */
  readonly readOn: () => void;
}

/** What happened on a channel from a moment on, read for as long as the component is there. */
export function useHistory(options: UseHistoryOptions): UseHistoryResult | undefined {
  const { channel, sinceMs, limit } = options;
  const management = useManagement();
  const [turn, setTurn] = useState(0);
  const history = useMemo(() => {
    if (sinceMs === undefined) return undefined;
    return createHistory({
      channel,
      sinceMs,
      ...(limit !== undefined && { limit }),
      ask: (query, signal) => management.get<Polled>('poll', query, signal),
    });
  }, [management, channel, sinceMs, limit]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a wish to read on
  useEffect(() => {
    const stop = new AbortController();
    void history?.read(stop.signal);
    return () => stop.abort();
  }, [history, turn]);

  const view = useSyncExternalStore(
    history?.store.subscribe ?? nothing,
    () => history?.store.getState(),
    () => history?.store.getInitialState(),
  );
  const readOn = useCallback(() => setTurn(before => before + 1), []);
  return useMemo(() => view && { ...view, readOn }, [view, readOn]);
}

const nothing = (): (() => void) => () => {};
