import {
  createLocalJWKSet,
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { signToken } from '../../../core/auth/sign-token.ts';
import type { TokenVerdict } from '../../../core/auth/token-verdict.ts';
import { type TokenKey, verifyToken } from '../../../core/auth/verify-token.ts';
import { fixedKey, fixedSecret, missingKey } from '../../support/fixed-key.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const secretKey: TokenKey = { kind: 'secret', source: fixedSecret(secret) };
const expectations = { issuer: 'gallobets', audience: 'gallobets-realtime', now };
const request = {
  userId: 'ana',
  role: 'admin',
  issuer: 'gallobets',
  audience: 'gallobets-realtime',
  ttlSeconds: 3600,
  now,
};

function reason(verdict: TokenVerdict): string {
  return verdict.kind === 'refused' ? verdict.reason : verdict.kind;
}

test('a token of ours names its bearer, role, permissions and expiry', async () => {
  const token = await signToken(
    { ...request, permissions: ['workflow:approve'], tokenId: 't-1' },
    secret,
  );
  expect(await verifyToken(token, secretKey, expectations)).toEqual({
    kind: 'ok',
    identity: {
      userId: 'ana',
      role: 'admin',
      permissions: ['workflow:approve'],
      expiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
      issuedAtMs: Date.parse('2026-11-20T20:00:00.000Z'),
      tokenId: 't-1',
    },
  });
});

test('a token without permissions and id has none', async () => {
  const token = await signToken(request, secret);
  expect(await verifyToken(token, secretKey, expectations)).toEqual({
    kind: 'ok',
    identity: {
      userId: 'ana',
      role: 'admin',
      permissions: [],
      expiresAtMs: Date.parse('2026-11-20T21:00:00.000Z'),
      issuedAtMs: Date.parse('2026-11-20T20:00:00.000Z'),
    },
  });
});

test('a token with addresses names them', async () => {
  const token = await signToken({ ...request, addresses: ['GABC', '0x12'] }, secret);
  expect(await verifyToken(token, secretKey, expectations)).toMatchObject({
    kind: 'ok',
    identity: { userId: 'ana', addresses: ['GABC', '0x12'] },
  });
});

test.each([
  ['is no list', 'GABC'],
  ['is an object', { street: 'Reforma 1' }],
  ['has what is no text', ['GABC', 7]],
  ['has an empty one', ['GABC', '']],
  ['has one of 129 characters', ['G'.repeat(129)]],
  ['has 21', Array.from({ length: 21 }, (_, n) => `G${n}`)],
])('a token whose claim addresses %s is refused by its name', async (_title, addresses) => {
  const token = await claims({ addresses }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  expect(await verifyToken(token, secretKey, expectations)).toMatchObject({
    kind: 'refused',
    reason: 'invalid-claims',
    message: expect.stringMatching(
      /^the token’s claim addresses is .+; expected a list of at most 20 texts of 1 to 128 characters$/,
    ),
  });
});

test('20 addresses of 128 characters are taken', async () => {
  const addresses = Array.from({ length: 20 }, (_, n) => `G${n}`.padEnd(128, 'A'));
  const token = await signToken({ ...request, addresses }, secret);
  expect(await verifyToken(token, secretKey, expectations)).toMatchObject({
    identity: { addresses },
  });
});

test('an expired token is accepted for less than five seconds, for clocks differ', async () => {
  const token = await signToken({ ...request, ttlSeconds: -4 }, secret);
  expect(reason(await verifyToken(token, secretKey, expectations))).toBe('ok');
  const older = await signToken({ ...request, ttlSeconds: -5 }, secret);
  expect(reason(await verifyToken(older, secretKey, expectations))).toBe('expired');
});

test.each([
  ['no token at all', undefined, 'missing'],
  ['an empty one', '', 'malformed'],
  ['a word', 'hello', 'malformed'],
  ['three parts that are nothing', 'a.b.c', 'malformed'],
  ['one longer than 8192 characters', `a.b.${'a'.repeat(8_189)}`, 'malformed'],
])('%s is refused as %s', async (_title, token, expected) => {
  expect(reason(await verifyToken(token, secretKey, expectations))).toBe(expected);
});

test('another secret, issuer or audience is refused by name', async () => {
  const other = new TextEncoder().encode('another secret of this test, just as long');
  const forged = await signToken(request, other);
  expect(reason(await verifyToken(forged, secretKey, expectations))).toBe('wrong-signature');
  const elsewhere = await signToken({ ...request, issuer: 'someone' }, secret);
  expect(reason(await verifyToken(elsewhere, secretKey, expectations))).toBe('wrong-issuer');
  const forOthers = await signToken({ ...request, audience: 'someone' }, secret);
  expect(reason(await verifyToken(forOthers, secretKey, expectations))).toBe('wrong-audience');
});

test('alg none and HS512 are refused: the algorithm belongs to the key', async () => {
  const unsigned = new UnsecuredJWT({ role: 'admin' })
    .setSubject('ana')
    .setIssuer('gallobets')
    .setAudience('gallobets-realtime')
    .setExpirationTime(now / 1000 + 3600)
    .encode();
  expect(reason(await verifyToken(unsigned, secretKey, expectations))).toBe('wrong-algorithm');
  const longer = await claims({}).setProtectedHeader({ alg: 'HS512' }).sign(secret);
  expect(reason(await verifyToken(longer, secretKey, expectations))).toBe('wrong-algorithm');
});

test('a token that is not valid yet is refused', async () => {
  const early = await claims({})
    .setProtectedHeader({ alg: 'HS256' })
    .setNotBefore(now / 1000 + 60)
    .sign(secret);
  expect(reason(await verifyToken(early, secretKey, expectations))).toBe('not-yet-valid');
});

test.each([
  ['sub', { sub: undefined }],
  ['a sub with a space', { sub: 'ana maria' }],
  ['a sub of 129 characters', { sub: 'a'.repeat(129) }],
  ['role', { role: undefined }],
  ['a role that is no word', { role: 'ad min' }],
  ['exp', { exp: undefined }],
  ['permissions that are neither list nor text', { permissions: 7 }],
])('a token whose %s is missing or unusable is refused', async (_title, change) => {
  const token = await claims(change).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  expect(reason(await verifyToken(token, secretKey, expectations))).toBe('invalid-claims');
});

const timeExpected = 'seconds since the Unix epoch, before the year 10000';

test.each([
  ['exp', 1_795_262_400_000, `is 1795262400000; expected ${timeExpected}`],
  ['exp', 1_795_262_400_000_000, `is 1795262400000000; expected ${timeExpected}`],
  ['exp', Number.MAX_SAFE_INTEGER, `is 9007199254740991; expected ${timeExpected}`],
  ['exp', '1795262400', `is "1795262400"; expected ${timeExpected}`],
  ['exp', undefined, `is missing; expected ${timeExpected}`],
  ['iat', 1_795_262_400_000, `is 1795262400000; expected ${timeExpected}`],
  ['nbf', 'now', `is "now"; expected ${timeExpected}`],
  ['jti', 7, 'is 7; expected 1 to 256 characters, not *'],
  ['jti', '*', 'is "*"; expected 1 to 256 characters, not *'],
  [
    'permissions',
    ['all', 7],
    'is a list whose entry 2 is a number; expected a list of at most 100 texts of 1 to 128 characters, or one text with spaces between them',
  ],
  ['role', undefined, 'is missing; expected a text or a list of texts'],
  ['role', { admin: true }, 'is an object; expected a text or a list of texts'],
  [
    'sub',
    'ana\u202e\n',
    'is "ana\\u202e\\n"; expected 1 to 128 printable ASCII characters without spaces, not anonymous',
  ],
  [
    'sub',
    'anonymous',
    'is "anonymous"; expected 1 to 128 printable ASCII characters without spaces, not anonymous',
  ],
  [
    'sub',
    'a'.repeat(129),
    `is "${'a'.repeat(64)}"; expected 1 to 128 printable ASCII characters without spaces, not anonymous`,
  ],
])('a claim %s that is %j is refused by its name', async (claim, value, said) => {
  const token = await claims({ [claim]: value })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(secret);
  expect(await verifyToken(token, secretKey, expectations)).toEqual({
    kind: 'refused',
    reason: 'invalid-claims',
    message: `the token’s claim ${claim} ${said}`,
  });
});

test('the last second of the year 9999 is the last that a token may end in', async () => {
  const ending = async (exp: number) => {
    const token = await claims({ exp }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    return reason(await verifyToken(token, secretKey, expectations));
  };
  expect(await ending(253_402_300_799)).toBe('ok');
  expect(await ending(253_402_300_800)).toBe('invalid-claims');
});

test.each([
  ['a line break at its end', (token: string) => `${token}\n`],
  ['a space before it', (token: string) => ` ${token}`],
  ['a line break within', (token: string) => token.replace('.', '.\r\n')],
  ['padding', (token: string) => `${token}=`],
  ['another after a comma', (token: string) => `${token},${token}`],
])('a good token with %s is none', async (_title, spoilt) => {
  const token = spoilt(await signToken(request, secret));
  expect(await verifyToken(token, secretKey, expectations)).toEqual({
    kind: 'refused',
    reason: 'malformed',
    message:
      'what was received is not a signed JWT: three parts of letters, digits, - and _, with dots between, no spaces, no line breaks, at most 8192 characters',
  });
});

test.each([
  [
    { iss: 'someone' },
    'the token comes from another issuer than expected: the token’s claim iss is "someone"',
  ],
  [
    { iss: undefined },
    'the token comes from another issuer than expected: the token’s claim iss is missing',
  ],
  [
    { aud: ['a', 'b'] },
    'the token is meant for another audience than expected: the token’s claim aud is ["a","b"]',
  ],
])('a token with %j is refused with what was received', async (change, message) => {
  const token = await claims(change).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  expect(await verifyToken(token, secretKey, expectations)).toMatchObject({ message });
});

test('a refusal never repeats the token', async () => {
  const token = await signToken({ ...request, ttlSeconds: -60 }, secret);
  expect(JSON.stringify(await verifyToken(token, secretKey, expectations))).toBe(
    '{"kind":"refused","reason":"expired","message":"the token has expired; a fresh one is expected"}',
  );
});

describe('with the published keys of a provider', () => {
  let pair: GenerateKeyPairResult;
  let keySet: TokenKey;

  beforeAll(async () => {
    pair = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
    keySet = { kind: 'keySet', source: fixedKey(createLocalJWKSet({ keys: [jwk] })) };
  });

  test('a token signed by one of them is accepted', async () => {
    const token = await claims({})
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(pair.privateKey);
    expect(reason(await verifyToken(token, keySet, expectations))).toBe('ok');
  });

  test('a token that names an unknown key is refused', async () => {
    const token = await claims({})
      .setProtectedHeader({ alg: 'ES256', kid: 'k2' })
      .sign(pair.privateKey);
    expect(reason(await verifyToken(token, keySet, expectations))).toBe('unknown-key');
  });

  test('one without kid is not refused as if it named a key, however many keys there are', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    const stranger = await generateKeyPair('ES256');
    const published = await Promise.all(
      [pair, other].map(async ({ publicKey }, index) => ({
        ...(await exportJWK(publicKey)),
        kid: `k${index}`,
        alg: 'ES256',
      })),
    );
    const two: TokenKey = {
      kind: 'keySet',
      source: fixedKey(createLocalJWKSet({ keys: published })),
    };
    const said = async (alg: string, key: Parameters<SignJWT['sign']>[0]) => {
      const token = await claims({}).setProtectedHeader({ alg }).sign(key);
      const verdict = await verifyToken(token, two, expectations);
      return verdict.kind === 'ok' ? 'ok' : verdict.message;
    };
    expect(await said('ES256', other.privateKey)).toBe('ok');
    expect(await said('ES256', stranger.privateKey)).toBe(
      'the token was not signed by the expected key',
    );
    const rsa = await generateKeyPair('RS256');
    expect(await said('RS256', rsa.privateKey)).toBe(
      'its provider publishes no key that fits the kid and alg in the token’s header',
    );
  });

  test('HS256 is refused, so that no public key can serve as a secret', async () => {
    const token = await claims({}).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    expect(reason(await verifyToken(token, keySet, expectations))).toBe('wrong-algorithm');
  });

  test('keys that cannot be fetched are an error of the store, not of the bearer', async () => {
    const unreachable: TokenKey = {
      kind: 'keySet',
      source: missingKey(new TypeError('fetch failed')),
    };
    const token = await claims({})
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(pair.privateKey);
    await expect(verifyToken(token, unreachable, expectations)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });
});

function claims(change: Record<string, unknown>): SignJWT {
  return new SignJWT({
    sub: 'ana',
    role: 'admin',
    iss: 'gallobets',
    aud: 'gallobets-realtime',
    exp: now / 1000 + 3600,
    ...change,
  });
}
