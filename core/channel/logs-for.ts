import { type ChannelEvent, type ChannelName, isAddressed } from '../wire/event.ts';
import { isAtLeast } from '../wire/priority.ts';
import { type Channel, channels, inbox } from './channels.ts';

/**
 * The logs an event is written to, each once, its home first: then every channel that carries it,
 * the inbox when it is addressed to someone, and the channels its target lists.
 *
 * An addressed event is no notification, however important: `notifications` is for everyone on
 * duty, so such an event stands there only if it is at home there or its target says so.
 */
export function logsFor(event: ChannelEvent): readonly ChannelName[] {
  const carriers = channels.filter(channel => carries(channel, event)).map(({ name }) => name);
  const personal = isAddressed(event) ? [inbox.name] : [];
  const copies = event.metadata?.target?.channels ?? [];
  return [...new Set<ChannelName>([event.channel, ...carriers, ...personal, ...copies])];
}

function carries(channel: Channel, event: ChannelEvent): boolean {
  if (channel.carries === 'all') return true;
  return (
    channel.carries === 'important' && isAtLeast(event.priority, 'high') && !isAddressed(event)
  );
}
