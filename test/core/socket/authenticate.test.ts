import { signToken } from '../../../core/auth/sign-token.ts';
import { type AuthenticatePorts, authenticate } from '../../../core/socket/authenticate.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const expected = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const user = { userId: 'ana', role: 'bettor', connectionId: 'a-1', tokenExpiresAtMs: now };

let engine: TestEngine;
let tables: ProposalTestTables;
let closed: string[];
let ports: AuthenticatePorts;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});

afterAll(() => engine.stop());

beforeEach(async () => {
  closed = [];
  ports = {
    ...tables,
    ...expected,
    now: () => now,
    tokenKey: { kind: 'secret', source: fixedSecret(secret) },
    gateway: {
      post: async () => ({ kind: 'sent' }),
      close: async connectionId => {
        closed.push(connectionId);
        return { kind: 'sent' };
      },
    },
  };
  const tellsWhence = { sourceIp: '203.0.113.7', userAgent: '' };
  await tables.connections.open({ ...user, tokenId: 't-1', connectedAtMs: now, ...tellsWhence });
});

const token = (tokenId?: string, more: { role?: string; permissions?: string[] } = {}) =>
  signToken(
    {
      ...{ userId: 'ana', role: 'bettor', ttlSeconds: 60, now, ...expected, ...more },
      ...(tokenId === undefined ? {} : { tokenId }),
    },
    secret,
  );

const rowOf = () => tables.readSocket('ana', 'a-1');

test('the row has the role and the permissions of the token that holds now', async () => {
  const permissions = ['events:publish', 'proposals:make'];
  await authenticate(await token('t-2', { role: 'operator', permissions }), user, ports);
  expect(await rowOf()).toMatchObject({ role: 'operator', claims: { permissions } });
  await authenticate(await token('t-3', { role: 'operator' }), user, ports);
  expect(await rowOf()).toMatchObject({ role: 'operator', claims: { permissions: [] } });
});

test('permissions that a socket cannot keep are refused, and it stays what it was', async () => {
  const before = await rowOf();
  const permissions = Array<string>(21).fill('x'.repeat(100));
  const result = await authenticate(await token('t-2', { permissions }), user, ports);
  expect(result).toMatchObject({
    kind: 'refused',
    data: {
      code: 'TOKEN_REFUSED',
      message: expect.stringMatching(/claim permissions has 2100 characters .* at most 2000/),
    },
  });
  expect(await rowOf()).toEqual(before);
});

test('the row names the token that holds now, and none when it has no id', async () => {
  await authenticate(await token('t-2'), user, ports);
  expect(await rowOf()).toMatchObject({ tokenId: 't-2', tokenExpiresAtMs: now + 60_000 });
  await authenticate(await token(), user, ports);
  expect(await rowOf()).not.toHaveProperty('tokenId');
});

test('TOKEN_REVOKED: a token that was revoked costs the socket its row, and it is notified before it is closed', async () => {
  const revocation = { userId: 'ana', tokenId: 't-3', revokedAtMs: now, by: 'kim', reason: '' };
  await tables.revocations.revoke(revocation);
  expect(await authenticate(await token('t-3'), user, ports)).toEqual({
    kind: 'refused',
    data: {
      code: 'TOKEN_REVOKED',
      category: 'AUTHENTICATION',
      recovery: 'refresh',
      message:
        'the token was revoked, or its user is banned; expected one issued since, of a user who is not',
    },
  });
  expect(await rowOf()).toBeUndefined();
  expect(closed).toEqual([]);
});

test('a token of which that cannot be checked does not stay with the socket', async () => {
  const isRevoked = () => Promise.reject(new Error('no network'));
  const fresh = await token('t-4');
  await expect(authenticate(fresh, user, { ...ports, revocations: { isRevoked } })).rejects.toThrow(
    'no network',
  );
  expect(await rowOf()).toBeUndefined();
  expect(closed).toEqual(['a-1']);
});
