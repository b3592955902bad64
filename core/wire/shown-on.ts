import { type Addressee, isAddressed, isAddressedTo } from './addressee.ts';
import type { ChannelEvent, ChannelName } from './event.ts';
import { isAtLeast } from './priority.ts';

/**
 * Whether the channel's log holds the event: its home does, `global` holds every event,
 * `notifications` every important one, the inbox every one that is addressed to someone, and so do
 * the channels that its target lists.
 *
 * An addressed event is no notification, however important: `notifications` is for everyone on
 * duty, so such an event stands there only if it is at home there or its target says so.
 */
export function isInLog(event: ChannelEvent, log: ChannelName): boolean {
  if (event.channel === log || event.metadata?.target?.channels?.includes(log)) return true;
  switch (log) {
    case 'global':
      return true;
    case 'inbox':
      return isAddressed(event);
    case 'notifications':
      return isAtLeast(event.priority, 'high') && !isAddressed(event);
    default:
      return false;
  }
}

/**
 * Whether an event of the log is for this reader. An addressed one is for those it is addressed to
 * and, on `global`, for admins; the inbox holds nothing else.
 */
export function isForReader(event: ChannelEvent, reader: Addressee, log: ChannelName): boolean {
  if (!isAddressed(event)) return log !== 'inbox';
  return isAddressedTo(event, reader) || (log === 'global' && reader.role === 'admin');
}

/**
 * Those of the channels that show the event to a reader whose role may read all of them and the
 * event's home: a page that reads several channels by one stream asks where an event belongs.
 */
export function shownOn<C extends ChannelName>(
  event: ChannelEvent,
  reader: Addressee,
  channels: readonly C[],
): readonly C[] {
  return channels.filter(
    channel => isInLog(event, channel) && isForReader(event, reader, channel),
  );
}
