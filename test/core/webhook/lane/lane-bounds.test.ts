import { AppError } from '../../../../core/wire/app-error.ts';
import {
  adminWebhook,
  betEvent,
  freshLane,
  keptMs,
  LaneWorld,
  ok,
  startMs,
  status,
} from './lane-world.ts';

const bets = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => betEvent(`e${from + at}`));

test('rows of a dead receiver with retryAttempts 0 are bounded: beyond 1,000 one each five minutes [W3]', async () => {
  const world = new LaneWorld(adminWebhook({ retryAttempts: 0 }));
  world.isWoken = true;
  world.answer = async () => status(500);
  world.append(bets(5_000));
  world.start();
  await world.settle(() => false, 7_200_000);
  const rows = world.lanes.deliveriesOf('lane1').length;
  expect(rows).toBeGreaterThan(1_015);
  expect(rows).toBeLessThanOrEqual(1_003 + 24);
  // And one report each minute at most.
  expect(world.lanes.events.size).toBeLessThanOrEqual(26);
  expect(world.failures).toEqual([]);
  world.answer = async () => ok;
  await world.settle(() => world.row.lane.cursor.seq === 5_000, 3_600_000);
  expect(world.row.lane.cursor.seq).toBe(5_000);
});

test('a key that does not open is a failed attempt, which its manager sees', async () => {
  const world = new LaneWorld();
  world.append(bets(1));
  const message = async () => {
    throw new AppError('KEY_UNREADABLE', 'a key of desk does not open');
  };
  expect(await world.run({ message })).toMatchObject({ kind: 'done', waiting: 1 });
  expect(world.row.lane.lastFailure).toEqual({ failure: 'KEY_UNREADABLE' });
});

test('an error of the store lets the lane go for five seconds, and nothing is posted twice that is recorded', async () => {
  const world = new LaneWorld();
  world.append(bets(3));
  let isBroken = true;
  world.between = () => async what => {
    if (what === 'record' && world.posts.length > 2 && isBroken) throw new Error('throttled');
  };
  await expect(world.run()).rejects.toThrow('throttled');
  expect(world.row).toMatchObject({ leaseId: undefined, dueAtMs: startMs + 5_000 });
  isBroken = false;
  expect(await world.run()).toMatchObject({ kind: 'done' });
  expect(world.row.lane.cursor.seq).toBe(3);
});

test('a test is attempted before what is overdue, and while the receiver is left alone', async () => {
  const lane = { ...freshLane, slowness: 9, slowUntilMs: startMs + 300_000 };
  const world = new LaneWorld(adminWebhook(), lane);
  const event = betEvent('t1', { type: 'webhook.test' });
  const expiresAtMs = startMs + keptMs;
  world.lanes.park(
    'lane1',
    {
      ...{ deliveryId: 't', event, state: 'pending', createdAtMs: startMs },
      ...{ attempts: [], attemptCount: 0, expiresAtMs },
    },
    { deliveryId: 't', dueAtMs: startMs, round: 'r', attemptsMade: 0, isTest: true, expiresAtMs },
  );
  expect(await world.run()).toMatchObject({ posted: 1, delivered: 1 });
});

test('a gap is said again until a delivery that says it was taken', async () => {
  const gap = { from: 'abc.0', to: 'abc.0', reason: 'expired' };
  const world = new LaneWorld(adminWebhook(), { ...freshLane, gap });
  world.append(bets(1));
  world.answer = async () => status(500);
  await world.run();
  expect(world.row.lane.gap).toEqual(gap);
  world.answer = async () => ok;
  world.append(bets(2, 2));
  await world.run();
  expect(world.posts.map(post => post.gap)).toEqual([gap, gap, undefined]);
  expect(world.row.lane.gap).toBeUndefined();
});

test('a redelivery that was accepted while its attempt was under way is attempted again', async () => {
  const world = new LaneWorld();
  world.append(bets(1));
  world.answer = async () => status(500);
  await world.run();
  await world.time.pass(5_000);
  const [delivery] = world.lanes.deliveriesOf('lane1');
  const [place] = world.lanes.parked.values();
  let isAsked = false;
  world.answer = async () => {
    if (!isAsked && delivery && place) {
      world.lanes.park('lane1', delivery, { ...place, round: 'by hand', attemptsMade: 0 });
    }
    isAsked = true;
    return ok;
  };
  await world.run();
  expect(world.posts).toHaveLength(3);
  expect(world.lanes.parked.size).toBe(0);
});
