import { createAddressSlots } from '../../../lambdas/adapters/address-slots.ts';
import { createStreamLeases } from '../../../lambdas/adapters/stream-leases.ts';
import { claimPlace, type PlacePorts } from '../../../lambdas/channel-stream/claim-place.ts';
import { createConnectionsTable } from '../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');
const identity = {
  userId: 'ana',
  role: 'admin',
  permissions: [],
  expiresAtMs: nowMs + 3_600_000,
} as const;

let engine: TestEngine;
let ports: PlacePorts;

beforeAll(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, 'Connections');
  const limits = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...limits });
});
afterAll(() => engine.stop());

beforeEach(() => {
  ports = {
    addresses: createAddressSlots({
      client: engine.client,
      tableName: 'Limits',
      cap: 2,
      now: () => nowMs,
    }),
    leases: createStreamLeases(engine.client, 'Connections'),
    revocations: { isRevoked: async () => false },
  };
});

const claim = (connectionId: string, change: Partial<PlacePorts> = {}) =>
  claimPlace(
    {
      ...{ userId: 'ana', role: 'admin', connectionId, channel: 'fights' },
      ...{ sourceIp: '203.0.113.7', userAgent: 'jest' },
      ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
    },
    { identity },
    { ...ports, ...change },
  );

/** The code of the refusal, or that there was none. */
const codeOf = (claimed: Awaited<ReturnType<typeof claim>>) =>
  claimed.kind === 'refused' ? claimed.problem.code : 'place';

test('an address has its cap, whatever became of those that were refused or failed', async () => {
  const first = await claim('c-1');
  const revoked = { isRevoked: jest.fn().mockResolvedValueOnce(false).mockResolvedValueOnce(true) };
  expect(codeOf(await claim('c-2', { revocations: revoked }))).toBe('TOKEN_REVOKED');
  const broken = { acquire: async () => Promise.reject(new Error('no store')) };
  await expect(claim('c-3', { leases: broken })).rejects.toThrow('no store');
  expect(codeOf(await claim('c-4'))).toBe('place');
  expect(codeOf(await claim('c-5'))).toBe('TOO_MANY_CONNECTIONS');
  if (first.kind !== 'place') throw new Error('expected a place');
  expect(await first.lease.check()).toBeUndefined();
  await first.release();
  expect(codeOf(await claim('c-6'))).toBe('place');
});
