import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { isCarried } from '../wire/shown-on.ts';
import { channels } from './channels.ts';

/**
 * The logs an event is written to, each once, its home first: then every channel that carries it, and
 * the channels its target lists.
 */
export function logsFor(event: ChannelEvent): readonly ChannelName[] {
  const carriers = channels.map(({ name }) => name).filter(name => isCarried(event, name));
  const copies = event.metadata?.target?.channels ?? [];
  return [...new Set<ChannelName>([event.channel, ...carriers, ...copies])];
}
