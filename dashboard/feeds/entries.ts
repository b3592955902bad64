import type { ChannelEvent, FeedEntry } from '../../clients/react/index.ts';

const none: readonly ChannelEvent[] = [];
const known = new WeakMap<readonly FeedEntry[], readonly ChannelEvent[]>();

/** The events among the entries; worked out once for each list, however many ask. */
export function eventsIn(entries: readonly FeedEntry[] | undefined): readonly ChannelEvent[] {
  if (entries === undefined) return none;
  const before = known.get(entries);
  if (before !== undefined) return before;
  const events = entries.flatMap(entry => (entry.kind === 'event' ? [entry.event] : []));
  known.set(entries, events);
  return events;
}
