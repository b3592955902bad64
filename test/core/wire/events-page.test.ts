import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeOf } from '../../../core/channel/channels.ts';
import { channelEventSchema } from '../../../core/wire/event.ts';
import { isEventType, isStateEventType, payloadSchemas } from '../../../core/wire/payloads.ts';

const page = readFileSync(join(process.cwd(), 'docs/events.md'), 'utf8');

/** Each type's section: the channel heading it stands under, and its example. */
const sections = page.split(/^## /m).flatMap(part => {
  const channel = part.slice(0, part.indexOf('\n'));
  return [...part.matchAll(/^### (\S+)\n[\s\S]*?```json\n([\s\S]*?)\n```/gm)].map(match => ({
    channel,
    type: match[1] ?? '',
    example: channelEventSchema.parse(JSON.parse(match[2] ?? '')),
  }));
});

test('docs/events.md has each event type once', () => {
  expect(sections.map(({ type }) => type).sort()).toEqual(Object.keys(payloadSchemas).sort());
});

test.each(sections)('the example of $type is one that clients can read', ({ type, example }) => {
  expect(example.type).toBe(type);
  if (!isEventType(type)) throw new Error(`${type} has no payload schema`);
  expect(payloadSchemas[type].safeParse(example.data)).toMatchObject({ success: true });
});

test.each(sections.filter(({ type }) => isStateEventType(type)))(
  '$type stands under its home channel',
  ({ channel, type, example }) => {
    expect(isStateEventType(type) && homeOf(type)).toBe(channel);
    expect(example.channel).toBe(channel);
  },
);
