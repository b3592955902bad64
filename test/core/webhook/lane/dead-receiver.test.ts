import { formatCursor } from '../../../../core/wire/cursor.ts';
import { generatedSegments } from '../../../support/generated-segments.ts';
import { VirtualTime } from '../../../support/virtual-time.ts';
import {
  adminWebhook,
  betEvent,
  dayMs,
  freshLane,
  keptMs,
  LaneWorld,
  startMs,
  status,
} from './lane-world.ts';

/** A lane whose log gains events by the clock. */
function busyWorld(log: { readonly everyMs: number; readonly eventsEach: number }): LaneWorld {
  const time = new VirtualTime(startMs);
  const event = (seq: number) => betEvent(`e${seq}`);
  const store = generatedSegments({ now: time.timers.now, startMs, keptMs, event, ...log });
  const world = new LaneWorld(adminWebhook(), freshLane, { store, time });
  world.isWoken = true;
  return world;
}

const types = (world: LaneWorld) =>
  [...world.lanes.events.values()].map(({ stored: { type } }) =>
    type && 'S' in type ? type.S : '',
  );

test('five dead days at 20 events a second: 1,000 wait at most, 1,000 are given up, and it is disabled [W3]', async () => {
  const world = busyWorld({ everyMs: 1_000, eventsEach: 20 });
  world.answer = async () => status(500);
  world.start();
  await world.settle(() => world.row.webhook.status === 'disabled', 6 * dayMs);
  expect(world.row.webhook).toMatchObject({ status: 'disabled', reason: 'failing' });
  expect((world.time.nowMs - startMs) / dayMs).toBeGreaterThan(5);
  expect(world.lanes.mostParked).toBe(1_000);
  const states = world.lanes.deliveriesOf('lane1').map(({ state }) => state);
  const waiting = states.filter(state => state === 'pending').length;
  expect(waiting).toBeLessThanOrEqual(600);
  expect(states.filter(state => state === 'exhausted')).toHaveLength(1_000);
  // The cursor stands behind what was begun: the other 8.6 million are in the log alone.
  expect(formatCursor(world.row.lane.cursor)).toBe(`abc.${1_000 + waiting}`);
  expect(types(world)).toContain('webhook.disabled');
  expect(world.failures).toEqual([]);
});

test('four dead days at one event in thirty seconds: what is kept of them arrives once the receiver lives, in few runs [W3]', async () => {
  const world = busyWorld({ everyMs: 30_000, eventsEach: 1 });
  let isAlive = false;
  const received = new Set<string>();
  world.answer = async ({ eventId }) => {
    if (!isAlive) return status(503);
    received.add(eventId);
    return status(200);
  };
  world.start();
  await world.settle(() => false, 4 * dayMs);
  expect(world.lanes.mostParked).toBe(1_000);
  isAlive = true;
  const [runs, posts] = [world.runs.length, world.posts.length];
  const head = await world.log.head();
  await world.settle(() => world.row.lane.cursor.seq >= head.seq, 2 * dayMs);
  const givenUp = world.lanes.deliveriesOf('lane1').filter(({ state }) => state === 'exhausted');
  expect(givenUp).toHaveLength(1_000);
  expect(received.size).toBeGreaterThanOrEqual(head.seq - 1_000);
  expect(world.posts.length - posts).toBe(received.size);
  expect(world.runs.length - runs).toBeLessThan(10);
  expect(types(world)).toEqual(expect.arrayContaining(['webhook.exhausted', 'webhook.recovered']));

  const { cursor } = await world.log.since(0);
  const recovery = { cursor, sinceMs: 0, untilMs: world.time.nowMs };
  world.lanes.change('desk', {}, { recovery }, world.time.nowMs);
  await world.settle(
    () => world.row.lane.recovery === undefined && world.lanes.parked.size === 0,
    dayMs,
  );
  expect(
    Array.from({ length: head.seq }, (_, at) => `e${at + 1}`).filter(id => !received.has(id)),
  ).toEqual([]);
  expect(world.posts.length - posts).toBe(received.size);
});

test('beyond what the log keeps the next delivery says what is missing, once [W3]', async () => {
  const world = busyWorld({ everyMs: 60_000, eventsEach: 1 });
  await world.time.pass(60_000);
  await world.run();
  world.lanes.change('desk', { status: 'paused' }, undefined, world.time.nowMs);
  await world.run();
  await world.time.pass(9 * dayMs);
  world.lanes.change('desk', { status: 'enabled' }, {}, world.time.nowMs);
  world.posts.length = 0;
  await world.run();
  const [first, ...later] = world.posts;
  expect(first).toMatchObject({
    eventId: 'e2882',
    cursor: 'abc.2882',
    gap: { from: 'abc.1', to: 'abc.2881', reason: 'expired' },
  });
  expect(later.length).toBeGreaterThan(10_000);
  expect(later.filter(({ gap }) => gap !== undefined)).toEqual([]);
  expect(world.row.lane.gap).toBeUndefined();
});
