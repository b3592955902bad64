import { ChannelStream } from '../../../clients/browser/index.ts';
import { createFeed, type Feed } from '../../../clients/react/index.ts';
import { FakeEnvironment, settled } from '../browser/fake-environment.ts';

const connected = (cursor: string, replayUntil?: string) => {
  const data = {
    connectionId: 'c-1',
    channel: 'fights',
    role: 'admin',
    cursor,
    replayUntil,
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
  const first = await place.request.stream(connected('e.0', 'e.2') + frame(1) + frame(2));
  expect(counts()).toEqual({ received: 2, receivedNew: 0 });
  // At once: it is its place that counts, not its time.
  await first.send(frame(3));
  expect(counts()).toEqual({ received: 3, receivedNew: 1 });

  await first.cut();
  await place.pass(5_000);
  await place.request.stream(connected('e.3', 'e.5') + frame(4) + frame(5));
  expect(counts()).toEqual({ received: 5, receivedNew: 3 });

  release();
  feed.retain();
  await settled();
  await place.request.stream(connected('e.5', 'e.6') + frame(6));
  expect(counts()).toEqual({ received: 6, receivedNew: 3 });
  stream.close();
});

const isJson = { 'content-type': 'application/json' };

const liveOnes = (feed: Feed) =>
  feed.store.getState().entries.flatMap(each => (each.kind === 'event' ? [each.isLive] : []));

test.each([
  ['a server says where replay ends: by the place', 'e.2', 0, [false, false, true]],
  ['in a replay of several epochs: by the number', 'z.2', 0, [false, false, true]],
  ['the log was empty: all is live', '0.0', 0, [true, true, true]],
  ['a server does not say: none that comes at once', undefined, 0, [false, false, false]],
])('live is distinguished from replay when %s', async (_, replayUntil, openedAfterMs, expected) => {
  const place = new FakeEnvironment();
  const { environment } = place;
  const url = 'https://fights.example/';
  const stream = new ChannelStream({ channel: 'fights', url, token: 't', environment });
  const feed = createFeed(stream, { batchMs: 0, now: () => 1_795_000_000_000 + openedAfterMs });
  feed.retain();
  await settled();
  await place.request.stream(connected('e.0', replayUntil) + frame(1) + frame(2) + frame(3));
  await new Promise(resolve => setTimeout(resolve));
  expect(liveOnes(feed)).toEqual(expected);
  stream.close();
});

test('of pages the first is replay, which gives a new reader its cursor, and what follows is live', async () => {
  const place = new FakeEnvironment();
  const { environment } = place;
  const stream = new ChannelStream({
    channel: 'fights',
    ...{ url: 'https://fights.example/', pollUrl: 'https://api.example/poll', token: 't' },
    ...{ method: 'poll', environment },
  });
  const feed = createFeed(stream, { batchMs: 0, now: () => place.now });
  const page = (seq: number) => {
    const event = JSON.parse(frame(seq).split('data: ')[1] ?? '');
    return { events: [event], cursor: `e.${seq}`, hasMore: false };
  };
  feed.retain();
  await settled();
  await place.request.answer(200, page(1), isJson);
  await place.pass(1_500);
  await place.request.answer(200, page(2), isJson);
  await place.pass(1_500);
  await place.request.answer(503, {}, isJson);
  await place.pass(60_000);
  await place.request.answer(200, page(3), isJson);
  await new Promise(resolve => setTimeout(resolve));
  // Also behind a poll that failed.
  expect(liveOnes(feed)).toEqual([false, true, true]);
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
