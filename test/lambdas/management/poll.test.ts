import { signToken } from '../../../core/auth/sign-token.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
let nowMs = Date.parse('2026-11-20T20:00:00.000Z');

/** What a poll meets, besides an empty inbox. */
interface Circumstances {
  readonly query?: string;
  readonly ttlSeconds?: number;
  /** The token is revoked so long after the poll began. */
  readonly revokedAfterMs?: number;
  /** The deployment drains so long after the poll began. */
  readonly drainsAfterMs?: number;
}

/** Polls as somebody of the role, and gives the answer with how long it took. */
async function poll(role: string, circumstances: Circumstances = {}) {
  const { query = 'wait=20', ttlSeconds = 600 } = circumstances;
  const { revokedAfterMs = Infinity, drainsAfterMs = Infinity } = circumstances;
  const now = nowMs;
  const drain = { startedAtMs: now, untilMs: now + 60_000, by: 'ana', reason: 'restore' };
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
    revocations: { isRevoked: async () => nowMs - now >= revokedAfterMs } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: {
      ...noDrain,
      current: async () => (nowMs - now >= drainsAfterMs ? drain : undefined),
    },
    statistics: { request: () => undefined, error: () => undefined } as never,
    audit: { record: () => undefined, settled: async () => undefined },
    segments: memorySegments(),
    now: () => nowMs,
    pause: async ms => {
      nowMs += ms;
    },
  });
  const token = await signToken({ userId: 'ana', role, ttlSeconds, now, ...claims }, secret);
  const event = urlEvent('GET', `/poll?channel=inbox&cursor=0.0&${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await app.fetch(requestOf(event), { event, lambdaContext });
  return { status: answer.status, body: await answer.json(), tookMs: nowMs - now };
}

test.each(['admin', 'operator'])('%s is waited for', async role => {
  expect(await poll(role)).toEqual({
    status: 200,
    body: { events: [], cursor: '0.0', hasMore: false },
    tookMs: 20_000,
  });
});

test.each(['bettor', 'visitor'])('%s is answered at once, with when to come back', async role => {
  expect(await poll(role)).toEqual({
    status: 200,
    body: { events: [], cursor: '0.0', hasMore: false, retryMs: 5_000 },
    tookMs: 0,
  });
});

test('no poll waits past the end of its token', async () => {
  expect(await poll('admin', { ttlSeconds: 12 })).toMatchObject({ status: 200, tookMs: 12_000 });
});

test('a poll that waited returns nothing to whom was revoked meanwhile', async () => {
  expect(await poll('admin', { revokedAfterMs: 1 })).toMatchObject({
    status: 401,
    body: { code: 'TOKEN_REVOKED' },
    tookMs: 20_000,
  });
});

test('a poll that waits while the deployment begins to drain is ended', async () => {
  const answer = await poll('admin', { drainsAfterMs: 150 });
  expect(answer).toMatchObject({ status: 503, body: { code: 'DRAINING' }, tookMs: 250 });
});

test('one that was answered within five seconds is not asked about again', async () => {
  expect(await poll('admin', { query: 'wait=5', revokedAfterMs: 1 })).toMatchObject({
    status: 200,
    tookMs: 5_000,
  });
});
