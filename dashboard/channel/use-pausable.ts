import { useMemo, useState } from 'react';
import type { FeedEntry, FeedView } from '../../clients/react/index.ts';

/** A feed that can be held still; what comes meanwhile is kept and counted. */
export interface Pausable {
  readonly entries: readonly FeedEntry[];
  readonly isPaused: boolean;
  /** How many events came since it was paused. */
  readonly waiting: number;
  /** Whether the list was emptied here, so that one without entries does not mean that none came. */
  readonly isEmptied: boolean;
  toggle(): void;
  /** Empties this list of what it shows; what waits stays, and so does every other page's. */
  clear(): void;
}

interface Held {
  readonly entries: readonly FeedEntry[];
  readonly received: number;
}

export function usePausable({ entries, received }: FeedView): Pausable {
  const [held, setHeld] = useState<Held>();
  // Other pages show the same feed: it is left alone, and only this page looks past its key.
  const [clearedUpTo, setClearedUpTo] = useState<number>();
  const all = held?.entries ?? entries;
  const shown = useMemo(() => entriesBeyond(all, clearedUpTo), [all, clearedUpTo]);
  return {
    entries: shown,
    isPaused: held !== undefined,
    waiting: held === undefined ? 0 : received - held.received,
    isEmptied: clearedUpTo !== undefined,
    toggle: () => setHeld(held === undefined ? { entries, received } : undefined),
    clear: () => setClearedUpTo(before => shown.at(-1)?.key ?? before),
  };
}

/** The entries that came after the one of that key; the list itself if that is all of them. */
function entriesBeyond(
  entries: readonly FeedEntry[],
  key: number | undefined,
): readonly FeedEntry[] {
  if (key === undefined) return entries;
  const last = entries.findLastIndex(entry => entry.key <= key);
  return last < 0 ? entries : entries.slice(last + 1);
}
