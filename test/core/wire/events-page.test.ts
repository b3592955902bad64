import { homeOf } from '../../../core/channel/channels.ts';
import { isEventType, isStateEventType, payloadSchemas } from '../../../core/wire/payloads.ts';
import { documentedEvents } from '../../support/documented-events.ts';

test('docs/events.md has each event type once [G3]', () => {
  expect(documentedEvents.map(({ type }) => type).sort()).toEqual(
    Object.keys(payloadSchemas).sort(),
  );
});

test.each([...documentedEvents])(
  'the example of $type is one that clients can read',
  ({ type, example }) => {
    expect(example.type).toBe(type);
    if (!isEventType(type)) throw new Error(`${type} has no payload schema`);
    expect(payloadSchemas[type].safeParse(example.data)).toMatchObject({ success: true });
  },
);

test.each(documentedEvents.filter(({ type }) => isStateEventType(type)))(
  '$type stands under its home channel',
  ({ channel, type, example }) => {
    expect(isStateEventType(type) && homeOf(type)).toBe(channel);
    expect(example.channel).toBe(channel);
  },
);
