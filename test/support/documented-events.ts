import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChannelEvent, channelEventSchema } from '../../core/wire/event.ts';

/** A type's section of docs/events.md: the channel heading it stands under, and its example. */
export interface DocumentedEvent {
  readonly channel: string;
  readonly type: string;
  readonly example: ChannelEvent;
}

const page = readFileSync(join(process.cwd(), 'docs/events.md'), 'utf8');

/** Every section of docs/events.md, in order. */
export const documentedEvents: readonly DocumentedEvent[] = page.split(/^## /m).flatMap(part => {
  const channel = part.slice(0, part.indexOf('\n'));
  return [...part.matchAll(/^### (\S+)\n[\s\S]*?```json\n([\s\S]*?)\n```/gm)].map(match => ({
    channel,
    type: match[1] ?? '',
    example: channelEventSchema.parse(JSON.parse(match[2] ?? '')),
  }));
});
