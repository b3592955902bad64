import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StreamLeaseRequest } from '../../../../core/connection/stream-leases.ts';
import { createStreamLeases } from '../../../../lambdas/adapters/connections/stream-leases.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { noNotices } from '../../../support/no-notices.ts';

let engine: TestEngine;
let leases: ReturnType<typeof createStreamLeases>;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: 'Connections',
    partitionKey: { name: 'userId' },
    sortKey: { name: 'leaseId' },
  });
  leases = createStreamLeases(
    engine.client,
    'Connections',
    {
      streamsPerStaff: 20,
      streamsPerUser: 2,
    },
    noNotices,
  );
});
afterAll(async () => {
  await engine.stop();
});

const startMs = Date.now();

function request(userId: string, n: number, parts: Partial<StreamLeaseRequest> = {}) {
  return {
    userId,
    role: 'admin',
    connectionId: `c${n}`,
    channel: 'fights',
    sourceIp: '127.0.0.1',
    userAgent: 'jest',
    connectedAtMs: startMs + n,
    expiresAtMs: startMs + 300_000,
    ...parts,
  };
}

async function rowsOf(userId: string) {
  const { Items = [] } = await engine.client.send(
    new QueryCommand({
      TableName: 'Connections',
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
      ConsistentRead: true,
    }),
  );
  return Items;
}

test('a lease is held until it is released', async () => {
  const lease = await leases.acquire(request('ana', 1));
  expect(await lease.check()).toBeUndefined();
  expect(await rowsOf('ana')).toEqual([
    expect.objectContaining({
      userId: 'ana',
      leaseId: expect.stringMatching(/^sse#\d\d$/),
      kind: 'sse',
      connectionId: 'c1',
      channel: 'fights',
      connectedAt: new Date(startMs + 1).toISOString(),
      expiresAt: Math.ceil((startMs + 300_000) / 1000),
    }),
  ]);
  await lease.release();
  expect(await rowsOf('ana')).toEqual([]);
  expect(await lease.check()).toBe('disconnected');
});

test.each(['revoked', 'disconnected'])(
  'a lease that was asked to end as %s takes no report, and says why',
  async reason => {
    const lease = await leases.acquire(request(`ended-${reason}`, 1));
    const report = { state: 'connected', seenAtMs: startMs } as const;
    expect(await lease.heartbeat(report)).toBe(true);
    const [row] = await rowsOf(`ended-${reason}`);
    await engine.client.send(
      new UpdateCommand({
        TableName: 'Connections',
        Key: { userId: row?.userId, leaseId: row?.leaseId },
        UpdateExpression: 'SET endReason = :reason',
        ExpressionAttributeValues: { ':reason': reason },
      }),
    );
    expect(await lease.heartbeat({ ...report, seenAtMs: startMs + 1 })).toBe(false);
    expect(await lease.check()).toBe(reason);
    expect(await rowsOf(`ended-${reason}`)).toEqual([{ ...row, endReason: reason }]);
  },
);

test('the 21st stream of a user replaces the oldest, and no other', async () => {
  const held = [];
  for (let n = 1; n <= 20; n += 1) held.push(await leases.acquire(request('bea', n)));
  expect(await Promise.all(held.map(lease => lease.check()))).toEqual(Array(20).fill(undefined));
  await leases.acquire(request('bea', 21));
  expect(await Promise.all(held.map(lease => lease.check()))).toEqual([
    'replaced',
    ...Array(19).fill(undefined),
  ]);
  expect(await rowsOf('bea')).toHaveLength(20);
});

test('the third stream of a bettor replaces the oldest, and no other', async () => {
  const held = [];
  for (let n = 1; n <= 3; n += 1) {
    held.push(await leases.acquire(request('beto', n, { role: 'bettor', channel: 'inbox' })));
  }
  expect(await Promise.all(held.map(lease => lease.check()))).toEqual([
    'replaced',
    undefined,
    undefined,
  ]);
  expect(await rowsOf('beto')).toHaveLength(2);
});

test('who was replaced gives nothing back when it ends', async () => {
  const first = await leases.acquire(request('cai', 1, { clientId: 'tab' }));
  const second = await leases.acquire(request('cai', 2, { clientId: 'tab' }));
  expect(await first.check()).toBe('replaced');
  await first.release();
  expect(await second.check()).toBeUndefined();
  expect(await rowsOf('cai')).toHaveLength(1);
});

test('two that come at once to a full user replace the two oldest, not each other', async () => {
  for (let round = 0; round < 10; round += 1) {
    const userId = `eva-${round}`;
    const held = [];
    for (let n = 1; n <= 20; n += 1) held.push(await leases.acquire(request(userId, n)));
    const rivals = await Promise.all([21, 22].map(n => leases.acquire(request(userId, n))));
    expect(await Promise.all(rivals.map(lease => lease.check()))).toEqual([undefined, undefined]);
    expect(await Promise.all(held.map(lease => lease.check()))).toEqual([
      'replaced',
      'replaced',
      ...Array(18).fill(undefined),
    ]);
  }
});

test('a stream whose first answer was lost keeps the slot it got', async () => {
  const send = engine.client.send.bind(engine.client);
  let lost = 0;
  const lossy = jest.spyOn(engine.client, 'send').mockImplementation(async (command: unknown) => {
    const answer = await send(command as Parameters<typeof send>[0]);
    if (!(command instanceof PutCommand) || lost > 0) return answer;
    lost += 1;
    // As when the SDK repeats the write itself: the second one meets the first.
    throw new ConditionalCheckFailedException({ message: 'exists', $metadata: {} });
  });
  const lease = await leases.acquire(request('fay', 1));
  lossy.mockRestore();
  expect(lost).toBe(1);
  expect(await lease.check()).toBeUndefined();
  expect(await rowsOf('fay')).toHaveLength(1);
});

test('of one client’s streams that connect at once one is left', async () => {
  for (let round = 0; round < 10; round += 1) {
    const userId = `gus-${round}`;
    const held = await Promise.all(
      Array.from({ length: 5 }, (_, n) => leases.acquire(request(userId, n, { clientId: 'tab' }))),
    );
    const states = await Promise.all(held.map(lease => lease.check()));
    expect(states.filter(state => state === undefined)).toHaveLength(1);
    expect(await rowsOf(userId)).toHaveLength(1);
  }
});

test('200 streams that connect at once hold 20 slots, each by one of them, and never more', async () => {
  let isOver = false;
  const seen: number[] = [];
  const watching = (async () => {
    while (!isOver) seen.push((await rowsOf('dan')).length);
  })();
  const held = await Promise.all(
    Array.from({ length: 200 }, (_, n) => leases.acquire(request('dan', n))),
  );
  isOver = true;
  await watching;
  expect(Math.max(...seen)).toBe(20);
  const states = await Promise.all(held.map(lease => lease.check()));
  expect(states.filter(state => state === undefined)).toHaveLength(20);
  expect(states.filter(state => state === 'replaced')).toHaveLength(180);
  const rows = await rowsOf('dan');
  expect(new Set(rows.map(row => row.leaseId)).size).toBe(20);
  expect(new Set(rows.map(row => row.connectionId)).size).toBe(20);
}, 120_000);
