import { authorize } from '../../../core/auth/authorize-socket.ts';
import { signToken } from '../../../core/auth/sign-token.ts';
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

const tokens = (...all: string[]) =>
  new URLSearchParams(all.map((each): [string, string] => ['token', each]));

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
  expect(await authorize({ headers: {}, query: tokens(token) }, admission)).toEqual(allowed);
  const headers = { 'Sec-WebSocket-Protocol': `gallobets.v1, bearer.${token}` };
  expect(await authorize({ headers, query: tokens() }, admission)).toEqual(allowed);
});

test('a browser is let in from an allowed origin only, whatever its token', async () => {
  const from = (Origin: string) => ({ headers: { Origin }, query: tokens(token) });
  expect(await authorize(from('https://gallobets.example'), admission)).toMatchObject({
    kind: 'allowed',
  });
  expect(await authorize(from('https://gallobets.example.evil'), admission)).toEqual({
    kind: 'forbidden',
    code: 'ORIGIN_NOT_ALLOWED',
    reason:
      'received the origin https://gallobets.example.evil, expected one of: https://gallobets.example',
  });
  expect(
    await authorize(from('https://gallobets.example'), { ...admission, allowedOrigins: [] }),
  ).toMatchObject({ kind: 'forbidden' });
});

test('the endpoint’s own origin counts as none: clients that are no browser send it', async () => {
  const Host = 'abc.execute-api.us-east-1.amazonaws.com';
  const from = (Origin: string) => ({ headers: { Host, Origin }, query: tokens(token) });
  const strict = { ...admission, allowedOrigins: [] };
  expect(await authorize(from(`https://${Host}`), strict)).toMatchObject({ kind: 'allowed' });
  expect(await authorize(from(`https://evil.${Host}`), strict)).toMatchObject({
    kind: 'forbidden',
  });
});

test('no token and a bad one are unauthorized, with a reason that does not repeat it', async () => {
  expect(await authorize({ headers: {}, query: tokens() }, admission)).toMatchObject({
    kind: 'unauthorized',
    reason:
      'no token was received; one was expected as the subprotocol bearer.<token> or as ?token=',
  });
  const result = await authorize({ headers: {}, query: tokens(expired) }, admission);
  expect(result).toEqual({
    kind: 'unauthorized',
    reason: 'the token has expired; a fresh one is expected',
  });
});

test('a bad subprotocol token is not made good by one in the query', async () => {
  const headers = { 'Sec-WebSocket-Protocol': 'gallobets.v1, bearer.a.b.c' };
  expect(await authorize({ headers, query: tokens(token) }, admission)).toMatchObject({
    kind: 'unauthorized',
  });
});

test('a token twice, in the query or as subprotocols, is refused, and says so', async () => {
  const reason =
    'more than one token was received; ?token= or a bearer subprotocol was expected once';
  const inQuery = { headers: {}, query: tokens(token, token) };
  expect(await authorize(inQuery, admission)).toEqual({ kind: 'unauthorized', reason });
  const headers = { 'Sec-WebSocket-Protocol': `bearer.${token}, bearer.${token}` };
  expect(await authorize({ headers, query: tokens() }, admission)).toEqual({
    kind: 'unauthorized',
    reason,
  });
});

test('permissions that a socket cannot keep are refused, with the claim and its length for the log', async () => {
  const request = { userId: 'ana', role: 'service', issuer: 'gallobets', ttlSeconds: 60, now };
  const handshake = async (permissions: string[]) => {
    const claims = { ...request, audience: 'gallobets-realtime', permissions };
    return { headers: {}, query: tokens(await signToken(claims, secret)) };
  };
  const most = Array<string>(20).fill('x'.repeat(100));
  expect(await authorize(await handshake(most), admission)).toMatchObject({
    kind: 'allowed',
    identity: { permissions: most },
  });
  expect(await authorize(await handshake([...most, 'y']), admission)).toEqual({
    kind: 'unauthorized',
    reason:
      'the token’s claim permissions has 2001 characters in all; expected at most 2000, for an SSE token and a socket carry them on',
  });
});

test('a Socket.IO client is refused, whatever its token, and the log says what to read', async () => {
  const query = new URLSearchParams({ EIO: '4', transport: 'websocket', token });
  expect(await authorize({ headers: {}, query }, admission)).toEqual({
    kind: 'forbidden',
    code: 'QUERY_INVALID',
    reason:
      'received a request of a Socket.IO client (EIO in the query); expected one for a server-sent event stream or a plain WebSocket: docs/from-socket-io.md says what to use instead',
  });
});
