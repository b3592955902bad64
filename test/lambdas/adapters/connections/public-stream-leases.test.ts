import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createPublicStreamLeases } from '../../../../lambdas/adapters/connections/public-stream-leases.ts';
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

const slots = (publicStreams: number, streamsPerUser = 2) =>
  createPublicStreamLeases({
    ...{ client: engine.client, tableName, now: () => nowMs },
    ...{ publicStreams, streamsPerUser },
  });

const request = (userId: string, connectionId: string) => ({
  ...{ userId, connectionId },
  expiresAtMs: nowMs + 360_000,
});

async function rows() {
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: tableName }));
  return Items;
}

test('200 streams of strangers that connect at once get as many as there are, and not one more', async () => {
  const hundred = slots(100);
  const got = await Promise.all(
    Array.from({ length: 200 }, (_, n) => hundred.acquire(request(`u${n}`, `c${n}`))),
  );
  expect(got.filter(release => release !== undefined)).toHaveLength(100);
  // Who was refused holds nothing of its own either.
  expect(await rows()).toHaveLength(200);
}, 60_000);

test('they lie under eight keys, so that none of them is hot', async () => {
  const eighty = slots(80, 100);
  for (let n = 0; n < 80; n += 1) await eighty.acquire(request('ana', `c${n}`));
  const found = (await rows()).map(({ subject }) => String(subject));
  const of = (subject: string) => found.filter(each => each === subject).length;
  expect(Array.from({ length: 8 }, (_, n) => of(`publicStreams#${n}`))).toEqual(Array(8).fill(10));
}, 60_000);

test('a user’s streams hold four environments at most, that others have theirs', async () => {
  const ten = slots(10);
  const got = await Promise.all(
    Array.from({ length: 50 }, (_, n) => ten.acquire(request('mallory', `c${n}`))),
  );
  expect(got.filter(release => release !== undefined)).toHaveLength(4);
  expect(await ten.acquire(request('ana', 'a'))).toBeDefined();
});

test('a slot is free again when it is given back, once', async () => {
  const one = slots(1);
  const release = await one.acquire(request('ana', 'a'));
  expect(await one.acquire(request('beto', 'b'))).toBeUndefined();
  await release?.();
  expect(await one.acquire(request('beto', 'b'))).toBeDefined();
  await release?.();
  expect(await one.acquire(request('cai', 'c'))).toBeUndefined();
});

test('a slot whose environment died is free when it expires, before TTL takes it', async () => {
  const one = slots(1);
  expect(await one.acquire(request('ana', 'a'))).toBeDefined();
  nowMs += 359_000;
  expect(await one.acquire(request('beto', 'b'))).toBeUndefined();
  nowMs += 1_000;
  expect(await one.acquire(request('beto', 'b'))).toBeDefined();
});

test('where there are none nobody gets one, and nothing is asked', async () => {
  const send = jest.spyOn(engine.client, 'send');
  expect(await slots(0).acquire(request('ana', 'a'))).toBeUndefined();
  expect(send).not.toHaveBeenCalled();
  send.mockRestore();
});

test('what fails on the way leaves nothing taken', async () => {
  const one = slots(1);
  const send = engine.client.send.bind(engine.client);
  const broken = jest.spyOn(engine.client, 'send').mockImplementation(async (command: unknown) => {
    const isEverybodys =
      command instanceof PutCommand &&
      String(command.input.Item?.subject).startsWith('publicStreams#');
    if (isEverybodys) throw new Error('no store');
    return await send(command as Parameters<typeof send>[0]);
  });
  await expect(one.acquire(request('ana', 'a'))).rejects.toThrow('no store');
  broken.mockRestore();
  expect(await rows()).toEqual([]);
});
