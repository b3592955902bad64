import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import {
  claimLeases,
  type LeasePorts,
  type StreamSlots,
} from '../../../core/connection/claim-leases.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import { createAddressLeases } from '../../../lambdas/adapters/connections/address-leases.ts';
import { createLiveStreamLeases } from '../../../lambdas/adapters/connections/live-stream-leases.ts';
import { createPublicStreamLeases } from '../../../lambdas/adapters/connections/public-stream-leases.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { createConnectionsTable } from '../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { noNotices } from '../../support/no-notices.ts';

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');
const identity = {
  userId: 'ana',
  role: 'admin',
  permissions: [],
  expiresAtMs: nowMs + 3_600_000,
} as const;

let engine: TestEngine;
let slots: StreamSlots;
let ports: LeasePorts;

beforeEach(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, 'Connections');
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...keys });
});
afterEach(() => engine.stop());

const caps = { streamsPerStaff: 20, streamsPerUser: 1 };

beforeEach(() => {
  const limits = { client: engine.client, tableName: 'Limits', now: () => nowMs };
  slots = {
    publicStreams: createPublicStreamLeases({ ...limits, publicStreams: 2, streamsPerUser: 1 }),
    liveStreams: createLiveStreamLeases({ ...limits, liveStreams: 2 }),
  };
  ports = {
    slots,
    addresses: createAddressLeases({ ...limits, cap: 2 }),
    leases: createStreamLeases(engine.client, 'Connections', caps, noNotices),
    revocations: { isRevoked: async () => false },
  };
});

interface Holder {
  readonly userId: string;
  readonly role: string;
  readonly sourceIp?: string;
  /** Of a Live stream. */
  readonly channels?: readonly ChannelName[];
}

const claim = (
  connectionId: string,
  change: Partial<LeasePorts> = {},
  holder: Holder = identity,
) => {
  const { userId, role, sourceIp = '203.0.113.7', channels } = holder;
  const lease = {
    ...{ userId, role, connectionId, sourceIp, userAgent: 'jest' },
    ...(channels === undefined ? { channel: 'inbox' } : { channel: 'live', channels }),
    ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
  };
  const deadlineMs = nowMs + 360_000;
  return claimLeases(
    { lease, deadlineMs, identity: { ...identity, userId, role } },
    { ...ports, ...change },
  );
};

/** The code of the refusal, or that there was none. */
const codeOf = (claimed: Awaited<ReturnType<typeof claim>>) =>
  claimed.kind === 'refused' ? claimed.problem.code : 'claimed';

test('an address has its cap, whatever became of those that were refused or failed', async () => {
  const first = await claim('c-1');
  const revoked = { isRevoked: jest.fn().mockResolvedValueOnce(false).mockResolvedValueOnce(true) };
  expect(codeOf(await claim('c-2', { revocations: revoked }))).toBe('TOKEN_REVOKED');
  const broken = { acquire: async () => Promise.reject(new Error('no store')) };
  await expect(claim('c-3', { leases: broken })).rejects.toThrow('no store');
  expect(codeOf(await claim('c-4'))).toBe('claimed');
  expect(codeOf(await claim('c-5'))).toBe('TOO_MANY_CONNECTIONS');
  if (first.kind !== 'claimed') throw new Error('expected a place');
  expect(await first.lease.check()).toBeUndefined();
  await first.release();
  expect(codeOf(await claim('c-6'))).toBe('claimed');
});

const bettor = (userId: string, sourceIp = userId) => ({ userId, role: 'bettor', sourceIp });

test('strangers have their ceiling together, whatever became of those that were refused', async () => {
  const revoked = { isRevoked: jest.fn().mockResolvedValueOnce(false).mockResolvedValueOnce(true) };
  expect(codeOf(await claim('p-0', { revocations: revoked }, bettor('mal')))).toBe('TOKEN_REVOKED');
  const full = { acquire: async () => undefined };
  const crowded = await claim('p-1', { addresses: full }, bettor('beto'));
  expect(codeOf(crowded)).toBe('TOO_MANY_CONNECTIONS');
  const first = await claim('p-2', {}, bettor('beto'));
  expect(codeOf(await claim('p-3', {}, bettor('cai')))).toBe('claimed');
  const refused = await claim('p-4', {}, bettor('dia'));
  expect(refused).toMatchObject({
    problem: { status: 429, code: 'PUBLIC_STREAMS_FULL', category: 'CAPACITY', recovery: 'poll' },
  });
  const staff = { userId: 'eva', role: 'operator', sourceIp: 'eva' };
  expect(codeOf(await claim('p-5', {}, staff))).toBe('claimed');
  if (first.kind !== 'claimed') throw new Error('expected a place');
  await first.release();
  expect(codeOf(await claim('p-6', {}, bettor('dia')))).toBe('claimed');
});

test('where those who are not staff have no streams they are refused, and without a time to retry', async () => {
  const limits = { client: engine.client, tableName: 'Limits', now: () => nowMs };
  const publicStreams = createPublicStreamLeases({
    ...limits,
    publicStreams: 0,
    streamsPerUser: 1,
  });
  const none = { slots: { ...slots, publicStreams } };
  expect(await claim('o-1', none, bettor('hal'))).toMatchObject({
    problem: {
      ...{ status: 429, code: 'PUBLIC_STREAMS_OFF', category: 'CAPACITY', recovery: 'poll' },
      detail:
        'received a request for a stream of the role bettor, to which streams are not available here; expected polls',
    },
  });
  const staff = { userId: 'ivo', role: 'operator', sourceIp: 'ivo' };
  expect(codeOf(await claim('o-2', none, staff))).toBe('claimed');
});

test('a stream that was replaced counts until it has ended', async () => {
  const older = await claim('r-1', {}, bettor('fay'));
  const newer = await claim('r-2', {}, bettor('fay'));
  if (older.kind !== 'claimed' || newer.kind !== 'claimed') throw new Error('expected places');
  expect(await older.lease.check()).toBe('replaced');
  expect(codeOf(await claim('r-3', {}, bettor('gil')))).toBe('PUBLIC_STREAMS_FULL');
  await older.release();
  expect(codeOf(await claim('r-4', {}, bettor('gil')))).toBe('claimed');
  expect(await newer.lease.check()).toBeUndefined();
});

const live = (userId: string, role = 'admin'): Holder => ({
  ...{ userId, role, sourceIp: userId },
  channels: ['inbox', 'fights'],
});

test('Live streams have their ceiling together, whatever became of those that were refused', async () => {
  const revoked = { isRevoked: jest.fn().mockResolvedValueOnce(false).mockResolvedValueOnce(true) };
  expect(codeOf(await claim('l-0', { revocations: revoked }, live('mal')))).toBe('TOKEN_REVOKED');
  const broken = { acquire: async () => Promise.reject(new Error('no store')) };
  await expect(claim('l-1', { leases: broken }, live('jan'))).rejects.toThrow('no store');
  const first = await claim('l-2', {}, live('ana'));
  expect(codeOf(await claim('l-3', {}, live('eva', 'operator')))).toBe('claimed');
  expect(await claim('l-4', {}, live('ivo'))).toMatchObject({
    problem: {
      ...{ status: 429, code: 'LIVE_STREAMS_FULL', category: 'CAPACITY', recovery: 'poll' },
      detail:
        'received one more stream of several channels than there is room for; expected polls, and a stream later',
    },
  });
  // A stream of one channel needs no room among them.
  expect(codeOf(await claim('l-5', {}, { ...identity, userId: 'ivo' }))).toBe('claimed');
  if (first.kind !== 'claimed') throw new Error('expected a place');
  await first.release();
  expect(codeOf(await claim('l-6', {}, live('ivo')))).toBe('claimed');
});

test('a Live stream of someone who is not staff counts among those of strangers, too', async () => {
  expect(codeOf(await claim('m-1', {}, bettor('beto')))).toBe('claimed');
  expect(codeOf(await claim('m-2', {}, live('cai', 'bettor')))).toBe('claimed');
  expect(codeOf(await claim('m-3', {}, live('dia', 'bettor')))).toBe('PUBLIC_STREAMS_FULL');
  // Who was refused holds no room among Live streams.
  expect(codeOf(await claim('m-4', {}, live('ana')))).toBe('claimed');
  expect(codeOf(await claim('m-5', {}, live('ivo')))).toBe('LIVE_STREAMS_FULL');
});

test('a Live stream that was replaced counts until it has ended', async () => {
  const older = await claim('n-1', {}, live('fay', 'bettor'));
  const newer = await claim('n-2', {}, live('fay', 'bettor'));
  if (older.kind !== 'claimed' || newer.kind !== 'claimed') throw new Error('expected places');
  expect(await older.lease.check()).toBe('replaced');
  expect(codeOf(await claim('n-3', {}, live('ana')))).toBe('LIVE_STREAMS_FULL');
  await older.release();
  expect(codeOf(await claim('n-4', {}, live('ana')))).toBe('claimed');
});

test('where nothing has slots, strangers and Live streams have their caps by user and address alone', async () => {
  const { slots: _none, ...unlimited } = ports;
  ports = unlimited;
  for (const user of ['beto', 'cai', 'dia']) {
    expect(codeOf(await claim(`u-${user}`, {}, bettor(user)))).toBe('claimed');
    expect(codeOf(await claim(`v-${user}`, {}, live(`${user}-live`, 'bettor')))).toBe('claimed');
  }
  expect(codeOf(await claim('w-1', {}, bettor('eva', 'beto')))).toBe('claimed');
  expect(codeOf(await claim('w-2', {}, bettor('fay', 'beto')))).toBe('TOO_MANY_CONNECTIONS');
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: 'Limits' }));
  expect(Items.filter(({ subject }) => !String(subject).startsWith('address#'))).toEqual([]);
});
