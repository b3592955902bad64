import { ChannelStream } from '../../../clients/browser/index.ts';
import { createFeed } from '../../../clients/react/index.ts';
import { FakeEnvironment, settled } from '../browser/fake-environment.ts';

const connected = (cursor: string) => {
  const data = {
    connectionId: 'c-1',
    channel: 'fights',
    role: 'admin',
    cursor,
    heartbeatMs: 15_000,
    endsAt: 1_795_000_300_000,
  };
  return `id: ${cursor}\nevent: connected\ndata: ${JSON.stringify(data)}\n\n`;
};

const frame = (seq: number) => {
  const event = {
    id: `fights-${seq}`,
    type: 'FIGHT_CREATED',
    timestamp: 1_795_000_000_000 + seq,
    priority: 'normal',
    source: 'Fights',
    version: '1.0',
    channel: 'fights',
    data: { fightId: `f${seq}` },
  };
  return `id: e.${seq}\nevent: FIGHT_CREATED\ndata: ${JSON.stringify(event)}\n\n`;
};

test('new is all but the replay with which reading began, also what a renewed connection catches up on', async () => {
  const place = new FakeEnvironment();
  const stream = new ChannelStream({
    channel: 'fights',
    url: 'https://fights.example/',
    token: 't',
    environment: place.environment,
  });
  // A full batch is handed on at once, so that no test waits.
  const feed = createFeed(stream, { limit: 1, now: () => place.now });
  const counts = () => {
    const { received, receivedNew } = feed.store.getState();
    return { received, receivedNew };
  };

  const release = feed.retain();
  await settled();
  const first = await place.request.stream(connected('e.0') + frame(1) + frame(2));
  expect(counts()).toEqual({ received: 2, receivedNew: 0 });
  await place.pass(2_000);
  await first.send(frame(3));
  expect(counts()).toEqual({ received: 3, receivedNew: 1 });

  await first.cut();
  await place.pass(5_000);
  await place.request.stream(connected('e.3') + frame(4) + frame(5));
  expect(counts()).toEqual({ received: 5, receivedNew: 3 });

  release();
  feed.retain();
  await settled();
  await place.request.stream(connected('e.5') + frame(6));
  expect(counts()).toEqual({ received: 6, receivedNew: 3 });
  stream.close();
});

test('a feed that is cleared has no last event, and goes on at its place', async () => {
  const place = new FakeEnvironment();
  const { environment } = place;
  const url = 'https://fights.example/';
  const stream = new ChannelStream({ channel: 'fights', url, token: 't', environment });
  const feed = createFeed(stream, { limit: 1, now: () => place.now });
  feed.retain();
  await settled();
  const { send } = await place.request.stream(connected('e.0') + frame(1));
  expect(feed.store.getState().lastEvent?.id).toBe('fights-1');
  feed.clear();
  expect(feed.store.getState()).toMatchObject({ entries: [], lastEvent: undefined, received: 1 });
  await send(frame(2));
  expect(feed.store.getState().lastEvent?.id).toBe('fights-2');
  stream.close();
});
