import type { ChannelStatus, FeedEntry, ReceivedEvent } from '../../clients/react/index.ts';

/** A channel's events that concern the present, and how complete they are. */
export interface FeedCoverage {
  readonly events: readonly ReceivedEvent[];
  /** From when on everything is known: -Infinity if nothing lacks, Infinity if nothing is known. */
  readonly sinceMs: number;
  /** Events may be missing between those that are there. */
  readonly hasGap: boolean;
}

/** A new reader gets the newest events up to so many; with fewer it has all that the log holds. */
const historyCount = 100;

/** What is known of a channel; of one that is not read, nothing. */
export function feedCoverage(
  entries: readonly FeedEntry[] = [],
  status: ChannelStatus = 'idle',
): FeedCoverage {
  const present = ofThisLife(entries);
  const events = eventsOf(present);
  const lastGap = present.findLastIndex(({ kind }) => kind === 'gap');
  const unbroken = present.slice(lastGap + 1);
  const hasGap = lastGap >= 0;
  const isRead = status === 'open' || status === 'polling' || events.length > 0;
  // A feed counts its entries from 1 on, and lets the oldest go.
  const isUncut = present.length < entries.length || (entries[0]?.key ?? 1) === 1;
  const isAll = isRead && isUncut && !hasGap && replayed(unbroken) < historyCount;
  const oldest = eventsOf(unbroken)[0]?.timestamp ?? Number.POSITIVE_INFINITY;
  return { events, hasGap, sinceMs: isAll ? Number.NEGATIVE_INFINITY : oldest };
}

/** A cursor that the server does not know is of a log that began anew: what was before is over. */
function ofThisLife(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  const began = entries.findLastIndex(
    entry => entry.kind === 'gap' && entry.gap.reason === 'unknown-cursor',
  );
  return entries.slice(began + 1);
}

/** How many the list begins with that came as history. */
function replayed(entries: readonly FeedEntry[]): number {
  const firstLive = entries.findIndex(entry => entry.kind === 'event' && entry.isLive);
  return firstLive === -1 ? entries.length : firstLive;
}

const eventsOf = (entries: readonly FeedEntry[]): readonly ReceivedEvent[] =>
  entries.flatMap(entry => (entry.kind === 'event' ? [entry.event] : []));
