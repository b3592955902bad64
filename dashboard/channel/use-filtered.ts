import { useDeferredValue, useMemo } from 'react';
import type { FeedEntry } from '../../clients/react/index.ts';
import { type FeedFilter, filtered } from './feed-filter.ts';

/** The entries that the filter lets through. Typing goes before filtering. */
export function useFiltered(
  entries: readonly FeedEntry[],
  filter: FeedFilter,
): readonly FeedEntry[] {
  const deferred = useDeferredValue(filter);
  return useMemo(() => filtered(entries, deferred), [entries, deferred]);
}
