import { signToken } from '../../../../core/auth/sign-token.ts';
import type { StreamName } from '../../../../core/wire/event.ts';
import { admit } from '../../../../lambdas/adapters/streams/admit.ts';
import { fixedSecret } from '../../../support/fixed-key.ts';

const now = 1_790_000_000_000;
const secret = new TextEncoder().encode('s'.repeat(64));
const keys = {
  tokenKey: { kind: 'secret', source: fixedSecret(secret) } as const,
  sseSecrets: fixedSecret(secret),
};

/** What `role` gets of that channel with that query: the filter that it is let in with, or the refusal. */
async function ask(role: string, channel: StreamName, rawQueryString: string) {
  const issued = { issuer: 'gallobets', audience: 'gallobets-realtime', ttlSeconds: 60, now };
  const token = await signToken({ userId: 'ana', role, addresses: ['GANA'], ...issued }, secret);
  const request = {
    ...{ method: 'GET', path: '/', cookies: [], rawQueryString },
    headers: { authorization: `Bearer ${token}` },
    ...{ sourceIp: '203.0.113.7', userAgent: 'test', requestId: 'r-1' },
  };
  const rules = { allowedOrigins: [], jwtIssuer: issued.issuer, jwtAudience: [issued.audience] };
  const verdict = await admit(request, { channel, path: '/' }, rules, keys, now);
  if (verdict.kind === 'admitted') return verdict.query.filters.paymentStreams;
  const { status, code, detail } = verdict.problem;
  return `${status} ${code} ${detail}`;
}

const times = (count: number, name: string) =>
  Array.from({ length: count }, (_, n) => `${name}=${n}`).join('&');
const list = (count: number) => Array.from({ length: count }, (_, n) => String(n));

test.each([
  ['', undefined],
  ['streams=1', { streams: ['1'] }],
  ['streams=1&streams=2', { streams: ['1', '2'] }],
  ['streams=1,2&streams=%20', { streams: ['1,2', ' '] }],
  ['users=GA%2CB&users=bea&all=false', { users: ['GA,B', 'bea'], all: false }],
  ['all=true&streams=1', { all: true, streams: ['1'] }],
  [times(100, 'streams'), { streams: list(100) }],
  [times(20, 'users'), { users: list(20) }],
  [
    `streams=${'s'.repeat(256)}&users=${'u'.repeat(128)}`,
    { streams: ['s'.repeat(256)], users: ['u'.repeat(128)] },
  ],
])('an admin asks with ?%.40s', async (query, expected) => {
  expect(await ask('admin', 'payment-streams', query)).toEqual(expected);
  expect(await ask('admin', 'live', query)).toEqual(expected);
  expect(await ask('admin', 'live', `channels=fights,payment-streams&${query}`)).toEqual(expected);
});

test.each([
  ['streams=', 'received streams=; expected 1 to 256 characters'],
  ['streams=1&streams=', 'received streams=; expected 1 to 256 characters'],
  [
    `streams=${'s'.repeat(257)}`,
    `received streams=${'s'.repeat(64)}; expected 1 to 256 characters`,
  ],
  [times(101, 'streams'), 'received 101 streams; expected at most 100 payment streams'],
  ['users=', 'received users=; expected 1 to 128 characters'],
  [`users=${'u'.repeat(129)}`, `received users=${'u'.repeat(64)}; expected 1 to 128 characters`],
  [times(21, 'users'), 'received 21 users; expected at most 20 users'],
  ['all=yes', 'received all=yes; expected true or false'],
  ['all=', 'received all=; expected true or false'],
  ['all=true&all=true', 'received all more than once; expected it once'],
])('?%.40s is refused, whoever asks', async (query, detail) => {
  for (const role of ['admin', 'bettor']) {
    const expected = `400 QUERY_INVALID ${detail}`;
    expect(await ask(role, 'payment-streams', query)).toBe(expected);
    expect(await ask(role, 'live', query)).toBe(expected);
  }
});

test.each<[string, StreamName, string, unknown]>([
  ['bettor', 'payment-streams', 'users=ana&users=GANA', { users: ['ana', 'GANA'] }],
  ['bettor', 'live', 'streams=of-others', { streams: ['of-others'] }],
  ['bettor', 'payment-streams', 'all=true', '403 ROLE_NOT_ALLOWED'],
  ['bettor', 'payment-streams', 'users=bea', '403 ROLE_NOT_ALLOWED'],
  ['bettor', 'live', 'users=ana&users=bea', '403 ROLE_NOT_ALLOWED'],
  ['bettor', 'live', 'channels=inbox&streams=1', '400 QUERY_INVALID'],
  ['bettor', 'inbox', 'users=ana', '400 QUERY_INVALID'],
  ['bettor', 'fights', 'all=true', '403 ROLE_NOT_ALLOWED'],
  ['admin', 'fights', 'all=false', '400 QUERY_INVALID'],
  ['admin', 'global', 'streams=1', '400 QUERY_INVALID'],
  ['operator', 'live', 'channels=fights,bets&users=bea', '400 QUERY_INVALID'],
  ['operator', 'payment-streams', 'all=true&users=bea', { all: true, users: ['bea'] }],
])('%s on %s with ?%s', async (role, channel, query, expected) => {
  const received = await ask(role, channel, query);
  if (typeof expected !== 'string') expect(received).toEqual(expected);
  else expect(String(received).slice(0, expected.length)).toBe(expected);
});
