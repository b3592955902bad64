import { maxInFlight } from '../../../../core/webhook/limits.ts';
import { adminWebhook, betEvent, LaneWorld, ok, startMs, status } from './lane-world.ts';

const ids = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => `e${from + at}`);

test('what came behind the cursor is posted once each, and the cursor is past it', async () => {
  const world = new LaneWorld();
  world.append(ids(3).map(id => betEvent(id)));
  world.append(ids(2, 4).map(id => betEvent(id)));
  const run = await world.run();
  expect(run).toEqual({
    ...{ kind: 'done', posted: 5, delivered: 5, exhausted: 0, waiting: 0 },
    dueAtMs: startMs + 600_000,
  });
  expect(world.posts.map(({ eventId, cursor }) => [eventId, cursor])).toEqual([
    ['e1', 'abc.1'],
    ['e2', 'abc.2'],
    ['e3', 'abc.3'],
    ['e4', 'abc.4'],
    ['e5', 'abc.5'],
  ]);
  expect(world.row.lane.cursor).toEqual({ epoch: 'abc', seq: 5 });
  expect(await world.run()).toMatchObject({ kind: 'done', posted: 0 });
});

test('the whole schedule: ten attempts over 75 h 35 min 5 s, then it is given up, and reported once [W3]', async () => {
  const world = new LaneWorld();
  world.isWoken = true;
  world.answer = async () => status(500);
  world.append([betEvent('e1')]);
  world.start();
  await world.settle(() => world.lanes.parked.size === 0 && world.posts.length > 1, 6 * 86_400_000);
  const [first = 0, ...later] = world.posts.map(({ atMs }) => atMs);
  const hours = later.map(atMs => Math.floor((atMs - first) / 60_000));
  // Whole minutes after the first; a sweep is a minute late at most, each time.
  expect(hours.map((minutes, at) => minutes - ([0, 5, 35, 155, 455, 1055, 1895, 3095, 4535][at] ?? 0)).every(late => late >= 0 && late < 20)).toBe(true);
  expect(world.posts).toHaveLength(10);
  expect([...world.lanes.deliveries.values()]).toMatchObject([
    { state: 'exhausted', attemptCount: 10 },
  ]);
  expect([...world.lanes.events.values()].map(({ stored }) => stored.type)).toEqual([
    { S: 'webhook.exhausted' },
  ]);
});
