import { useState } from 'react';
import type { FeedEntry, FeedView } from '../../clients/react/index.ts';

/** A feed that can be held still; what comes meanwhile is kept and counted. */
export interface Pausable {
  readonly entries: readonly FeedEntry[];
  readonly isPaused: boolean;
  /** How many events came since it was paused. */
  readonly waiting: number;
  toggle(): void;
}

interface Held {
  readonly entries: readonly FeedEntry[];
  readonly received: number;
}

export function usePausable({ entries, received }: FeedView): Pausable {
  const [held, setHeld] = useState<Held>();
  return {
    entries: held?.entries ?? entries,
    isPaused: held !== undefined,
    waiting: held === undefined ? 0 : received - held.received,
    toggle: () => setHeld(held === undefined ? { entries, received } : undefined),
  };
}
