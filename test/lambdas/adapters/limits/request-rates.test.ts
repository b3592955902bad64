import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { RequestRate } from '../../../../core/limit/request-rates.ts';
import { createRequestRates } from '../../../../lambdas/adapters/limits/request-rates.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const rate: RequestRate = { name: 'requests', limit: 100, windowMs: 10_000 };
const noonMs = Date.parse('2026-11-21T12:00:00.000Z');

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: 'Limits',
    partitionKey: { name: 'subject' },
    sortKey: { name: 'slot' },
  });
});
afterAll(async () => {
  await engine.stop();
});

/** An environment of its own, whose clock stands where it is put. */
function environment(nowMs: () => number = () => noonMs, tableName = 'Limits') {
  const failures: unknown[] = [];
  let writes = 0;
  const client = Object.assign(Object.create(engine.client), {
    send: (command: never) => {
      writes += 1;
      return engine.client.send(command);
    },
  });
  const rates = createRequestRates(client, tableName, nowMs, error => failures.push(error));
  return { rates, failures, writes: () => writes };
}

test('the last request of the limit is within, the next one is not [G10]', async () => {
  const { rates } = environment();
  const verdicts = [];
  for (let n = 0; n < 101; n += 1) verdicts.push(await rates.take(rate, 'ana'));
  expect(verdicts.slice(0, 100).every(({ kind }) => kind === 'within')).toBe(true);
  expect(verdicts[100]).toEqual({ kind: 'exceeded', retryAfterSec: 10 });
});

test('environments count together: of 120 requests at once over three of them, 100 are within', async () => {
  const environments = [environment(), environment(), environment()];
  const verdicts = await Promise.all(
    environments.flatMap(({ rates }) => Array.from({ length: 40 }, () => rates.take(rate, 'bea'))),
  );
  expect(verdicts.filter(({ kind }) => kind === 'within')).toHaveLength(100);
});

test('users and rates are counted apart, and a new window begins at zero', async () => {
  let nowMs = noonMs + 9_999;
  const { rates } = environment(() => nowMs);
  const narrow = { ...rate, name: 'narrow', limit: 1 };
  expect(await rates.take(narrow, 'ana')).toEqual({ kind: 'within' });
  expect(await rates.take(narrow, 'ana')).toEqual({ kind: 'exceeded', retryAfterSec: 1 });
  expect(await rates.take(narrow, 'bea')).toEqual({ kind: 'within' });
  expect(await rates.take({ ...narrow, name: 'other' }, 'ana')).toEqual({ kind: 'within' });
  nowMs = noonMs + 10_000;
  expect(await rates.take(narrow, 'ana')).toEqual({ kind: 'within' });
});

test('a window is one item that expires a minute after it', async () => {
  await environment().rates.take(rate, 'cid');
  const { Item } = await engine.client.send(
    new GetCommand({
      TableName: 'Limits',
      Key: { subject: 'requests#cid', slot: '2026-11-21T12:00:10.000Z' },
    }),
  );
  expect(Item).toEqual({
    subject: 'requests#cid',
    slot: '2026-11-21T12:00:10.000Z',
    requests: 1,
    expiresAt: noonMs / 1_000 + 70,
  });
});

test('whoever goes on beyond the limit costs an environment one write, not one each', async () => {
  const { rates, writes } = environment();
  const narrow = { ...rate, name: 'flood', limit: 2 };
  for (let n = 0; n < 50; n += 1) await rates.take(narrow, 'ana');
  expect(writes()).toBe(3);
});

test('an environment remembers a thousand full windows at most', async () => {
  const { rates, writes } = environment();
  const none = { ...rate, name: 'many', limit: 0 };
  for (let n = 0; n < 1_001; n += 1) await rates.take(none, `user-${n}`);
  await rates.take(none, 'user-1000');
  expect(writes()).toBe(1_001);
  await rates.take(none, 'user-0');
  expect(writes()).toBe(1_002);
});

test('what cannot be counted is within, and said', async () => {
  const { rates, failures } = environment(undefined, 'Missing');
  expect(await rates.take(rate, 'ana')).toEqual({ kind: 'within' });
  expect(failures).toHaveLength(1);
});
