import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { readStartTime, type StartTimeResult } from './start-time.ts';

/** From when on history is shown. It stands in the address, so that the browser's Back returns to live. */
export interface HistoryStart {
  /** Absent while the feed is live. */
  readonly result: StartTimeResult | undefined;
  readonly jump: (atMs: number) => void;
  readonly back: () => void;
}

export function useHistoryStart(): HistoryStart {
  const [search, setSearch] = useSearchParams();
  const since = search.get('since');
  const result = useMemo(
    () => (since === null ? undefined : readStartTime(since, Date.now())),
    [since],
  );
  return {
    result,
    jump: atMs => setSearch({ since: new Date(atMs).toISOString() }),
    back: () => setSearch({}),
  };
}
