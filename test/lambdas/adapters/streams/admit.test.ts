import { SignJWT, UnsecuredJWT } from 'jose';
import { signToken } from '../../../../core/auth/sign-token.ts';
import { signSseToken } from '../../../../core/auth/sse-token.ts';
import type { ChannelName } from '../../../../core/wire/event.ts';
import { admit } from '../../../../lambdas/adapters/streams/admit.ts';
import { fixedSecret } from '../../../support/fixed-key.ts';

const now = 1_790_000_000_000;
const secret = new TextEncoder().encode('s'.repeat(64));
const expected = { issuer: 'gallobets', audience: 'gallobets-realtime' };

const tokenFor = (role: string, parts: { ttlSeconds?: number } = {}) =>
  signToken({ userId: 'ana', role, ttlSeconds: 3_600, now, ...expected, ...parts }, secret);

interface Asked {
  readonly channel?: ChannelName;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** @default - the query */
  readonly rawQueryString?: string;
  readonly allowedOrigins?: readonly string[];
}

async function ask({
  channel = 'fights',
  method = 'GET',
  path = '/',
  headers = {},
  query = {},
  rawQueryString = new URLSearchParams(query).toString(),
  allowedOrigins = ['https://admin.example.com'],
}: Asked) {
  const request = {
    ...{ method, path, headers, rawQueryString, cookies: [] },
    ...{ sourceIp: '203.0.113.7', userAgent: 'test', requestId: 'r-1' },
  };
  const rules = {
    allowedOrigins,
    jwtIssuer: expected.issuer,
    jwtAudience: [expected.audience],
  };
  const keys = {
    tokenKey: { kind: 'secret', source: fixedSecret(secret) } as const,
    sseSecrets: fixedSecret(secret),
  };
  return await admit(request, { channel, path: '/' }, rules, keys, now);
}

async function refusalOf(asked: Asked) {
  const admission = await ask(asked);
  if (admission.kind === 'admitted') throw new Error('expected a refusal');
  return admission.problem;
}

describe('who is let in', () => {
  test.each([
    [
      'the Authorization header',
      async () => ({ headers: { authorization: `Bearer ${await tokenFor('admin')}` } }),
    ],
    ['the query', async () => ({ query: { token: await tokenFor('admin') } })],
  ])('an admin with a token in %s', async (_where, asked) => {
    expect(await ask(await asked())).toMatchObject({
      kind: 'admitted',
      identity: { userId: 'ana', role: 'admin' },
      query: { historyCount: 100 },
    });
  });

  describe('with an SSE token', () => {
    const session = { userId: 'ana', role: 'operator', permissions: [], expiresAtMs: now + 60_000 };
    const sseToken = async (channels?: readonly ChannelName[]) => {
      const { audience } = expected;
      const request = { session, tokenId: 't', audience, now };
      const bound = channels === undefined ? {} : { channels };
      return (await signSseToken({ ...request, ...bound }, secret)).token;
    };

    test('whoever may read the channel, until the token or its session ends', async () => {
      expect(await ask({ query: { token: await sseToken() } })).toMatchObject({
        kind: 'admitted',
        identity: { userId: 'ana', role: 'operator', expiresAtMs: now + 60_000 },
      });
    });

    test('bound to channels, to these only: another is 403', async () => {
      const query = { token: await sseToken(['bets', 'fights']) };
      expect(await ask({ query })).toMatchObject({ kind: 'admitted' });
      expect(await refusalOf({ channel: 'system', query })).toMatchObject({
        status: 403,
        code: 'CHANNEL_NOT_ALLOWED',
        detail: 'received a token for bets, fights; expected one for the channel system',
      });
    });

    test('bound to a channel that its role may not read: 403', async () => {
      const query = { token: await sseToken(['users']) };
      expect(await refusalOf({ channel: 'users', query })).toMatchObject({
        code: 'ROLE_NOT_ALLOWED',
      });
    });
  });

  const allowed: Record<string, readonly string[]> = {
    admin: [
      ...['system', 'fights', 'bets', 'users', 'finance', 'streaming', 'payment-streams'],
      ...['workflows', 'notifications', 'global'],
    ],
    operator: [
      ...['system', 'fights', 'bets', 'streaming', 'payment-streams', 'workflows'],
      'notifications',
    ],
    bettor: ['payment-streams'],
  };
  const table = Object.entries(allowed).flatMap(([role, open]) =>
    (allowed.admin ?? []).map(
      channel => [role, channel, open.includes(channel) ? 200 : 403] as const,
    ),
  );
  test.each(table)('role %s on channel %s: %i [G1]', async (role, channel, status) => {
    const asked = { channel: channel as ChannelName, query: { token: await tokenFor(role) } };
    const admission = await ask(asked);
    expect(admission.kind === 'admitted' ? 200 : admission.problem.status).toBe(status);
  });

  test('a browser of an allowed origin', async () => {
    const headers = { origin: 'https://admin.example.com' };
    expect(await ask({ headers, query: { token: await tokenFor('admin') } })).toMatchObject({
      kind: 'admitted',
    });
  });
});

describe('who is refused, and how', () => {
  test.each(['/socket.io/', '/'])(
    'a Socket.IO client is referred to the page to read, at %s',
    async path => {
      const query = { EIO: '4', transport: 'polling', token: await tokenFor('admin') };
      expect(await refusalOf({ path, query })).toMatchObject({
        code: 'QUERY_INVALID',
        detail:
          'received a request of a Socket.IO client (EIO in the query); expected one for a server-sent event stream or a plain WebSocket: docs/from-socket-io.md says what to use instead',
      });
    },
  );

  test('no token: 401', async () => {
    expect(await refusalOf({})).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      code: 'TOKEN_REFUSED',
      category: 'AUTHENTICATION',
      recovery: 'refresh',
      detail: 'no token was received; one was expected in the Authorization header or ?token=',
    });
  });

  test.each([
    ['expired', () => tokenFor('admin', { ttlSeconds: -60 })],
    [
      'wrongly signed',
      () =>
        signToken(
          { userId: 'a', role: 'admin', ttlSeconds: 60, now, ...expected },
          new TextEncoder().encode('x'.repeat(64)),
        ),
    ],
    [
      'alg: none',
      async () =>
        new UnsecuredJWT({ role: 'admin' }).setSubject('ana').setExpirationTime('1h').encode(),
    ],
    [
      'another algorithm',
      () =>
        new SignJWT({ role: 'admin' })
          .setProtectedHeader({ alg: 'HS512' })
          .setSubject('ana')
          .setIssuer('gallobets')
          .setAudience('gallobets-realtime')
          .setExpirationTime('1h')
          .sign(secret),
    ],
    [
      'of another issuer',
      () =>
        signToken(
          { userId: 'a', role: 'admin', ttlSeconds: 60, now, ...expected, issuer: 'other' },
          secret,
        ),
    ],
    ['no token at all', async () => 'hello'],
    ['empty', async () => ''],
  ])('a token that is %s: 401, and the token is not repeated', async (_title, make) => {
    const token = await make();
    const refusal = await refusalOf({ query: { token } });
    expect(refusal).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
    expect(token.length > 5 && refusal.detail.includes(token)).toBe(false);
  });

  test('a bad header is not skipped for a good query', async () => {
    const query = { token: await tokenFor('admin') };
    expect(await refusalOf({ headers: { authorization: 'Bearer nonsense' }, query })).toMatchObject(
      {
        status: 401,
      },
    );
  });

  test('a browser of another origin: 403, even with a good token', async () => {
    const headers = { origin: 'https://evil.example.com' };
    expect(await refusalOf({ headers, query: { token: await tokenFor('admin') } })).toMatchObject({
      status: 403,
      code: 'ORIGIN_NOT_ALLOWED',
    });
  });

  test('a browser of any origin, where none is allowed: 403', async () => {
    const headers = { origin: 'https://admin.example.com' };
    const query = { token: await tokenFor('admin') };
    expect(await refusalOf({ headers, query, allowedOrigins: [] })).toMatchObject({ status: 403 });
  });

  test('a wrong role: 403 that names role and channel', async () => {
    const query = { token: await tokenFor('operator') };
    expect((await refusalOf({ channel: 'finance', query })).detail).toBe(
      'received the role operator, which may not read the channel finance',
    );
  });

  test.each([
    [{ method: 'POST' }, 405, 'received POST; expected GET'],
    [{ path: '/events' }, 404, 'received the path /events; expected /'],
  ])('%j: %i', async (asked, status, detail) => {
    expect(await refusalOf(asked)).toMatchObject({ status, detail });
  });

  test.each([
    [{ history: '101' }, 'received history=101; expected a whole number from 0 to 100'],
    [{ history: '-1' }, 'received history=-1; expected a whole number from 0 to 100'],
    [{ history: 'all' }, 'received history=all; expected a whole number from 0 to 100'],
    [
      { priority: 'medium' },
      'received priority=medium; expected one of low, normal, high, critical',
    ],
    [{ types: 'A,,B' }, 'received types=A,,B; expected event types separated by commas'],
    [{ types: 'A\nB' }, 'received types=A\\u000aB; expected event types separated by commas'],
    [{ clientType: 'a b' }, 'received clientType=a b; expected 1 to 32 letters, digits or . _ -'],
    [
      { username: 'ana\u202e' },
      'received username=ana\\u202e; expected 1 to 64 characters in one line, one of them visible, without control characters and marks that turn its direction',
    ],
    [{ clientId: 'a b' }, 'received clientId=a b; expected 1 to 64 letters, digits or . : _ -'],
  ])('the query %j: 400', async (query, detail) => {
    const problem = await refusalOf({ query: { ...query, token: await tokenFor('admin') } });
    expect(problem).toMatchObject({ status: 400, code: 'QUERY_INVALID', detail });
  });

  test.each(['lastEventId', 'history', 'priority', 'clientId', 'clientType', 'username'])(
    'the query with %s twice: 400, for it could be either',
    async name => {
      const token = await tokenFor('admin');
      const rawQueryString = `${name}=a&token=${token}&${name}=a`;
      const problem = await refusalOf({ rawQueryString });
      const detail = `received ${name} more than once; expected it once`;
      expect(problem).toMatchObject({ status: 400, code: 'QUERY_INVALID', detail });
    },
  );

  test('types twice are one list', async () => {
    const token = await tokenFor('admin');
    const rawQueryString = `types=A&types=B&token=${token}`;
    expect(await ask({ rawQueryString })).toMatchObject({
      query: { types: new Set(['A', 'B']) },
    });
  });

  test('a query with 51 types: 400, with 50: admitted', async () => {
    const token = await tokenFor('admin');
    const types = (count: number) => Array.from({ length: count }, (_, n) => `T${n}`).join(',');
    expect(await refusalOf({ query: { token, types: types(51) } })).toMatchObject({ status: 400 });
    expect(await ask({ query: { token, types: types(50) } })).toMatchObject({ kind: 'admitted' });
  });
});

describe('what a reader asked for', () => {
  test('is taken from the query', async () => {
    const query = {
      token: await tokenFor('admin'),
      history: '7',
      types: 'A,B',
      priority: 'high',
      clientId: 'tab-1',
      clientType: 'dashboard',
      username: 'Ana',
      lastEventId: 'k3f9.7',
    };
    expect(await ask({ query })).toMatchObject({
      query: {
        historyCount: 7,
        types: new Set(['A', 'B']),
        minPriority: 'high',
        clientId: 'tab-1',
        label: { clientType: 'dashboard', username: 'Ana' },
        lastEventId: 'k3f9.7',
      },
    });
  });

  test('Last-Event-ID wins over the query, and an empty one counts as none', async () => {
    const token = await tokenFor('admin');
    const query = { token, lastEventId: 'k3f9.7' };
    expect(await ask({ query, headers: { 'last-event-id': 'k3f9.9' } })).toMatchObject({
      query: { lastEventId: 'k3f9.9' },
    });
    expect(await ask({ query, headers: { 'last-event-id': '' } })).toMatchObject({
      query: { lastEventId: 'k3f9.7' },
    });
    const plain = await ask({ query: { token }, headers: { 'last-event-id': '' } });
    expect(plain.kind === 'admitted' && plain.query.lastEventId).toBeUndefined();
  });
});

test('?token= twice is refused, and says so', async () => {
  const token = await tokenFor('admin');
  expect(await refusalOf({ rawQueryString: `token=${token}&token=${token}` })).toMatchObject({
    code: 'TOKEN_REFUSED',
    detail: 'more than one token was received; ?token= or a bearer subprotocol was expected once',
  });
});
