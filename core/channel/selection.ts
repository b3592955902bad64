import type { ChannelEvent, ChannelName, StreamName } from '../wire/event.ts';
import { isInLog } from '../wire/shown-on.ts';
import { isVisible, type Reader } from './is-visible.ts';

/** What a stream or a poll shows, and of which log its cursor is. */
export interface Selection {
  readonly name: StreamName;
  readonly log: ChannelName;
  readonly channels: readonly ChannelName[];
}

/** One channel, from its own log. */
export function channelSelection(channel: ChannelName): Selection {
  return { name: channel, log: channel, channels: [channel] };
}

/** Several channels at once, from the log of `global`, which holds every event once. */
export function liveSelection(channels: readonly ChannelName[]): Selection {
  return { name: 'live', log: 'global', channels };
}

/** Whether the reader sees the event: on any of the channels, as it would see it there. */
export function isSelected(
  event: ChannelEvent,
  reader: Reader,
  { log, channels }: Pick<Selection, 'log' | 'channels'>,
): boolean {
  return channels.some(channel => isVisibleThrough(event, reader, channel, log));
}

/** The channel on which the delivery of an event counts: its home, or the first that shows it. */
export function countedOn(
  event: ChannelEvent,
  reader: Reader,
  { log, channels }: Pick<Selection, 'log' | 'channels'>,
): ChannelName {
  // Of one channel every event that it shows counts there, without a look at it.
  const [only = event.channel, ...others] = channels;
  if (others.length === 0) return only;
  const shows = (channel: ChannelName) => isVisibleThrough(event, reader, channel, log);
  if (channels.includes(event.channel) && shows(event.channel)) return event.channel;
  return channels.find(shows) ?? event.channel;
}

/** Whether a channel shows an event that was read from this log. */
function isVisibleThrough(
  event: ChannelEvent,
  reader: Reader,
  channel: ChannelName,
  log: ChannelName,
): boolean {
  // What a log has belongs to it, whatever the rule was when it was written.
  return (channel === log || isInLog(event, channel)) && isVisible(event, reader, channel);
}
