import { type HopLine, hopLog } from '../../../../core/trace/hop.ts';
import type { SendResult } from '../../../../core/webhook/send-webhook.ts';
import {
  adminWebhook,
  betEvent,
  dayMs,
  freshLane,
  LaneWorld,
  ok,
  startMs,
  status,
} from './lane-world.ts';

const bets = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => betEvent(`e${from + at}`));

const reported = (world: LaneWorld) =>
  [...world.lanes.events.values()].map(({ eventId, stored: { data } }) => [eventId, data]);

test('what came behind the cursor is posted once each, and the cursor is past it', async () => {
  const world = new LaneWorld();
  world.append(bets(3));
  world.append(bets(2, 4));
  expect(await world.run()).toEqual({
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
  world.answer = async () => status(500);
  world.append(bets(1));
  let attempted = 0;
  const betweenMs: number[] = [];
  for (let run = 0; run < 10; run += 1) {
    const before = world.time.nowMs;
    const [next] = world.lanes.parked.values();
    if (next) await world.time.pass(next.dueAtMs - before);
    await world.run();
    attempted += 1;
    expect(world.posts).toHaveLength(attempted);
    betweenMs.push(world.time.nowMs - before);
  }
  expect(betweenMs.map(ms => ms / 1_000)).toEqual([
    0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
  ]);
  expect(world.time.nowMs - startMs).toBe(((75 * 60 + 35) * 60 + 5) * 1_000);
  expect(world.lanes.parked.size).toBe(0);
  expect(world.lanes.deliveriesOf('lane1')).toMatchObject([
    { state: 'exhausted', attemptCount: 10 },
  ]);
  expect(reported(world)).toEqual([
    [
      'webhook.exhausted.lane1.1795168800000-000000000001.8414c1896aa43f55',
      {
        M: {
          webhookId: { S: 'desk' },
          deliveries: { N: '1' },
          firstDeliveryId: { S: '1795168800000-000000000001' },
          lastDeliveryId: { S: '1795168800000-000000000001' },
          failingSince: { N: '1795168800000' },
        },
      },
    ],
  ]);
});

test('four posts are under way at most, and one once the receiver asked for less', async () => {
  const world = new LaneWorld();
  world.append(bets(20));
  world.answer = async () => {
    await world.time.pause(100);
    return ok;
  };
  await world.run();
  expect(world.mostInFlight).toBe(4);
  expect(world.time.nowMs - startMs).toBe(500);
  const slow = new LaneWorld(adminWebhook(), { ...freshLane, slowness: 9 });
  slow.append(bets(5));
  slow.answer = async () => {
    await slow.time.pause(100);
    return ok;
  };
  await slow.run();
  expect(slow.mostInFlight).toBe(1);
});

test('one that hangs holds up three fewer than all: the others go on, and the lease is renewed meanwhile', async () => {
  const world = new LaneWorld();
  world.append(bets(40));
  world.answer = async ({ eventId }) => {
    await world.time.pause(eventId === 'e1' ? 29_000 : 100);
    return ok;
  };
  world.start();
  await world.time.pass(25_000);
  expect(world.posts).toHaveLength(40);
  // Nothing is past what is not recorded, and nobody else takes the lane.
  expect(world.row.lane.cursor).toEqual({ epoch: 'abc', seq: 0 });
  expect(await world.run()).toMatchObject({ kind: 'held' });
  await world.time.pass(5_000);
  expect(world.runs).toMatchObject([{ kind: 'done', delivered: 40 }]);
  expect(world.unleased).toEqual([]);
});

test('a lane that is woken while it is held looks again before it is released', async () => {
  const world = new LaneWorld();
  world.append(bets(1));
  world.answer = async () => {
    await world.time.pause(1_000);
    return ok;
  };
  world.start();
  await world.time.pass(500);
  world.append(bets(1, 2));
  expect(await world.run()).toMatchObject({ kind: 'held' });
  await world.time.pass(3_000);
  expect(world.runs).toMatchObject([{ kind: 'done', delivered: 2 }]);
});

test('one that the receiver never takes is not repeated hot, holds up nobody, and is no outage', async () => {
  const world = new LaneWorld();
  world.isWoken = true;
  world.answer = async ({ eventId }) => (/^bad/.test(eventId) ? status(500) : ok);
  world.append(Array.from({ length: 8 }, (_, at) => betEvent(`bad${at}`)));
  for (let minute = 0; minute < 120; minute += 1) {
    world.append(bets(2, minute * 2));
    world.start();
    await world.time.pass(60_000);
  }
  const bad = world.posts.filter(({ eventId }) => eventId.startsWith('bad'));
  expect(world.posts.length - bad.length).toBe(240);
  // Of the schedule four each until then, and one more each when the receiver seemed to be back.
  expect(bad.length).toBeLessThanOrEqual(8 * 5);
  expect(reported(world)).toHaveLength(1);
});

test('410 disables it, with its event; what waits, waits on until someone enables it', async () => {
  const world = new LaneWorld();
  world.append(bets(1));
  world.answer = async () => status(410);
  expect(await world.run()).toMatchObject({ posted: 1, waiting: 1, disabled: 'gone' });
  world.append(bets(1, 2));
  await world.time.pass(dayMs);
  expect(await world.run()).toMatchObject({ posted: 0, waiting: 1 });
  expect(world.row.dueAtMs).toBeUndefined();
  expect(reported(world)).toMatchObject([
    ['webhook.disabled.lane1.1', { M: { reason: { S: 'gone' } } }],
  ]);
  world.answer = async () => ok;
  world.lanes.change('desk', { status: 'enabled', reason: undefined }, {}, world.time.nowMs);
  expect(await world.run()).toMatchObject({ delivered: 2, waiting: 0 });
});

test('nothing is sent for a maker who was revoked, also in the middle of a run', async () => {
  const world = new LaneWorld();
  world.append(bets(200));
  world.answer = async () => {
    await world.time.pause(1_000);
    return ok;
  };
  world.standing = () => (world.time.nowMs < startMs + 7_000 ? 'may' : 'revoked');
  expect(await world.run()).toMatchObject({ disabled: 'maker_revoked' });
  expect(Math.max(...world.posts.map(({ atMs }) => atMs)) - startMs).toBeLessThan(12_000);
  expect(world.row.webhook).toMatchObject({ status: 'disabled', reason: 'maker_revoked' });
});

test('what a maker may not see any more is given up without a post', async () => {
  const world = new LaneWorld();
  world.append([betEvent('e1', { channel: 'finance' })]);
  world.answer = async () => status(500);
  await world.run();
  const maker = { userId: 'kim', role: 'operator', permissions: [] };
  world.lanes.change('desk', { maker }, undefined, world.time.nowMs);
  await world.time.pass(60_000);
  expect(await world.run()).toMatchObject({ posted: 0, waiting: 0 });
  expect(world.lanes.deliveriesOf('lane1')).toMatchObject([
    { state: 'exhausted', attemptCount: 2 },
  ]);
  expect(reported(world)).toEqual([]);
});

test('a run begins nothing after 45 seconds; it is due at once, and woken', async () => {
  const world = new LaneWorld();
  world.append(bets(1_000));
  world.answer = async () => {
    await world.time.pause(1_000);
    return ok;
  };
  expect(await world.run()).toMatchObject({ kind: 'done', posted: 180, dueAtMs: startMs + 45_000 });
  expect(world.wakes).toEqual([{ atMs: startMs + 45_000, delaySeconds: 0 }]);
  expect(world.row.lane.cursor.seq).toBe(180);
});

test('a lane far behind with nothing for it goes on page by page, and saves how far it is', async () => {
  const world = new LaneWorld(adminWebhook({ types: ['USER_BANNED'] }));
  for (let segment = 0; segment < 500; segment += 1) world.append(bets(4, segment * 4));
  const { resume, forward, since } = world.log;
  const slowly = async <T>(read: Promise<T>): Promise<T> => {
    await world.time.pause(1_500);
    return await read;
  };
  const run = world.run({
    log: {
      resume: async cursor => await slowly(resume.call(world.log, cursor)),
      forward: async (at, how) => await slowly(forward.call(world.log, at, how)),
      since: since.bind(world.log),
    },
  });
  expect(await run).toMatchObject({ posted: 0 });
  expect(world.row.lane.cursor).toEqual({ epoch: 'abc', seq: 2_000 });
});

test('a wait within a quarter of an hour is woken for once, a longer one is the sweeper’s', async () => {
  const world = new LaneWorld();
  world.answer = async (): Promise<SendResult> => status(500);
  world.append(bets(1));
  await world.run();
  await world.run();
  expect(world.wakes).toEqual([{ atMs: startMs, delaySeconds: 6 }]);
  await world.time.pass(5_000);
  await world.run();
  expect(world.wakes).toHaveLength(2);
  await world.time.pass(300_000);
  await world.run();
  expect(world.wakes).toHaveLength(2);
  expect(world.row.dueAtMs).toBe(startMs + 305_000 + 600_000);
});

test('a recovery posts what of its range was not delivered, and nothing twice', async () => {
  const world = new LaneWorld(adminWebhook({ retryAttempts: 0 }));
  world.answer = async ({ eventId }) => (eventId === 'e2' ? status(500) : ok);
  world.append(bets(3));
  await world.run();
  world.answer = async () => ok;
  world.append(bets(1, 4));
  const recovery = { cursor: { epoch: 'abc', seq: 0 }, sinceMs: startMs, untilMs: startMs };
  world.lanes.change('desk', {}, { recovery }, world.time.nowMs);
  expect(await world.run()).toMatchObject({ delivered: 2, waiting: 0 });
  expect(world.posts.map(({ eventId }) => eventId)).toEqual(['e1', 'e2', 'e3', 'e2', 'e4']);
  expect(world.row.lane.recovery).toBeUndefined();
});

test('each attempt for an event of a sampled trace is a hop, with what came of it', async () => {
  const world = new LaneWorld();
  const answers = [status(500), ok];
  world.answer = async () => answers.shift() ?? ok;
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  world.append([betEvent('e1', { metadata: { traceparent } })]);
  const lines: HopLine[] = [];
  const logHop = hopLog(line => lines.push(line));
  await world.run({ logHop });
  await world.time.pass(5_000);
  world.append([betEvent('e2')]);
  await world.run({ logHop });
  const line = {
    ...{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', eventId: 'e1', channel: 'bets' },
    ...{ hop: 'webhook', webhookId: 'desk' },
  };
  expect(lines.map(({ atMs: _, ...rest }) => rest)).toEqual([
    { ...line, attempt: 1, outcome: 'failed', tookMs: expect.any(Number) },
    { ...line, attempt: 2, outcome: 'delivered', tookMs: expect.any(Number) },
  ]);
  expect(lines[1]?.atMs).toBeGreaterThanOrEqual(startMs + 5_000);
});
