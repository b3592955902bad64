import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../../core/audit/audit-trail.ts';
import { type EndBannedPorts, endBanned } from '../../../core/connection/end-banned.ts';
import type { StreamLeases } from '../../../core/connection/stream-leases.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../../lambdas/adapters/connections/end-connection.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { createUserBans } from '../../../lambdas/adapters/identity/users-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { noNotices } from '../../support/no-notices.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let leases: StreamLeases;
let ports: EndBannedPorts;
const closed: string[] = [];
const entries: AuditEntry[] = [];

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'Users', partitionKey: { name: 'userId' } });
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
  ports = {
    bans: createUserBans(engine.client, 'Users'),
    directory: createConnectionDirectory(engine.client, 'Connections', () => nowMs),
    endConnection: createEndConnection(engine.client, 'Connections', {
      gateway: {
        close: async connectionId => {
          closed.push(connectionId);
          return { kind: 'sent' };
        },
      },
      now: () => nowMs,
      pause: async () => undefined,
      postNotice: noNotices,
      onUnclosed: () => undefined,
    }),
    audit: { record: entry => entries.push(entry) },
  };
});

afterAll(() => engine.stop());
beforeEach(() => {
  closed.length = 0;
  entries.length = 0;
});

const put = (table: string, item: object) =>
  engine.client.send(new PutCommand({ TableName: table, Item: { ...item } }));

const stream = (userId: string, connectionId: string) =>
  leases.acquire({
    ...{ userId, connectionId, role: 'admin', channel: 'fights', sourceIp: '', userAgent: '' },
    ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
  });

const socket = (userId: string, connectionId: string) =>
  put('Connections', {
    ...{ userId, connectionId, leaseId: `ws#${connectionId}`, kind: 'ws', channel: 'proposals' },
    ...{ role: 'bettor', state: 'connected', seenAtMs: nowMs, sourceIp: '', userAgent: '' },
    connectedAt: new Date(nowMs).toISOString(),
    expiresAt: Math.ceil(nowMs / 1_000) + 7_200,
  });

const written = (userId: string, isNew = true) => [
  { userId, isNew, changeId: `of-${userId}`, writtenAtMs: nowMs - 1_000 },
];

test('a ban ends every stream and socket of its user and no other, and is audited as a revocation is', async () => {
  const own = await stream('ana', 's-1');
  await socket('ana', 'w-1');
  const other = await stream('beto', 's-2');
  await put('Users', { userId: 'ana', status: 'banned', updatedBy: 'kim', reason: 'fraud' });
  expect(await endBanned(written('ana'), 'request-1', ports)).toEqual({
    banned: 1,
    connectionsEnded: 2,
  });
  expect(await own.check()).toBe('revoked');
  expect(closed).toEqual(['w-1']);
  expect(await other.check()).toBeUndefined();
  expect(entries).toEqual([
    {
      atMs: Date.parse('2026-11-20T19:59:59.000Z'),
      actor: 'kim',
      action: 'ban_user',
      subject: 'user#ana',
      outcome: 'done',
      sourceIp: '',
      correlationId: 'request-1',
      reason: 'fraud',
      occurrenceId: 'of-ana',
    },
  ]);
});

test.each([
  ['has been lifted', { status: 'active' }],
  ['has been lifted by an item without a status', {}],
])('a record that comes again after the ban %s ends nothing', async (_, item) => {
  const own = await stream('dora', 's-3');
  await put('Users', { userId: 'dora', ...item });
  expect(await endBanned(written('dora'), 'request-2', ports)).toEqual({
    banned: 0,
    connectionsEnded: 0,
  });
  expect(await own.check()).toBeUndefined();
  expect(entries).toEqual([]);
  await own.release();
});

test('a record of a user who is not there any more ends nothing', async () => {
  expect(await endBanned(written('gone'), 'request-3', ports)).toEqual({
    banned: 0,
    connectionsEnded: 0,
  });
});

test('a banned user’s item that is written again is audited only when something was ended', async () => {
  await put('Users', { userId: 'eva', status: 'banned', updatedBy: 7, reason: ['no text'] });
  await endBanned(written('eva', false), 'request-4', ports);
  expect(entries).toEqual([]);
  await socket('eva', 'w-2');
  await endBanned(written('eva', false), 'request-5', ports);
  // What the item says by whom and why is no text: it is left out.
  expect(entries).toMatchObject([{ actor: 'anonymous', outcome: 'done', reason: undefined }]);
});

test('one whose connections cannot be ended holds up nobody, and the batch comes again', async () => {
  const names = Array.from({ length: 30 }, (_, n) => `user-${n}`);
  for (const userId of names) await put('Users', { userId, status: 'banned' });
  for (const userId of names) await socket(userId, `w-${userId}`);
  const directory: EndBannedPorts['directory'] = {
    ofUser: userId =>
      userId === 'user-3' ? Promise.reject(new Error('no table')) : ports.directory.ofUser(userId),
  };
  const users = names.flatMap(userId => written(userId));
  await expect(endBanned(users, 'request-6', { ...ports, directory })).rejects.toThrow('no table');
  expect(closed).toHaveLength(29);
  expect(entries.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
    { subject: 'user#user-3', action: 'ban_user', code: 'STORE_UNAVAILABLE' },
  ]);
  expect(await endBanned(users, 'request-7', ports)).toEqual({ banned: 30, connectionsEnded: 1 });
  expect(closed.at(-1)).toBe('w-user-3');
});
