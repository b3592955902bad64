import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { isInLog } from '../wire/shown-on.ts';
import { channels } from './channels.ts';

/** The logs an event is written to, each once, its home first. */
export function logsFor(event: ChannelEvent): readonly ChannelName[] {
  const others = channels.map(({ name }) => name).filter(name => isInLog(event, name));
  return [...new Set<ChannelName>([event.channel, ...others])];
}
