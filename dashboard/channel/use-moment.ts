import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type MomentResult, readMoment } from './moment.ts';

/** The moment that is looked back to; it stands in the address, so that Back leads back. */
export interface Moment {
  /** Absent while one looks at what happens now. */
  readonly result: MomentResult | undefined;
  readonly jump: (atMs: number) => void;
  readonly back: () => void;
}

export function useMoment(): Moment {
  const [search, setSearch] = useSearchParams();
  const since = search.get('since');
  const result = useMemo(
    () => (since === null ? undefined : readMoment(since, Date.now())),
    [since],
  );
  return {
    result,
    jump: atMs => setSearch({ since: new Date(atMs).toISOString() }),
    back: () => setSearch({}),
  };
}
