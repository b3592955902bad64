import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createDrains } from '../../../../lambdas/adapters/limits/drains.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');
const drain = { startedAtMs: noonMs, untilMs: noonMs + 300_500, by: 'ana', reason: 'a restore' };

let engine: TestEngine;
let nowMs: number;

beforeAll(async () => {
  engine = await startTestEngine();
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...keys });
});
afterAll(() => engine.stop());
beforeEach(() => {
  nowMs = noonMs;
});

/** An environment of its own; it counts what it asks. */
function environment(tableName = 'Limits') {
  const failures: unknown[] = [];
  let asked = 0;
  const client = Object.assign(Object.create(engine.client), {
    send: (command: never) => {
      asked += 1;
      return engine.client.send(command);
    },
  });
  const drains = createDrains(
    client,
    tableName,
    () => nowMs,
    error => failures.push(error),
  );
  return { ...drains, failures, asked: () => asked };
}

test('what one environment begins and ends, another knows within five seconds', async () => {
  const [management, stream] = [environment(), environment()];
  expect(await stream.current()).toBeUndefined();
  await management.begin(drain);
  expect(await management.current()).toEqual(drain);
  nowMs += 4_999;
  expect(await stream.current()).toBeUndefined();
  nowMs += 1;
  expect(await stream.current()).toMatchObject(drain);
  expect(await management.end()).toBe(true);
  expect(await management.end()).toBe(false);
  nowMs += 5_000;
  expect(await stream.current()).toBeUndefined();
});

test('who asks for the latest learns of a begin at once, and so does everybody in that environment', async () => {
  const [management, socket] = [environment(), environment()];
  expect(await socket.current()).toBeUndefined();
  await management.begin(drain);
  expect(await socket.latest()).toMatchObject(drain);
  expect(await socket.current()).toMatchObject(drain);
  await management.end();
  expect(await socket.latest()).toBeUndefined();
  expect(await socket.current()).toBeUndefined();
  expect(socket.asked()).toBe(3);
});

test('the latest is over by its time too', async () => {
  const { begin, latest } = environment();
  await begin(drain);
  nowMs = drain.untilMs - 1;
  expect(await latest()).toMatchObject(drain);
  nowMs += 1;
  expect(await latest()).toBeUndefined();
});

test('one that nobody ends is over by its time, and its item goes', async () => {
  const { begin, current, end } = environment();
  await begin(drain);
  const Key = { subject: 'drain', slot: 'all' };
  const { Item } = await engine.client.send(new GetCommand({ TableName: 'Limits', Key }));
  expect(Item).toEqual({ ...Key, ...drain, expiresAt: noonMs / 1_000 + 301 });
  nowMs = drain.untilMs - 1;
  expect(await current()).toMatchObject(drain);
  nowMs += 1;
  expect(await current()).toBeUndefined();
  expect(await end()).toBe(false);
});

test('an environment reads it once in five seconds, however many ask', async () => {
  const { current, asked } = environment();
  await Promise.all(Array.from({ length: 100 }, current));
  nowMs += 4_999;
  await current();
  expect(asked()).toBe(1);
});

test('while it cannot be read, what was read last holds, and serving goes on', async () => {
  const { current, latest, failures } = environment('NoSuchTable');
  expect(await current()).toBeUndefined();
  expect(await latest()).toBeUndefined();
  expect(failures).toHaveLength(2);
});
