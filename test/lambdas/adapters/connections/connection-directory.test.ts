import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LeaseDirectory } from '../../../../core/connection/lease-directory.ts';
import type { PostResult } from '../../../../core/connection/socket-gateway.ts';
import { createConnectionDirectory } from '../../../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../../../lambdas/adapters/connections/end-connection.ts';
import { indexKeysOf, type LeaseRow } from '../../../../lambdas/adapters/connections/lease-row.ts';
import { createConnectionsTable } from '../../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { noNotices } from '../../../support/no-notices.ts';

const TableName = 'Connections';
const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

let engine: TestEngine;
let directory: LeaseDirectory;

beforeAll(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, TableName);
  directory = createConnectionDirectory(engine.client, TableName, () => nowMs);
});
afterAll(() => engine.stop());

async function put(row: Partial<LeaseRow> & Pick<LeaseRow, 'userId' | 'leaseId' | 'connectionId'>) {
  const item: LeaseRow = {
    kind: row.leaseId.startsWith('ws#') ? 'ws' : 'sse',
    channel: row.leaseId.startsWith('ws#') ? 'proposals' : 'fights',
    role: 'admin',
    connectedAt: '2026-11-21T19:59:30.000Z',
    state: 'connected',
    seenAtMs: nowMs - 30_000,
    sourceIp: '203.0.113.7',
    userAgent: 'jest',
    expiresAt: nowMs / 1_000 + 300,
    ...row,
  };
  await engine.client.send(new PutCommand({ TableName, Item: { ...item, ...indexKeysOf(item) } }));
}

test('a connection is found by its id, with all that its lease holds', async () => {
  await put({
    userId: 'ana',
    leaseId: 'sse#03',
    connectionId: 'c-ana',
    clientId: 'tab-1',
    clientType: 'ios',
    username: 'Ana',
  });
  expect(await directory.find('c-ana')).toEqual({
    connectionId: 'c-ana',
    userId: 'ana',
    leaseId: 'sse#03',
    role: 'admin',
    kind: 'sse',
    channel: 'fights',
    state: 'connected',
    connectedAtMs: nowMs - 30_000,
    seenAtMs: nowMs - 30_000,
    expiresAtMs: nowMs + 300_000,
    sourceIp: '203.0.113.7',
    userAgent: 'jest',
    clientId: 'tab-1',
    clientType: 'ios',
    username: 'Ana',
  });
  expect(await directory.find('c-nobody')).toBeUndefined();
});

test('what a stream is shown by, and wants to see, is found with it, by its id and on its channel', async () => {
  const paymentStreams = { streams: ['stream-1'], users: ['GBEA'], all: false };
  const workflows = ['w-1', 'w-2'];
  const claims = { permissions: ['workflow:read'], addresses: ['GBEA', '0x12'] };
  await put({
    userId: 'bea',
    leaseId: 'sse#00',
    connectionId: 'c-bea',
    channel: 'payment-streams',
    filters: { paymentStreams, workflows },
    claims,
  });
  const { connections } = await directory.onChannel('payment-streams', { limit: 10 });
  for (const found of [await directory.find('c-bea'), ...connections]) {
    expect(found).toMatchObject({ connectionId: 'c-bea', paymentStreams, workflows, ...claims });
  }
  expect(connections).toHaveLength(1);
});

test('a user’s streams and sockets, without leases that expired or are none', async () => {
  await put({ userId: 'beto', leaseId: 'sse#00', connectionId: 'c-b0' });
  await put({ userId: 'beto', leaseId: 'sse#01', connectionId: 'c-b1', expiresAt: nowMs / 1_000 });
  await put({ userId: 'beto', leaseId: 'ws#c-b2', connectionId: 'c-b2', seenAtMs: 0 });
  const Item = { userId: 'beto', leaseId: 'other', connectionId: 'c-b3' };
  await engine.client.send(new PutCommand({ TableName, Item }));
  const found = await directory.ofUser('beto');
  expect(found.map(({ connectionId, state }) => [connectionId, state])).toEqual([
    ['c-b0', 'connected'],
    ['c-b2', 'stale'],
  ]);
  expect(await directory.find('c-b1')).toBeUndefined();
});

test('a channel’s connections come oldest first, page by page, expired ones left out', async () => {
  for (let n = 0; n < 12; n += 1) {
    await put({
      userId: `carla-${n}`,
      leaseId: 'sse#00',
      connectionId: `c-c${n}`,
      channel: 'streaming',
      connectedAt: `2026-11-21T19:59:${String(10 + n)}.000Z`,
      ...(n % 3 === 1 ? { expiresAt: nowMs / 1_000 - 1 } : {}),
    });
  }
  const pages: string[][] = [];
  let next: string | undefined;
  do {
    const page = await directory.onChannel('streaming', { limit: 3, ...(next && { next }) });
    pages.push(page.connections.map(({ connectionId }) => connectionId));
    next = page.next;
  } while (next !== undefined);
  expect(pages.flat()).toEqual(['c-c0', 'c-c2', 'c-c3', 'c-c5', 'c-c6', 'c-c8', 'c-c9', 'c-c11']);
  expect(Math.max(...pages.map(page => page.length))).toBe(3);
});

test('a page reads twenty times at most, however many leases expired', async () => {
  for (let n = 0; n < 25; n += 1) {
    await put({
      userId: `dora-${n}`,
      leaseId: 'sse#00',
      connectionId: `c-d${n}`,
      channel: 'finance',
      connectedAt: `2026-11-21T19:59:${String(10 + n)}.000Z`,
      ...(n < 24 ? { expiresAt: 1 } : {}),
    });
  }
  const first = await directory.onChannel('finance', { limit: 1 });
  expect(first).toEqual({ connections: [], next: expect.any(String) });
  const second = await directory.onChannel('finance', { limit: 1, ...first });
  expect(second.connections.map(({ connectionId }) => connectionId)).toEqual(['c-d24']);
});

test.each(['', 'abc', Buffer.from('{"userId":"x"}').toString('base64url'), 'x'.repeat(2_049)])(
  'a next that is no page is refused: %.20s',
  async next => {
    await expect(directory.onChannel('fights', { limit: 1, next })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  },
);

test('a next of another channel is refused', async () => {
  const { next } = await directory.onChannel('streaming', { limit: 1 });
  expect(next).toBeDefined();
  await expect(
    directory.onChannel('fights', { limit: 1, ...(next && { next }) }),
  ).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

describe('ending', () => {
  const closed: string[] = [];
  const pauses: number[] = [];
  const unclosed: string[] = [];
  const end = (answers: readonly PostResult['kind'][] = [], now = nowMs) =>
    createEndConnection(engine.client, TableName, {
      gateway: {
        close: async connectionId => {
          closed.push(connectionId);
          const kind = answers[closed.length - 1] ?? 'sent';
          return kind === 'failed' ? { kind, cause: new Error('throttled') } : { kind };
        },
      },
      now: () => now,
      pause: async ms => pauses.push(ms),
      postNotice: noNotices,
      onUnclosed: ({ connectionId }, { kind }) => unclosed.push(`${connectionId} ${kind}`),
    });
  const socket = async (connectedAtMs: number) => {
    await put({
      userId: 'hugo',
      leaseId: 'ws#c-h0',
      connectionId: 'c-h0',
      kind: 'ws',
      connectedAt: new Date(connectedAtMs).toISOString(),
    });
    const [connection] = await directory.ofUser('hugo');
    if (connection === undefined) throw new Error('hugo has no connection');
    return connection;
  };
  beforeEach(() => {
    for (const list of [closed, pauses, unclosed]) list.length = 0;
  });

  test('a stream’s lease gets the reason, and shows as disconnecting', async () => {
    await put({ userId: 'eva', leaseId: 'sse#00', connectionId: 'c-e0' });
    const [connection] = await directory.ofUser('eva');
    if (connection === undefined) throw new Error('eva has no connection');
    expect(await end()(connection, 'revoked')).toBe(true);
    expect((await directory.ofUser('eva')).map(({ state }) => state)).toEqual(['disconnecting']);
    expect(closed).toEqual([]);
  });

  test('a slot that changed hands keeps its new holder', async () => {
    await put({ userId: 'fito', leaseId: 'sse#00', connectionId: 'c-f0' });
    const [connection] = await directory.ofUser('fito');
    if (connection === undefined) throw new Error('fito has no connection');
    await put({ userId: 'fito', leaseId: 'sse#00', connectionId: 'c-f1' });
    expect(await end()(connection, 'disconnected')).toBe(false);
    expect((await directory.ofUser('fito')).map(({ state }) => state)).toEqual(['connected']);
  });

  test('a socket loses its row and is closed; a second time there is nothing to end', async () => {
    await put({ userId: 'gabi', leaseId: 'ws#c-g0', connectionId: 'c-g0' });
    const [connection] = await directory.ofUser('gabi');
    if (connection === undefined) throw new Error('gabi has no connection');
    expect(await end()(connection, 'disconnected')).toBe(true);
    expect(await directory.ofUser('gabi')).toEqual([]);
    expect(await end()(connection, 'disconnected')).toBe(false);
    expect(closed).toEqual(['c-g0', 'c-g0']);
  });

  test('a socket whose handshake is under way is closed as soon as it is done', async () => {
    const connection = await socket(nowMs - 29_000);
    expect(await end(['gone', 'gone'])(connection, 'revoked')).toBe(true);
    expect([closed.length, pauses, unclosed]).toEqual([3, [100, 200], []]);
  });

  test('of an older socket that is gone nothing is left to close', async () => {
    const connection = await socket(nowMs - 30_000);
    expect(await end(['gone'])(connection, 'revoked')).toBe(true);
    expect([closed.length, pauses, unclosed]).toEqual([1, [], []]);
  });

  test('a close that fails is tried again, and said when it never succeeds', async () => {
    const connection = await socket(nowMs - 60_000);
    await end(['failed'])(connection, 'disconnected');
    expect([closed.length, pauses, unclosed]).toEqual([2, [100], []]);
    await end(Array(20).fill('failed'))(connection, 'disconnected');
    expect(unclosed).toEqual(['c-h0 failed']);
  });
});
