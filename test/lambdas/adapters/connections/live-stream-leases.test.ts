import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createLiveStreamLeases } from '../../../../lambdas/adapters/connections/live-stream-leases.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

let engine: TestEngine;
let tableName = '';
let tables = 0;
let nowMs = Date.parse('2026-11-21T20:00:00.000Z');

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

beforeEach(async () => {
  tables += 1;
  tableName = `Limits${tables}`;
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: tableName, ...keys });
});

const leases = (liveStreams: number) =>
  createLiveStreamLeases({
    ...{ client: engine.client, tableName, now: () => nowMs },
    liveStreams,
  });

const request = (connectionId: string) => ({ connectionId, expiresAtMs: nowMs + 360_000 });

test('120 Live streams that connect at once get as many as there are, and not one more', async () => {
  const sixty = leases(60);
  const got = await Promise.all(
    Array.from({ length: 120 }, (_, n) => sixty.acquire(request(`c${n}`))),
  );
  const releases = got.filter(release => release !== undefined);
  expect(releases).toHaveLength(60);
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: tableName }));
  expect(Items).toHaveLength(60);
  // Over eight keys, so that none of them is hot.
  expect(new Set(Items.map(({ subject }) => String(subject))).size).toBe(8);
  expect(await sixty.acquire(request('late'))).toBeUndefined();
  await releases[0]?.();
  expect(await sixty.acquire(request('later'))).toBeDefined();
}, 60_000);

test('a lease whose environment died is free when it expires, before TTL takes it', async () => {
  const one = leases(1);
  expect(await one.acquire(request('a'))).toBeDefined();
  nowMs += 359_000;
  expect(await one.acquire(request('b'))).toBeUndefined();
  nowMs += 1_000;
  expect(await one.acquire(request('b'))).toBeDefined();
});

test('where there are none nobody gets one, and nothing is asked', async () => {
  const send = jest.spyOn(engine.client, 'send');
  expect(await leases(0).acquire(request('a'))).toBeUndefined();
  expect(send).not.toHaveBeenCalled();
  send.mockRestore();
});
