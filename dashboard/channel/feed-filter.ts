import type { ChannelEvent, FeedEntry } from '../../clients/react/index.ts';

/** What a reader wants to see of a feed; an empty list or text is no wish. */
export interface FeedFilter {
  readonly text: string;
  readonly types: readonly string[];
  readonly priorities: readonly string[];
}

export const everything: FeedFilter = { text: '', types: [], priorities: [] };

export const isEverything = ({ text, types, priorities }: FeedFilter): boolean =>
  text.trim() === '' && types.length === 0 && priorities.length === 0;

/** The entries that the reader wants. A gap is always one of them: it says that some are missing. */
export function filtered(entries: readonly FeedEntry[], filter: FeedFilter): readonly FeedEntry[] {
  if (isEverything(filter)) return entries;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const { types, priorities } = filter;
  return entries.filter(entry => {
    if (entry.kind === 'gap') return true;
    const { event } = entry;
    if (types.length > 0 && !types.includes(event.type)) return false;
    if (priorities.length > 0 && !priorities.includes(event.priority)) return false;
    if (words.length === 0) return true;
    const text = searchText(event);
    return words.every(word => text.includes(word));
  });
}

/** Goes when its event goes. */
const texts = new WeakMap<ChannelEvent, string>();

/** Everything that an event says, in small letters. */
function searchText(event: ChannelEvent): string {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const { type, priority, source, channel, id, data, metadata } = event;
  const text =
    `${type} ${priority} ${source} ${channel} ${id} ${JSON.stringify([data, metadata])}`.toLowerCase();
  texts.set(event, text);
  return text;
}

/** The types that came so far, by name. */
export function typesIn(entries: readonly FeedEntry[]): string[] {
  const types = new Set<string>();
  for (const entry of entries) if (entry.kind === 'event') types.add(entry.event.type);
  return [...types].sort();
}
