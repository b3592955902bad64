import { signToken } from '../../../core/auth/sign-token.ts';
import {
  type AuthenticatePorts,
  authenticate,
} from '../../../lambdas/proposal-socket/authenticate.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const expected = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const speaker = { userId: 'ana', role: 'bettor', connectionId: 'a-1', tokenExpiresAtMs: now };

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
  await tables.connections.open({ ...speaker, tokenId: 't-1', connectedAtMs: now, ...tellsWhence });
});

const token = (tokenId?: string) =>
  signToken(
    {
      ...{ userId: 'ana', role: 'bettor', ttlSeconds: 60, now, ...expected },
      ...(tokenId === undefined ? {} : { tokenId }),
    },
    secret,
  );

const rowOf = () => tables.readSocket('ana', 'a-1');

test('the row names the token that holds now, and none when it has no id', async () => {
  await authenticate(await token('t-2'), speaker, ports);
  expect(await rowOf()).toMatchObject({ tokenId: 't-2', tokenExpiresAtMs: now + 60_000 });
  await authenticate(await token(), speaker, ports);
  expect(await rowOf()).not.toHaveProperty('tokenId');
});

test('TOKEN_REVOKED: a token that was revoked costs the socket its row, and it is told before it is closed', async () => {
  const revocation = { userId: 'ana', tokenId: 't-3', revokedAtMs: now, by: 'kim', reason: '' };
  await tables.revocations.revoke(revocation);
  expect(await authenticate(await token('t-3'), speaker, ports)).toEqual({
    kind: 'refused',
    data: {
      code: 'TOKEN_REVOKED',
      category: 'AUTHENTICATION',
      recovery: 'refresh',
      message: 'the token was revoked; one that was issued since is expected',
    },
  });
  expect(await rowOf()).toBeUndefined();
  expect(closed).toEqual([]);
});

test('a token of which that cannot be told does not stay with the socket', async () => {
  const isRevoked = () => Promise.reject(new Error('no network'));
  const fresh = await token('t-4');
  await expect(
    authenticate(fresh, speaker, { ...ports, revocations: { isRevoked } }),
  ).rejects.toThrow('no network');
  expect(await rowOf()).toBeUndefined();
  expect(closed).toEqual(['a-1']);
});
