import { signToken } from '../../../core/auth/sign-token.ts';
import { authorize } from '../../../lambdas/proposal-authorizer/authorize.ts';
import { fixedSecret } from '../../support/fixed-key.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const admission = {
  allowedOrigins: ['https://gallobets.example'],
  issuer: 'gallobets',
  audience: 'gallobets-realtime',
  key: { kind: 'secret', source: fixedSecret(secret) },
  now,
} as const;

let token: string;
let expired: string;

beforeAll(async () => {
  const request = {
    userId: 'ana',
    role: 'bettor',
    issuer: 'gallobets',
    audience: 'gallobets-realtime',
    ttlSeconds: 3600,
    now,
  };
  token = await signToken(request, secret);
  expired = await signToken({ ...request, ttlSeconds: -60 }, secret);
});

test('a good token is let in, from the query or a subprotocol', async () => {
  const allowed = {
    kind: 'allowed',
    identity: {
      userId: 'ana',
      role: 'bettor',
      permissions: [],
      expiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
      issuedAtMs: Date.parse('2026-11-20T20:00:00.000Z'),
    },
  };
  expect(await authorize({ headers: {}, queryTokens: [token] }, admission)).toEqual(allowed);
  const headers = { 'Sec-WebSocket-Protocol': `gallobets.v1, bearer.${token}` };
  expect(await authorize({ headers, queryTokens: [] }, admission)).toEqual(allowed);
});

test('a browser is let in from an allowed origin only, whatever its token', async () => {
  const from = (Origin: string) => ({ headers: { Origin }, queryTokens: [token] });
  expect(await authorize(from('https://gallobets.example'), admission)).toMatchObject({
    kind: 'allowed',
  });
  expect(await authorize(from('https://gallobets.example.evil'), admission)).toEqual({
    kind: 'forbidden',
    reason:
      'received the origin https://gallobets.example.evil, expected one of: https://gallobets.example',
  });
  expect(
    await authorize(from('https://gallobets.example'), { ...admission, allowedOrigins: [] }),
  ).toMatchObject({ kind: 'forbidden' });
});

test('the endpoint’s own origin counts as none: clients that are no browser send it', async () => {
  const Host = 'abc.execute-api.us-east-1.amazonaws.com';
  const from = (Origin: string) => ({ headers: { Host, Origin }, queryTokens: [token] });
  const strict = { ...admission, allowedOrigins: [] };
  expect(await authorize(from(`https://${Host}`), strict)).toMatchObject({ kind: 'allowed' });
  expect(await authorize(from(`https://evil.${Host}`), strict)).toMatchObject({
    kind: 'forbidden',
  });
});

test('no token and a bad one are unauthorized, with a reason that does not repeat it', async () => {
  expect(await authorize({ headers: {}, queryTokens: [] }, admission)).toMatchObject({
    kind: 'unauthorized',
    reason: expect.stringContaining('no token was received'),
  });
  const result = await authorize({ headers: {}, queryTokens: [expired] }, admission);
  expect(result).toEqual({
    kind: 'unauthorized',
    reason: 'the token has expired; a fresh one is expected',
  });
});

test('a bad subprotocol token is not made good by one in the query', async () => {
  const headers = { 'Sec-WebSocket-Protocol': 'gallobets.v1, bearer.a.b.c' };
  expect(await authorize({ headers, queryTokens: [token] }, admission)).toMatchObject({
    kind: 'unauthorized',
  });
});

test('a token twice, in the query or as subprotocols, is refused, and says so', async () => {
  const reason =
    'more than one token was received; ?token= or a bearer subprotocol was expected once';
  const inQuery = { headers: {}, queryTokens: [token, token] };
  expect(await authorize(inQuery, admission)).toEqual({ kind: 'unauthorized', reason });
  const headers = { 'Sec-WebSocket-Protocol': `bearer.${token}, bearer.${token}` };
  expect(await authorize({ headers, queryTokens: [] }, admission)).toEqual({
    kind: 'unauthorized',
    reason,
  });
});
