import fc from 'fast-check';
import { generateKeyPair, SignJWT } from 'jose';
import {
  authenticateRequest,
  type CredentialKind,
  type CredentialRequest,
  type CredentialRules,
} from '../../../core/auth/authenticate-request.ts';
import type { Identity } from '../../../core/auth/identity.ts';
import { signToken } from '../../../core/auth/sign-token.ts';
import { signSseToken } from '../../../core/auth/sse-token.ts';
import { fixedKey, fixedSecret } from '../../support/fixed-key.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const otherSecret = new TextEncoder().encode('another secret of this test, just as long');
const frontDoorOrigin = 'https://admin.example.com';
const expected = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const rules: CredentialRules = {
  ...expected,
  now,
  frontDoorOrigin,
  takesSseTokens: true,
  tokenKey: { kind: 'secret', source: fixedSecret(secret) },
  sseSecrets: fixedSecret(secret),
};

const bearer = (userId: string, key = secret, ttlSeconds = 3_600) =>
  signToken({ userId, role: 'admin', ttlSeconds, now, ...expected }, key);

const sessionOf = (userId: string): Identity => ({
  userId,
  role: 'admin',
  permissions: [],
  expiresAtMs: now + 7_200_000,
});

const sse = async (userId: string, key = secret) =>
  (
    await signSseToken(
      { session: sessionOf(userId), tokenId: 't', audience: expected.audience, now },
      key,
    )
  ).token;

/** Where a credential may stand, in the order in which they decide, and whom a good one names. */
const places = ['cookie', 'sseHeader', 'sseQuery', 'bearerHeader', 'bearerQuery'] as const;
type Place = (typeof places)[number];
type Condition = 'absent' | 'valid' | 'invalid';

const kinds: Readonly<Record<Place, CredentialKind>> = {
  cookie: 'session-cookie',
  sseHeader: 'sse-token',
  sseQuery: 'sse-token',
  bearerHeader: 'bearer',
  bearerQuery: 'bearer',
};

async function credentialAt(place: Place, condition: 'valid' | 'invalid'): Promise<string> {
  const key = condition === 'valid' ? secret : otherSecret;
  return kinds[place] === 'sse-token' ? await sse(place, key) : await bearer(place, key);
}

async function requestWith(
  conditions: Readonly<Record<Place, Condition>>,
): Promise<CredentialRequest> {
  const at = async (place: Place): Promise<string | undefined> => {
    const condition = conditions[place];
    return condition === 'absent' ? undefined : await credentialAt(place, condition);
  };
  const cookie = await at('cookie');
  const header = (await at('sseHeader')) ?? (await at('bearerHeader'));
  const query = (await at('sseQuery')) ?? (await at('bearerQuery'));
  return {
    method: 'GET',
    headers: header === undefined ? {} : { authorization: `Bearer ${header}` },
    ...(cookie === undefined ? {} : { cookies: [`theme=dark`, `__Host-session=${cookie}`] }),
    queryTokens: query === undefined ? [] : [query],
  };
}

const condition = fc.constantFrom<Condition>('absent', 'valid', 'invalid');

/** Header and query hold one credential each: where both kinds are wished for, the SSE token is there. */
const conditions = fc
  .record<Record<Place, Condition>>({
    cookie: condition,
    sseHeader: condition,
    sseQuery: condition,
    bearerHeader: condition,
    bearerQuery: condition,
  })
  .map(wished => ({
    ...wished,
    bearerHeader: wished.sseHeader === 'absent' ? wished.bearerHeader : ('absent' as const),
    bearerQuery: wished.sseQuery === 'absent' ? wished.bearerQuery : ('absent' as const),
  }));

test('of all credentials that are there, the first decides, good or bad [L1]', async () => {
  await fc.assert(
    fc.asyncProperty(conditions, async wished => {
      const verdict = await authenticateRequest(await requestWith(wished), rules);
      const first = places.find(place => wished[place] !== 'absent');
      if (first !== undefined && wished[first] === 'valid') {
        expect(verdict).toMatchObject({
          kind: 'ok',
          by: kinds[first],
          identity: { userId: first },
        });
      } else {
        expect(verdict).toMatchObject({ kind: 'refused', code: 'TOKEN_REFUSED' });
      }
    }),
    { numRuns: 300 },
  );
});

test('without a front door a cookie is no credential, and the next one decides', async () => {
  const headers = { authorization: `Bearer ${await bearer('ana')}` };
  const cookies = [`__Host-session=${await bearer('kim')}`];
  const closed = { ...rules, frontDoorOrigin: undefined };
  const request = { method: 'GET', headers, cookies, queryTokens: [] };
  expect(await authenticateRequest(request, closed)).toMatchObject({
    by: 'bearer',
    identity: { userId: 'ana' },
  });
  const alone = { method: 'GET', headers: {}, cookies, queryTokens: [] };
  expect(await authenticateRequest(alone, closed)).toEqual({
    kind: 'refused',
    code: 'TOKEN_REFUSED',
    message: 'no token was received; one was expected in the Authorization header or ?token=',
  });
});

test('where SSE tokens are not taken, one is refused, never skipped for a good bearer', async () => {
  const request = {
    method: 'GET',
    headers: { authorization: `Bearer ${await bearer('ana')}` },
    queryTokens: [await sse('ana')],
  };
  expect(await authenticateRequest(request, { ...rules, takesSseTokens: false })).toEqual({
    kind: 'refused',
    code: 'TOKEN_REFUSED',
    message: 'the token is of a type that is not accepted here',
  });
});

test('an SSE token in the session cookie is refused', async () => {
  const cookies = [`__Host-session=${await sse('ana')}`];
  const request = { method: 'GET', headers: {}, cookies, queryTokens: [] };
  expect(await authenticateRequest(request, rules)).toMatchObject({
    kind: 'refused',
    message: 'the token is of a type that is not accepted here',
  });
});

test('with a provider’s keys, SSE tokens are still judged by the stack’s own secret', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const withProvider: CredentialRules = {
    ...rules,
    tokenKey: { kind: 'keySet', source: fixedKey(async () => publicKey) },
  };
  const ask = async (token: string) => {
    const verdict = await authenticateRequest(
      { method: 'GET', headers: {}, queryTokens: [token] },
      withProvider,
    );
    return verdict.kind === 'ok' ? verdict.by : verdict.message;
  };
  const signed = (typ: string, aud: string) =>
    new SignJWT({ sub: 'ana', role: 'admin', jti: 't', iss: 'gallobets', aud })
      .setProtectedHeader({ alg: 'ES256', typ })
      .setExpirationTime(now / 1_000 + 60)
      .sign(privateKey);
  expect(await ask(await sse('ana'))).toBe('sse-token');
  expect(await ask(await signed('at+jwt', expected.audience))).toBe('bearer');
  // The provider cannot make SSE tokens, nor our secret anything else.
  expect(await ask(await signed('sse+jwt', `${expected.audience}/sse`))).toBe(
    'the token is signed with an algorithm that is not accepted here',
  );
  expect(await ask(await bearer('ana'))).toBe(
    'the token is signed with an algorithm that is not accepted here',
  );
});

test('?token= twice is refused whatever else is there, even when both are one and good', async () => {
  const token = await bearer('ana');
  const request = {
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
    cookies: [`__Host-session=${token}`],
    queryTokens: [token, token],
  };
  expect(await authenticateRequest(request, rules)).toEqual({
    kind: 'refused',
    code: 'TOKEN_REFUSED',
    message: 'more than one token was received; ?token= or a bearer subprotocol was expected once',
  });
});

test('two session cookies are refused, even when both are good', async () => {
  const cookies = [`__Host-session=${await bearer('ana')}; __Host-session=${await bearer('ana')}`];
  const request = { method: 'GET', headers: {}, cookies, queryTokens: [] };
  expect(await authenticateRequest(request, rules)).toMatchObject({ code: 'TOKEN_REFUSED' });
});

describe('a request by session cookie', () => {
  const json = { 'content-type': 'application/json' };
  const byCookie = async (method: string, headers: Record<string, string>) => {
    const cookie = `__Host-session=${await bearer('ana')}`;
    const request = { method, headers: { ...headers, Cookie: cookie }, queryTokens: [] };
    const verdict = await authenticateRequest(request, rules);
    return verdict.kind === 'ok' ? verdict.by : verdict.code;
  };

  test.each([
    ['GET', {}, 'session-cookie'],
    ['HEAD', {}, 'session-cookie'],
    ['GET', { 'sec-fetch-site': 'same-origin' }, 'session-cookie'],
    ['GET', { 'sec-fetch-site': 'none' }, 'session-cookie'],
    ['GET', { origin: frontDoorOrigin }, 'session-cookie'],
    ['GET', { 'sec-fetch-site': 'same-site' }, 'ORIGIN_NOT_ALLOWED'],
    ['GET', { 'sec-fetch-site': 'cross-site' }, 'ORIGIN_NOT_ALLOWED'],
    ['GET', { origin: 'https://evil.example.com' }, 'ORIGIN_NOT_ALLOWED'],
    ['POST', { origin: frontDoorOrigin, ...json }, 'session-cookie'],
    [
      'POST',
      { origin: frontDoorOrigin, 'content-type': 'Application/JSON; charset=utf-8' },
      'session-cookie',
    ],
    ['POST', { ...json }, 'ORIGIN_NOT_ALLOWED'],
    ['POST', { origin: 'null', ...json }, 'ORIGIN_NOT_ALLOWED'],
    ['POST', { origin: 'https://admin.example.com.evil', ...json }, 'ORIGIN_NOT_ALLOWED'],
    [
      'POST',
      { origin: frontDoorOrigin, 'sec-fetch-site': 'cross-site', ...json },
      'ORIGIN_NOT_ALLOWED',
    ],
    ['POST', { origin: frontDoorOrigin }, 'BODY_TYPE_NOT_ALLOWED'],
    ['POST', { origin: frontDoorOrigin, 'content-type': 'text/plain' }, 'BODY_TYPE_NOT_ALLOWED'],
    [
      'POST',
      { origin: frontDoorOrigin, 'content-type': 'application/jsonp' },
      'BODY_TYPE_NOT_ALLOWED',
    ],
    ['DELETE', { origin: frontDoorOrigin }, 'BODY_TYPE_NOT_ALLOWED'],
    ['DELETE', { origin: frontDoorOrigin, ...json }, 'session-cookie'],
    ['get', {}, 'ORIGIN_NOT_ALLOWED'],
  ] as const)('%s with %j: %s', async (method, headers, expectedOutcome) => {
    expect(await byCookie(method, headers)).toBe(expectedOutcome);
  });

  test('of another page is refused before its cookie is looked at', async () => {
    const request = {
      method: 'POST',
      headers: { origin: 'https://evil.example.com', cookie: '__Host-session=nonsense' },
      queryTokens: [],
    };
    expect(await authenticateRequest(request, rules)).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
  });
});

/** Requests whose first credential decides, by where that stands; behind it there are others. */
const deciding: Readonly<Record<string, (tokens: readonly string[]) => CredentialRequest>> = {
  'a cookie': ([cookie, header, query = '']) => ({
    method: 'GET',
    headers: { authorization: `Bearer ${header}` },
    cookies: [`__Host-session=${cookie}`],
    queryTokens: [query],
  }),
  'a header': ([header, query = '']) => ({
    method: 'GET',
    headers: { authorization: `Bearer ${header}` },
    queryTokens: [query],
  }),
  'a query': ([query = '']) => ({ method: 'GET', headers: {}, queryTokens: [query] }),
};

test.each(Object.entries(deciding))(
  'no refusal repeats what stands in %s, or behind it',
  async (where, requestOf) => {
    const bad = await badTokens();
    // Letters that stand in a cookie and in a sentence as they were sent.
    const text = fc.stringMatching(/^[A-Za-z0-9_.-]{12,60}$/);
    const token = fc.oneof(text, fc.constantFrom(...bad));
    const said = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.tuple(token, token, token), async received => {
        const verdict = await authenticateRequest(requestOf(received), rules);
        if (verdict.kind === 'ok') throw new Error('expected a refusal');
        said.add(verdict.message);
        for (const each of received) expect(JSON.stringify(verdict)).not.toContain(each);
      }),
      // Not made smaller: a token is what it is, and that would take minutes.
      { examples: bad.map(each => [[each, 'x'.repeat(12), 'y'.repeat(12)]]), endOnFailure: true },
    );
    // Each was looked at: none was refused for the page that it came from, or as if there were none.
    // An SSE token is no session.
    expect([...said].sort()).toEqual([
      'the token has expired; a fresh one is expected',
      ...(where === 'a cookie' ? ['the token is of a type that is not accepted here'] : []),
      'the token was not signed by the expected key',
      'what was received is not a signed JWT: three parts of letters, digits, - and _, with dots between, no spaces, no line breaks, at most 8192 characters',
    ]);
  },
);

async function badTokens(): Promise<string[]> {
  return [
    await bearer('ana', otherSecret),
    await bearer('ana', secret, -60),
    await sse('ana', otherSecret),
  ];
}
