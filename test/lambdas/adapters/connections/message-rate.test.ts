import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { itemBytes } from '../../../../local/capacity/item-size.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});
afterAll(() => engine.stop());

async function open(userId: string): Promise<void> {
  await tables.connections.open({
    userId,
    connectionId: 'Vf4kHd3mIAMCIqQ=',
    role: 'bettor',
    connectedAtMs: start,
    tokenExpiresAtMs: start + 3_600_000,
    tokenId: '6a6f0f1e-6c0b-4d7c-8a33-0a6f2f6b9d10',
    sourceIp: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 Safari',
  });
}

const count = (userId: string, atMs: number) =>
  tables.connections.countMessage({
    userId,
    connectionId: 'Vf4kHd3mIAMCIqQ=',
    connectedAtMs: start,
    nowMs: start + atMs,
  });

const rowOf = (userId: string) => tables.readSocket(userId, 'Vf4kHd3mIAMCIqQ=');

test('a message makes the socket connected, and seen by whole ten seconds', async () => {
  await open('ana');
  await count('ana', 500);
  expect(await rowOf('ana')).toMatchObject({ state: 'connected', seenAtMs: start });
  await count('ana', 19_999);
  expect(await rowOf('ana')).toMatchObject({ seenAtMs: start + 10_000 });
  const counted = await count('ana', 7_200_000);
  expect(counted).toMatchObject({
    kind: 'counted',
    connection: { seenAtMs: start + 7_200_000, tokenExpiresAtMs: start + 3_600_000 },
  });
});

test('of 200 messages at once 100 are counted, and then one for each that is 10 s old', async () => {
  await open('beto');
  const atOnce = await Promise.all(Array.from({ length: 200 }, () => count('beto', 1_000)));
  expect(atOnce.filter(({ kind }) => kind === 'counted')).toHaveLength(100);
  const limited = atOnce.filter(({ kind }) => kind === 'too-many');
  expect(limited).toEqual(Array(100).fill({ kind: 'too-many', retryAfterMs: 10_000 }));
  expect(await count('beto', 10_980)).toEqual({ kind: 'too-many', retryAfterMs: 20 });
  expect(await count('beto', 10_999)).toEqual({ kind: 'too-many', retryAfterMs: 10 });
  expect((await count('beto', 11_000)).kind).toBe('counted');
});

test('refused messages do not count: who waits as long as asked is answered', async () => {
  await open('cleo');
  for (let n = 0; n < 100; n += 1) await count('cleo', 0);
  for (let n = 0; n < 20; n += 1) await count('cleo', 5_000);
  const limited = await count('cleo', 5_000);
  expect(limited).toEqual({ kind: 'too-many', retryAfterMs: 5_000 });
  expect((await count('cleo', 10_000)).kind).toBe('counted');
});

test('without a row, or with one that is none of ours, nothing is counted and nothing written', async () => {
  expect(await count('dora', 0)).toEqual({ kind: 'unknown' });
  expect(await rowOf('dora')).toBeUndefined();
  await open('dora');
  const row = await rowOf('dora');
  await engine.client.send(
    new PutCommand({ TableName: 'Connections', Item: { ...row, endReason: 'revoked' } }),
  );
  expect(await count('dora', 0)).toEqual({ kind: 'unknown' });
});

test('the row stays below 1 KB, so that a message is one unit, also after two hours of them', async () => {
  await open('eva');
  for (let n = 0; n < 100; n += 1) await count('eva', 7_100_000 + n * 110);
  const row = await rowOf('eva');
  expect(row?.heard).toHaveLength(100);
  expect(itemBytes(marshall(row))).toBeLessThan(1_024);
});
