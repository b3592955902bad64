import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { listConnections } from '../../../core/connection/list-connections.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { indexKeysOf } from '../../../lambdas/adapters/connections/lease-row.ts';
import { createConnectionsTable } from '../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';

const TableName = 'Connections';
const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, TableName);
  // Four streams of fights, seven of global, every third of them idle, and three sockets of ana.
  for (let n = 0; n < 4; n += 1) await put(`fan-${n}`, 'sse#00', 'fights', n);
  for (let n = 4; n < 11; n += 1) await put(`fan-${n}`, 'sse#00', 'global', n);
  for (let n = 11; n < 14; n += 1) await put('ana', `ws#s-${n}`, 'proposals', n);
  // Eight Live streams: of fights and bets in turn with bets and users.
  for (let n = 20; n < 28; n += 1) {
    const channels = n % 2 === 0 ? ['fights', 'bets'] : ['bets', 'users'];
    await put(`page-${n}`, 'sse#00', 'live', n, channels);
  }
});
afterAll(() => engine.stop());

async function put(
  userId: string,
  leaseId: string,
  channel: string,
  n: number,
  channels?: readonly string[],
): Promise<void> {
  const item = {
    userId,
    leaseId,
    kind: leaseId.slice(0, leaseId.indexOf('#')),
    connectionId: `c-${String(n).padStart(2, '0')}`,
    channel,
    ...(channels && { channels }),
    role: 'admin',
    connectedAt: new Date(nowMs - 30_000 + n).toISOString(),
    state: n % 3 === 0 ? 'idle' : 'connected',
    seenAtMs: nowMs - 10_000,
    sourceIp: '203.0.113.7',
    userAgent: 'jest',
    expiresAt: nowMs / 1_000 + 300,
  };
  await engine.client.send(new PutCommand({ TableName, Item: { ...item, ...indexKeysOf(item) } }));
}

type Wish = Partial<Parameters<typeof listConnections>[0]>;

const directory = () => createConnectionDirectory(engine.client, TableName, () => nowMs);

/** The ids on each page, until the last. */
async function pagesOf(wish: Wish): Promise<string[]> {
  const pages: string[] = [];
  let next: string | undefined;
  do {
    const query = { limit: 50, ...wish, ...(next === undefined ? {} : { next }) };
    const page = await listConnections(query, directory());
    pages.push(page.connections.map(({ connectionId }) => connectionId.slice(2)).join(' '));
    next = page.next;
  } while (next !== undefined && pages.length < 40);
  return pages;
}

test('all of them come channel by channel, whole or in pages of any size [M2]', async () => {
  const all = '00 01 02 03 04 05 06 07 08 09 10 20 21 22 23 24 25 26 27 11 12 13';
  expect(await pagesOf({})).toEqual([all]);
  for (const limit of [1, 3, 4, 5, 14, 22]) {
    const pages = await pagesOf({ limit });
    expect(pages.filter(Boolean).join(' ')).toBe(all);
    expect(pages.every(page => page.split(' ').length <= limit)).toBe(true);
  }
});

test('of a channel, of a state, of both', async () => {
  expect(await pagesOf({ channel: 'fights' })).toEqual(['00 01 02 03 20 22 24 26']);
  expect(await pagesOf({ channel: 'proposals' })).toEqual(['11 12 13']);
  expect(await pagesOf({ channel: 'users' })).toEqual(['21 23 25 27']);
  expect(await pagesOf({ channel: 'system' })).toEqual(['']);
  expect(await pagesOf({ state: 'idle' })).toEqual(['00 03 06 09 21 24 27 12']);
  expect(await pagesOf({ state: 'stale' })).toEqual(['']);
  const some = await pagesOf({ channel: 'global', state: 'idle', limit: 1 });
  expect(some.filter(Boolean)).toEqual(['06', '09']);
});

test('those of a channel are its own streams and the Live streams that show it, each once', async () => {
  for (const limit of [1, 2, 3, 4, 5, 7, 8]) {
    const pages = await pagesOf({ channel: 'fights', limit });
    expect(pages.filter(Boolean).join(' ')).toBe('00 01 02 03 20 22 24 26');
    expect(pages.every(page => page.split(' ').length <= limit)).toBe(true);
  }
  expect(await pagesOf({ channel: 'bets' })).toEqual(['20 21 22 23 24 25 26 27']);
  expect(await pagesOf({ channel: 'bets', state: 'idle' })).toEqual(['21 24 27']);
  expect(await pagesOf({ channel: 'live' })).toEqual(['20 21 22 23 24 25 26 27']);
  expect(await pagesOf({ userId: 'page-20', channel: 'fights' })).toEqual(['20']);
  expect(await pagesOf({ userId: 'page-20', channel: 'live' })).toEqual(['20']);
  expect(await pagesOf({ userId: 'page-20', channel: 'users' })).toEqual(['']);
  const { connections } = await listConnections(
    { userId: 'page-20', limit: 50, channel: 'bets' },
    directory(),
  );
  expect(connections).toMatchObject([{ channel: 'live', channels: ['fights', 'bets'] }]);
});

test('of a user, and what is asked of them besides', async () => {
  expect(await pagesOf({ userId: 'ana' })).toEqual(['11 12 13']);
  expect(await pagesOf({ userId: 'ana', limit: 2 })).toEqual(['11 12', '13']);
  expect(await pagesOf({ userId: 'ana', state: 'connected', limit: 1 })).toEqual(['11', '13']);
  expect(await pagesOf({ userId: 'ana', channel: 'fights' })).toEqual(['']);
  expect(await pagesOf({ userId: 'nobody' })).toEqual(['']);
});

test('a rare state among many takes no more reads than a page may', async () => {
  let reads = 0;
  const endless = {
    ...directory(),
    onChannel: async () => {
      reads += 1;
      return { connections: [], next: 'AAAA' };
    },
  };
  const page = await listConnections({ channel: 'fights', state: 'idle', limit: 5 }, endless);
  expect(page).toEqual({ connections: [], next: expect.any(String) });
  expect(reads).toBe(30);
});

test('a next of another list, or of none, is refused', async () => {
  const { next } = await listConnections({ channel: 'fights', limit: 2 }, directory());
  expect(next).toBeDefined();
  for (const query of [
    { channel: 'global' as const, next },
    { userId: 'ana', next },
    { channel: 'fights' as const, next: 'bm9uZQ' },
    { next: 'AAAA' },
  ]) {
    const asked = { limit: 2, ...query, next: query.next ?? '' };
    await expect(listConnections(asked, directory())).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  }
});
