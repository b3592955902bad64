import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { endBanned } from '../../../core/connection/end-banned.ts';
import type { EndConnection } from '../../../core/connection/end-connection.ts';
import { endRevoked } from '../../../core/connection/end-revoked.ts';
import type { LeaseDirectory } from '../../../core/connection/lease-directory.ts';
import type { StreamLeases } from '../../../core/connection/stream-leases.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../../lambdas/adapters/connections/end-connection.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { createUserBans } from '../../../lambdas/adapters/identity/users-table.ts';
import { createConnectionsTable } from '../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { noNotices } from '../../support/no-notices.ts';

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

let engine: TestEngine;
let leases: StreamLeases;
let directory: LeaseDirectory;
let endConnection: EndConnection;

beforeAll(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, 'Connections');
  await engine.createTable({ name: 'Users', partitionKey: { name: 'userId' } });
  leases = createStreamLeases(
    engine.client,
    'Connections',
    {
      streamsPerStaff: 20,
      streamsPerUser: 2,
    },
    noNotices,
  );
  directory = createConnectionDirectory(engine.client, 'Connections', () => nowMs);
  endConnection = createEndConnection(engine.client, 'Connections', {
    gateway: { close: async () => ({ kind: 'sent' }) },
    postNotice: noNotices,
    onUnclosed: () => undefined,
  });
});
afterAll(() => engine.stop());

const live = (
  userId: string,
  connectionId: string,
  channels: readonly ChannelName[],
  parts: object = {},
) =>
  leases.acquire({
    ...{ userId, connectionId, role: 'admin', channel: 'live', channels },
    ...{ sourceIp: '203.0.113.7', userAgent: 'jest' },
    ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
    ...parts,
  });

const single = (userId: string, connectionId: string, parts: object = {}) =>
  leases.acquire({
    ...{ userId, connectionId, role: 'admin', channel: 'fights' },
    ...{ sourceIp: '203.0.113.7', userAgent: 'jest' },
    ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
    ...parts,
  });

test('a Live stream is one connection, found by id, user and `live`, with the channels it shows', async () => {
  await live('ana', 'c-ana', ['fights', 'bets']);
  const found = {
    connectionId: 'c-ana',
    kind: 'sse',
    channel: 'live',
    channels: ['fights', 'bets'],
  };
  expect(await directory.find('c-ana')).toMatchObject(found);
  expect(await directory.ofUser('ana')).toMatchObject([found]);
  expect((await directory.onChannel('live', { limit: 10 })).connections).toMatchObject([found]);
  expect((await directory.onChannel('fights', { limit: 10 })).connections).toEqual([]);
});

test('its own client takes its place, whichever channels it shows by then', async () => {
  const tab = { clientId: 'tab-1' };
  const older = await live('beto', 'c-1', ['fights'], tab);
  const ofChannel = await single('beto', 'c-2', tab);
  const ofOther = await live('beto', 'c-3', ['fights'], { clientId: 'tab-2' });
  const newer = await live('beto', 'c-4', ['bets', 'users'], tab);
  expect(await older.check()).toBe('replaced');
  expect(await ofChannel.check()).toBeUndefined();
  expect(await ofOther.check()).toBeUndefined();
  expect(await newer.check()).toBeUndefined();
  const left = await directory.ofUser('beto');
  expect(left.map(({ connectionId }) => connectionId).sort()).toEqual(['c-2', 'c-3', 'c-4']);
  expect(left.find(({ connectionId }) => connectionId === 'c-4')).toMatchObject({
    channels: ['bets', 'users'],
  });
});

test('it ends when it is disconnected, by its id or its user', async () => {
  const lease = await live('cai', 'c-cai', ['fights', 'bets']);
  const [found] = await directory.ofUser('cai');
  if (found === undefined) throw new Error('expected the connection');
  expect(await endConnection(found, 'disconnected')).toBe(true);
  expect(await lease.check()).toBe('disconnected');
  expect(await directory.find('c-cai')).toMatchObject({ state: 'disconnecting' });
});

test('it ends when its token is revoked, and not with another', async () => {
  const mine = await live('dia', 'c-5', ['fights'], { tokenId: 't-1' });
  const other = await live('dia', 'c-6', ['fights'], { tokenId: 't-2' });
  const revocation = { userId: 'dia', tokenId: 't-1', revokedAtMs: nowMs, by: 'kim', reason: '' };
  expect(await endRevoked(revocation, { directory, endConnection })).toBe(1);
  expect(await mine.check()).toBe('revoked');
  expect(await other.check()).toBeUndefined();
});

test('it ends when its user is banned', async () => {
  const lease = await live('eva', 'c-7', ['inbox'], { role: 'bettor' });
  await engine.client.send(
    new PutCommand({ TableName: 'Users', Item: { userId: 'eva', status: 'banned' } }),
  );
  const banned = { userId: 'eva', isNew: true, changeId: 'ban-1', writtenAtMs: nowMs };
  const ports = {
    ...{ directory, endConnection },
    bans: createUserBans(engine.client, 'Users'),
    audit: { record: () => undefined },
  };
  expect(await endBanned([banned], 'r-1', ports)).toEqual({ banned: 1, connectionsEnded: 1 });
  expect(await lease.check()).toBe('revoked');
});
