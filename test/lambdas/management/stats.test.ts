import { signToken } from '../../../core/auth/sign-token.ts';
import type { HourCounts } from '../../../core/statistics/hours.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = Date.UTC(2026, 10, 21, 10, 15);

const hour: HourCounts = {
  hour: '2026-11-21T09',
  addedUpAtMs: now,
  series: new Map([['fights', new Map([['appended', 6]])]]),
  peaks: { samples: 60, streams: 7, users: 12, readers: new Map([['fights', 3]]) },
};
const asked: unknown[] = [];

beforeEach(() => asked.splice(0));

async function statsOf(query: string, role = 'admin') {
  const app = createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [],
      frontDoorOrigin: undefined,
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    statistics: { request: () => undefined, error: () => undefined } as never,
    audit: { record: () => undefined, settled: async () => undefined },
    counted: { since: async () => [] } as never,
    countedHours: {
      hours: async (_wanted, from, to) => {
        asked.push([from, to]);
        return [hour];
      },
    },
    directory: { onChannel: async () => ({ connections: [] }) } as never,
    rooms: { count: async () => ({ members: new Map(), isExact: true }) } as never,
    workflowLists: { findAll: async () => [] } as never,
    now: () => now,
  });
  const token = await signToken({ userId: 'kim', role, ttlSeconds: 60, now, ...claims }, secret);
  const event = urlEvent('GET', `/stats${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const response = await app.fetch(requestOf(event), {
    event,
    lambdaContext: { awsRequestId: 'request-1' },
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  return { status: response.status, body: (await response.json()) as any };
}

test('per=hour is of the last day, or from one moment to another in either form', async () => {
  const { status, body } = await statsOf('?per=hour');
  expect(status).toBe(200);
  expect(body).toMatchObject({ per: 'hour', at: now, to: Date.UTC(2026, 10, 21, 11) });
  expect(body.hours).toMatchObject([
    {
      start: Date.UTC(2026, 10, 21, 9),
      peaks: { samples: 60, streams: 7, users: 12, sockets: 0 },
      channels: [{ channel: 'fights', events: 6, deliveries: 0, readers: 3 }],
    },
  ]);
  const from = '2026-11-01T00:00:00%2B02:00';
  await statsOf(`?per=hour&from=${from}&to=${Date.UTC(2026, 10, 20, 12)}`);
  expect(asked).toEqual([
    ['2026-11-20T10', '2026-11-21T10'],
    ['2026-10-31T22', '2026-11-20T11'],
  ]);
});

test('without per it is of the last minutes, as it was', async () => {
  const { status, body } = await statsOf('');
  expect(status).toBe(200);
  expect(body).toMatchObject({ at: now, windowMinutes: 5, connections: { total: 0 } });
  expect(body).not.toHaveProperty('per');
  expect(asked).toEqual([]);
});

test.each([
  ['?per=minute', 'per'],
  ['?per=hour&from=yesterday', 'from'],
  ['?from=1795255200000', 'per'],
  ['?per=hour&from=1795255200000&to=1795255200000', 'from'],
  ['?per=hour&from=1700000000000', '30 days'],
])('%s is refused, with what was expected', async (query, named) => {
  const { status, body } = await statsOf(query);
  expect([status, body.code]).toEqual([400, 'QUERY_INVALID']);
  expect(body.detail).toContain(named);
});

test('a bettor is given no statistics of hours', async () => {
  expect((await statsOf('?per=hour', 'bettor')).status).toBe(403);
});
