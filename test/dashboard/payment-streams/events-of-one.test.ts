import type { ChannelEvent, FeedEntry } from '../../../clients/react/index.ts';
import { eventsOfOne } from '../../../dashboard/payment-streams/events-of-one.ts';

const event = (id: string, timestamp: number, more: Partial<ChannelEvent> = {}): ChannelEvent => ({
  id,
  type: 'stream.topped_up',
  timestamp,
  priority: 'normal',
  source: 'PaymentStreams',
  version: '1.0',
  channel: 'payment-streams',
  data: { streamId: '7' },
  ...more,
});
const entry = (key: number, shown: ChannelEvent): FeedEntry =>
  ({ kind: 'event', key, event: shown, receivedAtMs: 0, isLive: true }) as FeedEntry;

test('what was asked for and what has come stand together, newest first, each once', () => {
  const past = [event('a', 1, { type: 'stream.created' }), event('b', 2)];
  const entries = [entry(1, event('b', 2)), entry(2, event('c', 3))];
  const { events, isWhole } = eventsOfOne('7', past, entries);
  expect(events.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(isWhole).toBe(true);
});

test('without its creation something older is missing', () => {
  expect(eventsOfOne('7', [event('b', 2)], []).isWhole).toBe(false);
});

test('of one write the later event is the newer one', () => {
  const { events } = eventsOfOne('7', [event('x.withdrawn', 5), event('x.completed', 5)], []);
  expect(events.map(({ id }) => id)).toEqual(['x.completed', 'x.withdrawn']);
});

test('others, and a video of the same id, are left out', () => {
  const entries = [
    entry(1, event('other', 1, { data: { streamId: '8' } })),
    entry(2, event('video', 2, { channel: 'streaming' })),
  ];
  expect(eventsOfOne('7', [], entries).events).toEqual([]);
});
