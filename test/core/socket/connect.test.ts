import { ZodError } from 'zod';
import type { SocketGateway } from '../../../core/connection/socket-gateway.ts';
import { type ConnectPorts, connect, leave } from '../../../core/socket/connect.ts';
import { parseSocketEvent } from '../../../lambdas/proposal-socket/decode-event.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});

afterAll(() => engine.stop());

/** Remembers which connections were closed. */
function gatewayOf(closed: string[]): SocketGateway {
  return {
    post: async () => ({ kind: 'sent' }),
    close: async connectionId => {
      const isOpen = !closed.includes(connectionId);
      if (isOpen) closed.push(connectionId);
      return { kind: isOpen ? 'sent' : 'gone' };
    },
  };
}

function connecting(
  userId: string,
  connectionId: string,
  connectedAt = start,
  headers = {},
  token = {},
) {
  return parseSocketEvent({
    headers,
    requestContext: {
      eventType: 'CONNECT',
      connectionId,
      requestId: 'gw-1',
      connectedAt,
      identity: { sourceIp: '203.0.113.7', userAgent: 'x'.repeat(300) },
      // API Gateway hands the authorizer's numbers on as text.
      authorizer: {
        userId,
        role: 'bettor',
        tokenExpiresAtMs: '1795125600000',
        principalId: userId,
        ...token,
      },
    },
    isBase64Encoded: false,
  });
}

function portsWith(closed: string[]) {
  return { ...tables, gateway: gatewayOf(closed), now: () => start };
}

test('a connection leaves a row that says whose it is and until when', async () => {
  expect(await connect(connecting('ana', 'a-1'), portsWith([]))).toEqual({
    statusCode: 200,
    replaced: 0,
  });
  expect(await tables.readSocket('ana', 'a-1')).toEqual({
    userId: 'ana',
    leaseId: 'ws#a-1',
    kind: 'ws',
    connectionId: 'a-1',
    channel: 'proposals',
    channelShard: 'proposals#7',
    since: '2026-11-20T20:00:00.000Z#a-1',
    role: 'bettor',
    state: 'connecting',
    seenAtMs: start,
    heard: Array(100).fill(-1000),
    connectedAt: '2026-11-20T20:00:00.000Z',
    tokenExpiresAtMs: 1795125600000,
    sourceIp: '203.0.113.7',
    userAgent: 'x'.repeat(256),
    expiresAt: Date.parse('2026-11-20T22:10:00.000Z') / 1000,
  });
});

test('our subprotocol is chosen when it is offered, and the token never', async () => {
  const headers = { 'Sec-WebSocket-Protocol': 'gallobets.v1, bearer.a.b.c' };
  expect(await connect(connecting('ana', 'a-2', start, headers), portsWith([]))).toEqual({
    statusCode: 200,
    replaced: 0,
    headers: { 'Sec-WebSocket-Protocol': 'gallobets.v1' },
  });
  const other = { 'Sec-WebSocket-Protocol': 'bearer.a.b.c' };
  expect(await connect(connecting('ana', 'a-3', start, other), portsWith([]))).toEqual({
    statusCode: 200,
    replaced: 0,
  });
});

const countMessage = (userId: string, connectionId: string) =>
  tables.connections.countMessage({ userId, connectionId, connectedAtMs: start, nowMs: start });

/** Twenty sockets, each of which has said something. */
async function fill(userId: string, closed: string[]): Promise<void> {
  for (let index = 1; index <= 20; index += 1) {
    const connectionId = `${userId}-${index}`;
    await connect(connecting(userId, connectionId, start + index), portsWith(closed));
    await countMessage(userId, connectionId);
  }
}

const idsOf = async (userId: string) =>
  (await tables.connections.listOf(userId, start)).map(({ connectionId }) => connectionId);

test('the 21st socket of a user closes the oldest, and only that', async () => {
  const closed: string[] = [];
  await fill('beto', closed);
  expect(closed).toEqual([]);
  const answer = await connect(connecting('beto', 'beto-21', start + 21), portsWith(closed));
  expect(answer).toEqual({ statusCode: 200, replaced: 1 });
  expect(closed).toEqual(['beto-1']);
  expect(await idsOf('beto')).toEqual(Array.from({ length: 20 }, (_, n) => `beto-${n + 2}`));
});

test('three that come at once to a full user close three, not each other', async () => {
  const closed: string[] = [];
  await fill('elia', closed);
  const answers = await Promise.all(
    [21, 22, 23].map(n => connect(connecting('elia', `elia-${n}`, start + n), portsWith(closed))),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  const left = await idsOf('elia');
  expect(left).toHaveLength(20);
  expect(left.slice(-3)).toEqual(['elia-21', 'elia-22', 'elia-23']);
});

test('of 200 sockets at once twenty are let in, and there are never more [G10]', async () => {
  const closed: string[] = [];
  let open = 0;
  let most = 0;
  const connections: typeof tables.connections = {
    ...tables.connections,
    open: async socket => {
      open += 1;
      most = Math.max(most, open);
      await tables.connections.open(socket);
    },
    close: async (userId, connectionId) => {
      const hadRow = (await tables.readSocket(userId, connectionId)) !== undefined;
      await tables.connections.close(userId, connectionId);
      if (hadRow) open -= 1;
    },
  };
  // Addresses have a test of their own.
  const addresses = { acquire: async () => async () => undefined, release: async () => undefined };
  const ports = { ...portsWith(closed), connections, addresses };
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => connect(connecting('carla', `c-${n}`, start), ports)),
  );
  const entered = answers.flatMap(({ statusCode }, index) => (statusCode === 200 ? [index] : []));
  expect(entered).toHaveLength(20);
  expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(180);
  expect(most).toBe(20);
  expect((await idsOf('carla')).sort()).toEqual(entered.map(index => `c-${index}`).sort());
  expect(closed).toEqual([]);
});

test('a refused handshake leaves nothing behind: its slot and its place are free', async () => {
  const slots: string[] = [];
  const addresses: typeof tables.addresses = {
    acquire: async request => {
      slots.push(request.connectionId);
      return await tables.addresses.acquire(request);
    },
    release: async (address, connectionId) => {
      slots.splice(slots.indexOf(connectionId), 1);
      await tables.addresses.release(address, connectionId);
    },
  };
  const ports = { ...portsWith([]), addresses };
  for (let n = 0; n < 22; n += 1) await connect(connecting('ulla', `g-${n}`), ports);
  expect(slots).toHaveLength(20);
  // And one that leaves makes room for the next.
  await leave(connecting('ulla', 'g-3'), ports);
  expect(await connect(connecting('ulla', 'g-22'), ports)).toMatchObject({ statusCode: 200 });
  expect(slots).toHaveLength(20);
});

test('an address without a slot left is refused, before anything else is taken', async () => {
  const addresses = { ...tables.addresses, acquire: async () => undefined };
  const answer = await connect(connecting('hugo', 'h-1'), { ...portsWith([]), addresses });
  expect(answer).toEqual({
    statusCode: 429,
    code: 'TOO_MANY_CONNECTIONS',
    headers: { 'Retry-After': '10' },
    replaced: 0,
  });
  expect(await idsOf('hugo')).toEqual([]);
});

test('places of sockets that went without a word are taken, once it is sure that they went', async () => {
  const closed: string[] = [];
  const arriving = (n: number, afterMs = 0) => connecting('iris', `i-${n}`, start + afterMs);
  for (let n = 0; n < 20; n += 1) {
    await connect(arriving(n), portsWith(closed));
    await tables.connections.close('iris', `i-${n}`);
  }
  const at = (ms: number) => ({ ...portsWith(closed), now: () => start + ms });
  expect(await connect(arriving(20, 29_999), at(29_999))).toMatchObject({ statusCode: 429 });
  expect(await connect(arriving(20, 30_000), at(30_000))).toMatchObject({
    statusCode: 200,
    replaced: 1,
  });
});

test('rows past their time count for nothing, though TTL has not removed them', async () => {
  await connect(connecting('dora', 'd-1'), portsWith([]));
  const later = Date.parse('2026-11-20T22:10:00.000Z');
  expect(await tables.connections.listOf('dora', later - 1)).toHaveLength(1);
  expect(await tables.connections.listOf('dora', later)).toEqual([]);
});

test('of parameters with one name all are read, as of none', () => {
  expect(connecting('ana', 'a-9').query).toEqual({});
  const multiValueQueryStringParameters = { username: ['Ana', 'Beto'], token: ['a.b.c'] };
  const requestContext = {
    ...{ eventType: 'CONNECT', connectionId: 'a-9', requestId: 'gw-1', connectedAt: start },
    identity: {},
    authorizer: { userId: 'ana', role: 'bettor', tokenExpiresAtMs: '1795125600000' },
  };
  expect(parseSocketEvent({ multiValueQueryStringParameters, requestContext }).query).toEqual(
    multiValueQueryStringParameters,
  );
});

test('what is no event of a WebSocket is an error', () => {
  const missing = (event: unknown): readonly string[] => {
    try {
      parseSocketEvent(event);
      return [];
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      return error.issues.map(({ path }) => path.join('.'));
    }
  };
  expect(missing({ requestContext: { http: {} } })).toEqual(
    ['eventType', 'connectionId', 'requestId', 'connectedAt', 'identity', 'authorizer'].map(
      name => `requestContext.${name}`,
    ),
  );
});

describe('a token that was revoked', () => {
  const token = { tokenId: 't-1', issuedAtMs: String(start) };
  const revocation = { userId: 'rita', tokenId: 't-1', revokedAtMs: start, by: 'kim', reason: '' };
  const arriving = (id: string) => connecting('rita', id, start, {}, token);

  afterEach(() => tables.revocations.lift('rita', 't-1'));

  test('is refused with 401, takes no place and leaves no row', async () => {
    await tables.revocations.revoke(revocation);
    const asked: string[] = [];
    const ports: ConnectPorts = {
      ...portsWith([]),
      addresses: {
        ...tables.addresses,
        acquire: async slot => {
          asked.push('a slot of its address');
          return await tables.addresses.acquire(slot);
        },
      },
      leases: {
        ...tables.leases,
        acquire: async (userId, lease) => {
          asked.push('a place of its user');
          return await tables.leases.acquire(userId, lease);
        },
      },
      connections: {
        ...tables.connections,
        open: async socket => {
          asked.push('a row');
          await tables.connections.open(socket);
        },
      },
    };
    expect(await connect(arriving('r-1'), ports)).toEqual({
      statusCode: 401,
      code: 'TOKEN_REVOKED',
      replaced: 0,
    });
    expect(asked).toEqual([]);
    expect(await tables.readSocket('rita', 'r-1')).toBeUndefined();
    // One of another token takes all three: so they would have been seen.
    const other = connecting('rita', 'r-0', start, {}, { ...token, tokenId: 't-0' });
    expect(await connect(other, ports)).toMatchObject({ statusCode: 200 });
    expect(asked).toEqual(['a slot of its address', 'a place of its user', 'a row']);
    await leave(other, ports);
  });

  test('is refused too when that happens while it connects', async () => {
    const open: typeof tables.connections.open = async socket => {
      await tables.connections.open(socket);
      await tables.revocations.revoke(revocation);
    };
    const connections = { ...tables.connections, open };
    const answer = await connect(arriving('r-2'), { ...portsWith([]), connections });
    expect(answer).toEqual({ statusCode: 401, code: 'TOKEN_REVOKED', replaced: 0 });
    expect(await tables.readSocket('rita', 'r-2')).toBeUndefined();
  });

  test('is refused in the same way when its user is banned while it connects', async () => {
    const open: typeof tables.connections.open = async socket => {
      await tables.connections.open(socket);
      await tables.putUser('rosa', 'banned');
    };
    const connections = { ...tables.connections, open };
    const event = arriving('r-5');
    const rosas = { ...event, user: { ...event.user, userId: 'rosa' } };
    const answer = await connect(rosas, { ...portsWith([]), connections });
    expect(answer).toEqual({ statusCode: 401, code: 'TOKEN_REVOKED', replaced: 0 });
    expect(await tables.readSocket('rosa', 'r-5')).toBeUndefined();
  });

  test('lets nobody in while that cannot be checked', async () => {
    let asked = 0;
    const isRevoked = async () => {
      asked += 1;
      if (asked > 1) throw new Error('no network');
      return false;
    };
    const ports = { ...portsWith([]), revocations: { isRevoked } };
    await expect(connect(arriving('r-3'), ports)).rejects.toThrow('no network');
    expect(await tables.readSocket('rita', 'r-3')).toBeUndefined();
  });

  test('is found by its row', async () => {
    await connect(arriving('r-4'), portsWith([]));
    expect(await tables.readSocket('rita', 'r-4')).toMatchObject({ tokenId: 't-1' });
  });
});

test('an address that asks too often, and everybody during a drain, gets nothing and is refused with when to come back', async () => {
  const drain = { startedAtMs: start, untilMs: start + 5_000, by: 'ana', reason: 'a restore' };
  const take = async () => ({ kind: 'exceeded', retryAfterSec: 42 }) as const;
  const limited = { ...portsWith([]), attempts: { take, expectation: '' } };
  expect(await connect(connecting('flo', 'f-1'), limited)).toEqual({
    statusCode: 429,
    code: 'RATE_LIMITED',
    headers: { 'Retry-After': '42' },
    replaced: 0,
  });
  const current = async () => drain;
  const draining = { ...portsWith([]), drains: { current, latest: current } };
  const answer = await connect(connecting('flo', 'f-2'), draining);
  expect(answer).toMatchObject({ statusCode: 503, code: 'DRAINING', replaced: 0 });
  expect(Number(answer.headers?.['Retry-After'])).toBeGreaterThanOrEqual(6);
  expect(await idsOf('flo')).toEqual([]);
});

test('what a client says of itself stands in its row, and nothing that is out of bounds', async () => {
  const asked = (id: string, query: Record<string, readonly string[]>) => ({
    ...connecting('wera', id),
    query,
  });
  const label = { clientType: 'ios', username: 'Gil, at home' };
  const { statusCode } = await connect(
    asked('label-1', { token: ['a.b.c'], clientType: ['ios'], username: ['Gil, at home'] }),
    portsWith([]),
  );
  expect(statusCode).toBe(200);
  expect(await tables.readSocket('wera', 'label-1')).toMatchObject({ userId: 'wera', ...label });
  expect(await tables.readSocket('wera', 'label-1')).not.toHaveProperty('token');
  // A page cannot learn why a handshake was refused, and would connect again for ever.
  const strange = { clientType: ['web app'], username: ['Gil', 'Gil'] };
  expect(await connect(asked('label-2', strange), portsWith([]))).toEqual({
    statusCode: 200,
    replaced: 0,
  });
  const row = await tables.readSocket('wera', 'label-2');
  expect(row).not.toHaveProperty('clientType');
  expect(row).not.toHaveProperty('username');
});
