import { type Addressee, concerns, isAddressed, isAddressedTo, isEveryones } from './addressee.ts';
import type { ChannelFilters } from './channel-filters.ts';
import type { ChannelEvent, ChannelName } from './event.ts';
import { passes } from './payment-stream-filter.ts';
import { isAtLeast } from './priority.ts';
import { isStaff, type Role } from './role.ts';

/** Who reads channels, and what it wants to see of those that can be narrowed. */
export interface ChannelReader extends Addressee, ChannelFilters {}

/** Whether the channel's log holds the event: as its home, as a copy, or because the log carries it. */
export function isInLog(event: ChannelEvent, log: ChannelName): boolean {
  const copies = event.metadata?.target?.channels;
  return event.channel === log || Boolean(copies?.includes(log)) || isCarried(event, log);
}

/**
 * Whether the log has the event wherever its home is: `global` has every event, `notifications`
 * every important one, the inbox every one that is addressed to someone.
 *
 * An addressed event is no notification, however important: `notifications` is for everyone on
 * duty, so such an event stands there only if it is at home there or its target says so.
 */
export function isCarried(event: ChannelEvent, log: ChannelName): boolean {
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
 * and, on `global`, for admins; the inbox holds nothing else. One of a payment stream is for its two
 * sides and for staff, one of a workflow with `visibleTo` for whom that names, addressed or not, in every
 * log; on `payment-streams` and `workflows` only if it passes the reader's filter.
 */
export function isForReader(event: ChannelEvent, reader: ChannelReader, log: ChannelName): boolean {
  const { paymentStreams = {}, workflows = [] } = reader;
  if (log === 'payment-streams' && !passes(event, paymentStreams)) return false;
  const isWanted = workflows.length === 0 || workflows.some(id => id === event.data.workflowId);
  if (log === 'workflows' && !isWanted) return false;
  const isTheirs = concerns(event, reader);
  if (!isAddressed(event)) return log !== 'inbox' && isTheirs;
  if (event.channel === 'workflows' && !isTheirs) return false;
  return isAddressedTo(event, reader) || (log === 'global' && reader.role === 'admin');
}

/**
 * Whether it depends on who a reader of this role is if the event is shown to it: not only on its role,
 * its permissions and what it asked for.
 */
export function isPersonal(event: ChannelEvent, role: Role): boolean {
  const { users = [], connections = [] } = event.metadata?.target ?? {};
  if (users.length + connections.length > 0) return true;
  return !isStaff(role) && !isEveryones(event);
}

/**
 * Those of the channels that show the event to a reader whose role may read all of them and the
 * event's home: a page that reads several channels by one stream asks where an event belongs.
 */
export function shownOn<C extends ChannelName>(
  event: ChannelEvent,
  reader: ChannelReader,
  channels: readonly C[],
): readonly C[] {
  return channels.filter(channel => isInLog(event, channel) && isForReader(event, reader, channel));
}
