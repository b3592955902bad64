import { SignJWT } from 'jose';
import type { Identity } from '../../../core/auth/identity.ts';
import { signToken } from '../../../core/auth/sign-token.ts';
import { signSseToken, verifySseToken } from '../../../core/auth/sse-token.ts';
import { isSseToken } from '../../../core/auth/sse-token-type.ts';
import type { TokenVerdict } from '../../../core/auth/token-verdict.ts';
import { verifyToken } from '../../../core/auth/verify-token.ts';
import { fixedSecret } from '../../support/fixed-key.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const audience = 'gallobets-realtime';
const session: Identity = {
  userId: 'ana',
  role: 'operator',
  permissions: ['events:publish'],
  expiresAtMs: Date.parse('2026-11-21T08:00:00.000Z'),
  issuedAtMs: Date.parse('2026-11-20T19:30:00.000Z'),
  tokenId: 'session-1',
};
const request = { session, tokenId: 'sse-1', audience, now };

const reasonOf = (verdict: TokenVerdict) =>
  verdict.kind === 'refused' ? verdict.reason : verdict.kind;

const verify = (token: string, at = now) =>
  verifySseToken(token, fixedSecret(secret), { audience, now: at });

test('an SSE token names its bearer, its session and its channels', async () => {
  const { token, expiresAtMs } = await signSseToken(
    { ...request, channels: ['fights', 'inbox'] },
    secret,
  );
  expect(expiresAtMs).toBe(Date.parse('2026-11-20T21:00:00.000Z'));
  expect(await verify(token)).toEqual({
    kind: 'ok',
    identity: {
      userId: 'ana',
      role: 'operator',
      permissions: ['events:publish'],
      expiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
      issuedAtMs: Date.parse('2026-11-20T19:30:00.000Z'),
      tokenId: 'sse-1',
      sessionId: 'session-1',
      channels: ['fights', 'inbox'],
    },
  });
});

test('an SSE token carries its session’s addresses and permissions on', async () => {
  const permissions = ['workflow:read', 'of "x", y'];
  const owner = { ...session, permissions, addresses: ['GABC', 'GDEF'] };
  const { token } = await signSseToken({ ...request, session: owner }, secret);
  expect(await verify(token)).toMatchObject({
    identity: { permissions, addresses: ['GABC', 'GDEF'] },
  });
  const without = await signSseToken(
    { ...request, session: { ...session, permissions: [] } },
    secret,
  );
  expect(await verify(without.token)).toMatchObject({ identity: { permissions: [] } });
});

test('it lasts an hour, and never longer than its session', async () => {
  const brief = { ...session, expiresAtMs: now + 600_999 };
  const { token, expiresAtMs } = await signSseToken({ ...request, session: brief }, secret);
  expect(expiresAtMs).toBe(Date.parse('2026-11-20T20:10:00.000Z'));
  expect(reasonOf(await verify(token, expiresAtMs + 4_999))).toBe('ok');
  expect(reasonOf(await verify(token, expiresAtMs + 5_000))).toBe('expired');
});

test('a session that does not say when it began or what its id is leaves both out', async () => {
  const { tokenId, issuedAtMs, ...anonymous } = session;
  const { token } = await signSseToken({ ...request, session: anonymous }, secret);
  const verdict = await verify(token);
  expect(verdict).toMatchObject({ kind: 'ok', identity: { tokenId: 'sse-1' } });
  expect(Object.keys(verdict.kind === 'ok' ? verdict.identity : {})).toEqual([
    'userId',
    'role',
    'permissions',
    'expiresAtMs',
    'tokenId',
  ]);
});

test('neither kind of token passes for the other, though one secret signs both', async () => {
  const { token } = await signSseToken(request, secret);
  const expectations = { issuer: 'gallobets', audience, now };
  const key = { kind: 'secret', source: fixedSecret(secret) } as const;
  expect(reasonOf(await verifyToken(token, key, expectations))).toBe('wrong-type');
  const ordinary = { userId: 'ana', role: 'admin', ttlSeconds: 60, now, issuer: audience };
  const bearer = await signToken({ ...ordinary, audience: `${audience}/sse` }, secret);
  expect(reasonOf(await verify(bearer))).toBe('wrong-type');
});

const forged = (change: Record<string, unknown> = {}, alg = 'HS256') =>
  new SignJWT({
    sub: 'ana',
    role: 'admin',
    jti: 't',
    iss: audience,
    aud: `${audience}/sse`,
    exp: now / 1_000 + 60,
    ...change,
  }).setProtectedHeader({ alg, typ: 'sse+jwt' });

test.each([
  ['another secret', async () => forged().sign(new Uint8Array(32)), 'wrong-signature'],
  ['HS512', async () => forged({}, 'HS512').sign(new Uint8Array(64)), 'wrong-algorithm'],
  ['another issuer', async () => forged({ iss: 'gallobets' }).sign(secret), 'wrong-issuer'],
  ['the audience of bearers', async () => forged({ aud: audience }).sign(secret), 'wrong-audience'],
  ['no expiry', async () => forged({ exp: undefined }).sign(secret), 'invalid-claims'],
  ['no id', async () => forged({ jti: undefined }).sign(secret), 'invalid-claims'],
  ['an unknown channel', async () => forged({ channels: ['all'] }).sign(secret), 'invalid-claims'],
  ['no channel at all', async () => forged({ channels: [] }).sign(secret), 'invalid-claims'],
])('one with %s is refused', async (_title, make, reason) => {
  expect(reasonOf(await verify(await make()))).toBe(reason);
});

test.each([
  ['sse+jwt', true],
  ['SSE+JWT', true],
  ['application/sse+jwt', true],
  ['JWT', false],
  ['at+jwt', false],
  [undefined, false],
])('a token of the type %s is taken for an SSE token: %s', async (typ, expected) => {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', ...(typ === undefined ? {} : { typ }) })
    .sign(secret);
  expect(isSseToken(token)).toBe(expected);
});

test.each(['', 'hello', 'a.b.c', `${'a'.repeat(9_000)}.b.c`])('%.9s is not', text => {
  expect(isSseToken(text)).toBe(false);
});
