import type { ChannelEvent, FeedEntry } from '../../clients/react/index.ts';

/** What happened to one payment stream, as far as it is known. */
export interface EventsOfOne {
  /** Newest first, each once. */
  readonly events: readonly ChannelEvent[];
  /** Whether nothing older is missing: its creation is among them. */
  readonly isWhole: boolean;
}

/** What was asked for of the past, and what the page's feed has of it. */
export function eventsOfOne(
  streamId: string,
  past: readonly ChannelEvent[],
  entries: readonly FeedEntry[],
): EventsOfOne {
  const come = entries.flatMap(entry =>
    entry.kind === 'event' && isOf(streamId, entry.event) ? [entry.event as ChannelEvent] : [],
  );
  // A feed is in the order of its log, oldest first, as the past is.
  const known = new Map([...past, ...come].map(event => [event.id, event]));
  const oldestFirst = [...known.values()].sort((one, other) => one.timestamp - other.timestamp);
  const events = oldestFirst.reverse();
  return { events, isWhole: events.some(({ type }) => type === 'stream.created') };
}

/** Other channels' events may name a video stream of that id. */
const isOf = (
  streamId: string,
  { channel, data }: Pick<ChannelEvent, 'channel' | 'data'>,
): boolean => channel === 'payment-streams' && data.streamId === streamId;
