import { inspect } from 'node:util';
import { signToken } from '../../../core/auth/sign-token.ts';
import { signSseToken, verifySseToken } from '../../../core/auth/sse-token.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import type { ManagementPorts } from '../../../lambdas/management/ports.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret, missingKey } from '../../support/fixed-key.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const now = Date.parse('2026-11-20T20:00:00.000Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const frontDoorOrigin = 'https://front.example.com';
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };

const bearer = (ttlSeconds = 3_600) =>
  signToken({ userId: 'ana', role: 'admin', ttlSeconds, now, tokenId: 't-1', ...claims }, secret);

/** An app over ports that write every failure, and what is audited, into `log`. */
function appWith(log: unknown[], change: Partial<ManagementPorts> = {}) {
  return createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [frontDoorOrigin],
      frontDoorOrigin,
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: noDrain,
    now: () => now,
    audit: { record: entry => log.push(entry), settled: async () => undefined },
    statistics: { request: () => undefined, error: () => undefined } as never,
    onFailure: (error, context) => log.push([error, context]),
    ...change,
  });
}

interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: string[];
  readonly body?: string;
}

async function ask(
  app: ReturnType<typeof appWith>,
  { method = 'POST', target = '/token', headers = {}, cookies, body = '{}' }: Asked,
) {
  const event = urlEvent(method, target, {
    headers: { 'content-type': 'application/json', ...headers },
    ...(cookies === undefined ? {} : { cookies }),
    body,
  });
  return await app.fetch(requestOf(event), { event, lambdaContext: { awsRequestId: 'request-1' } });
}

describe('credentials stand in no answer and no log', () => {
  const placesOf = (token: string): [string, Asked][] => [
    ['the Authorization header', { headers: { authorization: `Bearer ${token}` } }],
    ['another scheme', { headers: { authorization: `Basic ${token}` } }],
    ['the query', { target: `/token?token=${token}` }],
    ['the query, twice', { target: `/token?token=${token}&token=${token}` }],
    ['a parameter that is none', { target: `/token?bearer=${token}` }],
    ['the cookie', { cookies: [`__Host-session=${token}`], headers: { origin: frontDoorOrigin } }],
    ['a cookie of another page', { cookies: [`__Host-session=${token}`] }],
    ['the body', { body: JSON.stringify({ token }) }],
  ];

  const broken: Partial<ManagementPorts>[] = [
    {},
    { revocations: { isRevoked: () => Promise.reject(new Error('no table')) } as never },
    {
      keys: {
        tokenKey: { kind: 'secret', source: missingKey(new Error('no secret')) },
        sseSecrets: missingKey(new Error('no secret')),
      },
    },
  ];

  test('whatever is wrong with them, or behind', async () => {
    const session = { userId: 'ana', role: 'admin', permissions: [], expiresAtMs: now + 60_000 };
    const sse = await signSseToken(
      { session, tokenId: 's', audience: claims.audience, now },
      secret,
    );
    const tokens = [await bearer(), await bearer(-60), sse.token, 'nonsense-that-is-no-token'];
    const problems: number[] = [];
    for (const token of tokens) {
      for (const change of broken) {
        for (const [place, asked] of placesOf(token)) {
          const log: unknown[] = [];
          const answer = await ask(appWith(log, change), asked);
          const said = inspect([[...answer.headers], await answer.text(), log], { depth: 9 });
          expect([place, said.includes(token)]).toEqual([place, false]);
          problems.push(answer.status);
        }
      }
    }
    expect(new Set(problems)).toEqual(new Set([200, 400, 401, 403, 503]));
  });
});

test('?token= twice is a refused credential, as on a channel and a socket', async () => {
  const token = await bearer();
  const answer = await ask(appWith([]), { target: `/token?token=${token}&token=${token}` });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({
    code: 'TOKEN_REFUSED',
    detail: 'more than one token was received; ?token= or a bearer subprotocol was expected once',
  });
});

test('an SSE token is not made of more permissions than it can carry, and has those that it can', async () => {
  const request = { userId: 'ana', role: 'service', ttlSeconds: 60, now, ...claims };
  const asked = async (permissions: string[]) => {
    const authorization = `Bearer ${await signToken({ ...request, permissions }, secret)}`;
    return await ask(appWith([]), { headers: { authorization } });
  };
  const most = Array<string>(100).fill('x'.repeat(20));
  const answer = await asked(most);
  expect(answer.status).toBe(200);
  const { token } = (await answer.json()) as { token: string };
  const verify = { audience: claims.audience, now };
  expect(await verifySseToken(token, fixedSecret(secret), verify)).toMatchObject({
    identity: { permissions: most },
  });
  const refused = await asked([...most.slice(1), 'x'.repeat(21)]);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({
    code: 'TOKEN_REFUSED',
    detail:
      'the token’s claim permissions has 2001 characters in all; expected at most 2000, for an SSE token and a socket carry them on',
  });
});

describe('a session', () => {
  const begin = async (change: Partial<ManagementPorts> = {}, asked: Asked = {}) => {
    const headers = { origin: frontDoorOrigin, authorization: `Bearer ${await bearer()}` };
    return await ask(appWith([], change), { target: '/session', headers, ...asked });
  };

  test('lasts as long as its token', async () => {
    const answer = await begin();
    expect(await answer.json()).toEqual({ expiresAt: now + 3_600_000 });
    expect(answer.headers.getSetCookie()).toEqual([
      `__Host-session=${await bearer()}; Max-Age=3600; Path=/; Secure; HttpOnly; SameSite=Lax`,
    ]);
  });

  test('is not found where there is no front door', async () => {
    const config = { ...claims, allowedOrigins: [frontDoorOrigin] } as never;
    expect((await begin({ config })).status).toBe(404);
    expect((await begin({ config }, { method: 'DELETE' })).status).toBe(404);
  });

  test('is not begun with a token that no cookie holds', async () => {
    const permissions = Array.from({ length: 50 }, (_, n) => `${n}`.padEnd(100, 'x'));
    const request = { userId: 'ana', role: 'admin', ttlSeconds: 60, now, permissions, ...claims };
    const authorization = `Bearer ${await signToken(request, secret)}`;
    const answer = await begin({}, { headers: { origin: frontDoorOrigin, authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('is not begun with an SSE token, nor with a token that was revoked', async () => {
    const session = { userId: 'ana', role: 'admin', permissions: [], expiresAtMs: now + 60_000 };
    const sse = await signSseToken(
      { session, tokenId: 's', audience: claims.audience, now },
      secret,
    );
    const headers = { origin: frontDoorOrigin, authorization: `Bearer ${sse.token}` };
    expect((await begin({}, { headers })).status).toBe(401);
    const revocations = { isRevoked: async () => true } as never;
    expect(await (await begin({ revocations })).json()).toMatchObject({ code: 'TOKEN_REVOKED' });
  });
});

test('who cannot be asked about is let in nowhere', async () => {
  const log: unknown[] = [];
  const revocations = { isRevoked: () => Promise.reject(new Error('no table')) } as never;
  const headers = { authorization: `Bearer ${await bearer()}` };
  const answer = await ask(appWith(log, { revocations }), { headers });
  expect(answer.status).toBe(503);
  expect(log).toContainEqual([new Error('no table'), { method: 'POST', path: '/token' }]);
});
