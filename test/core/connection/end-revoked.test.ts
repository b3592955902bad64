import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type EndRevokedPorts, endRevoked } from '../../../core/connection/end-revoked.ts';
import type { SocketGateway } from '../../../core/connection/socket-gateway.ts';
import type { StreamLeases } from '../../../core/connection/stream-leases.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../../lambdas/adapters/connections/end-connection.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { noNotices } from '../../support/no-notices.ts';

const nowMs = Date.now();
const closed: string[] = [];
const gateway: SocketGateway = {
  post: async () => ({ kind: 'sent' }),
  close: async connectionId => {
    closed.push(connectionId);
    return { kind: 'sent' };
  },
};

let engine: TestEngine;
let leases: StreamLeases;
let ports: EndRevokedPorts;

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
  ports = {
    directory: createConnectionDirectory(engine.client, 'Connections', () => nowMs),
    endConnection: createEndConnection(engine.client, 'Connections', {
      gateway,
      now: () => nowMs,
      pause: async () => undefined,
      postNotice: noNotices,
      onUnclosed: () => undefined,
    }),
  };
});

afterAll(() => engine.stop());
beforeEach(() => {
  closed.length = 0;
});

const stream = (userId: string, connectionId: string, token: object = {}) =>
  leases.acquire({
    ...{ userId, connectionId, role: 'admin', channel: 'fights', sourceIp: '', userAgent: '' },
    ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
    ...token,
  });

async function socket(userId: string, connectionId: string, token: object = {}) {
  const Item = {
    ...{ userId, connectionId, leaseId: `ws#${connectionId}`, kind: 'ws', channel: 'proposals' },
    ...{ role: 'bettor', state: 'connected', seenAtMs: nowMs, sourceIp: '', userAgent: '' },
    connectedAt: new Date(nowMs).toISOString(),
    expiresAt: Math.ceil(nowMs / 1_000) + 7_200,
    ...token,
  };
  await engine.client.send(new PutCommand({ TableName: 'Connections', Item }));
}

async function socketsOf(userId: string) {
  const { Items = [] } = await engine.client.send(
    new QueryCommand({
      TableName: 'Connections',
      KeyConditionExpression: 'userId = :user AND begins_with(leaseId, :ws)',
      ExpressionAttributeValues: { ':user': userId, ':ws': 'ws#' },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ connectionId }) => connectionId);
}

const revocation = (userId: string, tokenId: string) => ({
  ...{ userId, tokenId, revokedAtMs: nowMs, by: 'kim', reason: 'test' },
});

test('of a user, every stream and socket is ended, and no one else’s', async () => {
  const own = [await stream('ana', 's-1'), await stream('ana', 's-2', { tokenId: 't-1' })];
  await socket('ana', 'w-1');
  const other = await stream('anabel', 's-3');
  await socket('anabel', 'w-2');
  expect(await endRevoked(revocation('ana', '*'), ports)).toBe(3);
  for (const lease of own) expect(await lease.check()).toBe('revoked');
  expect(closed).toEqual(['w-1']);
  expect(await socketsOf('ana')).toEqual([]);
  expect(await other.check()).toBeUndefined();
  expect(await socketsOf('anabel')).toEqual(['w-2']);
});

test('of a token, those are ended that it opened, or an SSE token made from it', async () => {
  const opened = await stream('bea', 's-1', { tokenId: 't-1' });
  const derived = await stream('bea', 's-2', { tokenId: 'sse-1', sessionId: 't-1' });
  const kept = await stream('bea', 's-3', { tokenId: 'sse-2', sessionId: 't-2' });
  await socket('bea', 'w-1', { tokenId: 't-1' });
  await socket('bea', 'w-2', { tokenId: 't-2' });
  await socket('bea', 'w-3');
  expect(await endRevoked(revocation('bea', 't-1'), ports)).toBe(3);
  expect(await opened.check()).toBe('revoked');
  expect(await derived.check()).toBe('revoked');
  expect(await kept.check()).toBeUndefined();
  expect(closed).toEqual(['w-1']);
  expect(await socketsOf('bea')).toEqual(['w-2', 'w-3']);
});

test('what has expired is not counted', async () => {
  await socket('cleo', 'w-1', { expiresAt: Math.floor(nowMs / 1_000) - 1 });
  expect(await endRevoked(revocation('cleo', '*'), ports)).toBe(0);
});
