import type { SocketGateway } from '../../../lambdas/adapters/socket-gateway.ts';
import { connect } from '../../../lambdas/proposal-socket/connect.ts';
import { parseSocketEvent } from '../../../lambdas/proposal-socket/socket-event.ts';
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
      closed.push(connectionId);
      return { kind: 'gone' };
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
  expect(await tables.connections.find('ana', 'a-1')).toEqual({
    userId: 'ana',
    leaseId: 'ws#a-1',
    kind: 'ws',
    connectionId: 'a-1',
    role: 'bettor',
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

test('the 21st socket of a user closes the oldest, and only that', async () => {
  const closed: string[] = [];
  for (let index = 1; index <= 20; index += 1) {
    await connect(connecting('beto', `b-${index}`, start + index), portsWith(closed));
  }
  expect(closed).toEqual([]);
  const answer = await connect(connecting('beto', 'b-21', start + 21), portsWith(closed));
  expect(answer).toEqual({ statusCode: 200, replaced: 1 });
  expect(closed).toEqual(['b-1']);
  expect(await tables.connections.find('beto', 'b-1')).toBeUndefined();
  expect(await tables.connections.listOf('beto', start)).toHaveLength(20);
});

test('when fifty connect at once, the twenty newest are left', async () => {
  const closed: string[] = [];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      connect(connecting('carla', `c-${index}`, start + index), portsWith(closed)),
    ),
  );
  const left = await tables.connections.listOf('carla', start);
  expect(left.map(({ connectionId }) => connectionId)).toEqual(
    Array.from({ length: 20 }, (_, index) => `c-${index + 30}`),
  );
  // Each of the thirty others was refused at its handshake or closed after it.
  const refused = answers.flatMap(({ statusCode }, index) =>
    statusCode === 429 ? [`c-${index}`] : [],
  );
  expect(new Set([...refused, ...closed]).size).toBe(30);
});

test('rows past their time count for nothing, though TTL has not removed them', async () => {
  await connect(connecting('dora', 'd-1'), portsWith([]));
  const later = Date.parse('2026-11-20T22:10:00.000Z');
  expect(await tables.connections.listOf('dora', later - 1)).toHaveLength(1);
  expect(await tables.connections.listOf('dora', later)).toEqual([]);
});

test('what is no event of a WebSocket is an error', () => {
  expect(() => parseSocketEvent({ requestContext: { http: {} } })).toThrow();
});

describe('a token that was revoked', () => {
  const token = { tokenId: 't-1', issuedAtMs: String(start) };
  const revocation = { userId: 'rita', tokenId: 't-1', revokedAtMs: start, by: 'kim', reason: '' };
  const arriving = (id: string) => connecting('rita', id, start, {}, token);

  afterEach(() => tables.revocations.lift('rita', 't-1'));

  test('is refused with 401, takes no place and leaves no row', async () => {
    await tables.revocations.revoke(revocation);
    const opened: string[] = [];
    const connections = {
      ...tables.connections,
      open: async ({ connectionId }: { connectionId: string }) => {
        opened.push(connectionId);
      },
    };
    const answer = await connect(arriving('r-1'), { ...portsWith([]), connections });
    expect(answer).toEqual({ statusCode: 401, replaced: 0 });
    expect(opened).toEqual([]);
  });

  test('is refused too when that happens while it connects', async () => {
    const open: typeof tables.connections.open = async socket => {
      await tables.connections.open(socket);
      await tables.revocations.revoke(revocation);
    };
    const connections = { ...tables.connections, open };
    const answer = await connect(arriving('r-2'), { ...portsWith([]), connections });
    expect(answer).toEqual({ statusCode: 401, replaced: 0 });
    expect(await tables.connections.find('rita', 'r-2')).toBeUndefined();
  });

  test('lets nobody in while that cannot be told', async () => {
    let asked = 0;
    const isRevoked = async () => {
      asked += 1;
      if (asked > 1) throw new Error('no network');
      return false;
    };
    const ports = { ...portsWith([]), revocations: { isRevoked } };
    await expect(connect(arriving('r-3'), ports)).rejects.toThrow('no network');
    expect(await tables.connections.find('rita', 'r-3')).toBeUndefined();
  });

  test('is found by its row', async () => {
    await connect(arriving('r-4'), portsWith([]));
    expect(await tables.connections.find('rita', 'r-4')).toMatchObject({ tokenId: 't-1' });
  });
});
