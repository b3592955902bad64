import { SignJWT } from 'jose';
import type { TokenVerdict } from '../../../core/auth/token-verdict.ts';
import { type TokenKey, verifyToken } from '../../../core/auth/verify-token.ts';
import { fixedSecret } from '../../support/fixed-key.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const secretKey: TokenKey = { kind: 'secret', source: fixedSecret(secret) };
const expectations = { issuer: 'gallobets', audience: 'gallobets-realtime', now };

const reason = (verdict: TokenVerdict) =>
  verdict.kind === 'refused' ? verdict.reason : verdict.kind;

function claims(change: Record<string, unknown>): SignJWT {
  return new SignJWT({
    ...{ sub: 'ana', role: 'admin', iss: 'gallobets', aud: 'gallobets-realtime' },
    exp: now / 1_000 + 3_600,
    ...change,
  });
}

describe('where a token says who its bearer is', () => {
  const rules = {
    ...expectations,
    roleClaim: 'realm_access.roles',
    roleMap: [
      { value: 'bosses', role: 'admin' },
      { value: 'ops', role: 'operator' },
    ],
    permissionsClaim: 'scope',
  };
  const signed = (change: Record<string, unknown>) =>
    claims(change).setProtectedHeader({ alg: 'HS256' }).sign(secret);

  test('is what the rules say, and nothing else', async () => {
    const token = await signed({
      ...{ role: 'admin', permissions: ['events:publish'] },
      ...{ realm_access: { roles: ['fans', 'ops'] }, scope: 'openid workflow:read' },
    });
    expect(await verifyToken(token, secretKey, rules)).toMatchObject({
      identity: { role: 'operator', permissions: ['openid', 'workflow:read'] },
    });
  });

  test('decides nothing once it is not as expected, and the claim is named', async () => {
    const refused = async (change: Record<string, unknown>) =>
      await verifyToken(await signed(change), secretKey, rules);
    expect(await refused({ realm_access: { roles: 'secret-of-theirs' } })).toEqual({
      kind: 'refused',
      reason: 'invalid-claims',
      message:
        'the token’s claim realm_access.roles has none of the values that roleMap names (bosses, ops)',
    });
    expect(await refused({ realm_access: { roles: ['ops'] }, scope: { a: 1 } })).toEqual({
      kind: 'refused',
      reason: 'invalid-claims',
      message:
        'the token’s claim scope is an object; expected a list of at most 100 texts of 1 to 128 characters, or one text with spaces between them',
    });
  });

  test('is not looked at before the signature is verified', async () => {
    const other = new TextEncoder().encode('another secret of this test, just as long');
    const forged = await claims({ realm_access: 7, aud: 'someone', iss: 'someone', exp: 1 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(other);
    expect(reason(await verifyToken(forged, secretKey, rules))).toBe('wrong-signature');
  });
});

describe('whom a token is for', () => {
  const several = { ...expectations, audience: ['gallobets-realtime', 'gallobets-staging'] };
  const byClient = { ...expectations, audience: [], clientIds: ['page', 'app'] };
  const access = { aud: undefined, token_use: 'access', client_id: 'app' };
  const wrong = 'the token is meant for another audience than expected: the token’s claim';

  test.each([
    ['one of several audiences', { aud: 'gallobets-staging' }, several],
    ['one among others', { aud: ['else', 'gallobets-realtime'] }, several],
    ['a client, of an access token', access, byClient],
    [
      'a client, of a token that does not say what it is',
      { ...access, token_use: undefined },
      byClient,
    ],
    ['a client, where audiences are named too', access, { ...byClient, audience: ['a'] }],
    [
      'an audience, whatever its client',
      { aud: 'a', client_id: 'x' },
      { ...byClient, audience: ['a'] },
    ],
  ])('%s: it is taken', async (_title, change, rules) => {
    const token = await claims(change).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(reason(await verifyToken(token, secretKey, rules))).toBe('ok');
  });

  test.each([
    ['none of several audiences', { aud: ['else'] }, several, `${wrong} aud is ["else"]`],
    ['nobody', { aud: undefined }, several, `${wrong} aud is missing`],
    ['an empty list', { aud: [] }, several, `${wrong} aud is []`],
    ['what is no name', { aud: { a: 1 } }, several, `${wrong} aud is {"a":1}`],
    ['null', { aud: null, client_id: 'app' }, byClient, `${wrong} aud is null`],
    // An audience that is none of ours is no client’s token, though the client is.
    ['an audience, and of a client', { ...access, aud: 'x' }, byClient, `${wrong} aud is "x"`],
    ['another client', { ...access, client_id: 'x' }, byClient, `${wrong} client_id is "x"`],
    ['no client', { ...access, client_id: undefined }, byClient, `${wrong} client_id is missing`],
    [
      'a list of clients',
      { ...access, client_id: ['app'] },
      byClient,
      `${wrong} client_id is ["app"]`,
    ],
    [
      'a client, of another use',
      { ...access, token_use: 'id' },
      byClient,
      'the token is of a type that is not accepted here: the token’s claim token_use is "id"',
    ],
  ])('%s: it is refused by name', async (_title, change, rules, message) => {
    const token = await claims(change).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(await verifyToken(token, secretKey, rules)).toMatchObject({ message });
  });
});
