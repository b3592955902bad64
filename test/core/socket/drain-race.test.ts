import type { SocketGateway } from '../../../core/connection/socket-gateway.ts';
import { endSockets } from '../../../core/drain/end-sockets.ts';
import { connect } from '../../../core/socket/connect.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../../lambdas/adapters/connections/end-connection.ts';
import { createDrains } from '../../../lambdas/adapters/limits/drains.ts';
import { parseSocketEvent } from '../../../lambdas/proposal-socket/decode-event.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { noNotices } from '../../support/no-notices.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');
const now = () => start;
const drain = { startedAtMs: start, untilMs: start + 60_000, by: 'ana', reason: 'a restore' };

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});

afterAll(() => engine.stop());
afterEach(() => environment().end());

/** An environment of its own. Its clock stands, so what it has read once would hold for good. */
const environment = () =>
  createDrains(engine.client, 'Limits', now, error => {
    throw error;
  });

function arriving(userId: string) {
  return parseSocketEvent({
    headers: {},
    requestContext: {
      eventType: 'CONNECT',
      connectionId: `${userId}-c`,
      requestId: 'gw-1',
      connectedAt: start,
      identity: { sourceIp: '203.0.113.7', userAgent: 'test' },
      authorizer: {
        userId,
        role: 'bettor',
        tokenExpiresAtMs: '1795125600000',
        principalId: userId,
      },
    },
    isBase64Encoded: false,
  });
}

/** Sockets as API Gateway holds them: until its handshake is answered there is none to be closed. */
function gateway() {
  const open = new Set<string>();
  const handshakes = new Map<string, Promise<number>>();
  const posted: string[] = [];
  const ports: SocketGateway = {
    post: async connectionId => {
      if (!open.has(connectionId)) return { kind: 'gone' };
      posted.push(connectionId);
      return { kind: 'sent' };
    },
    close: async connectionId => ({ kind: open.delete(connectionId) ? 'sent' : 'gone' }),
  };
  const enter = async (userId: string, drains: ReturnType<typeof environment>) => {
    const event = arriving(userId);
    const { connectionId } = event.user;
    const handshake = connect(event, { ...tables, drains, gateway: ports, now }).then(
      ({ statusCode }) => {
        if (statusCode === 200) open.add(connectionId);
        return statusCode;
      },
    );
    handshakes.set(connectionId, handshake);
    const statusCode = await handshake;
    handshakes.delete(connectionId);
    return statusCode;
  };
  return { ...ports, open, posted, enter, handshakesDone: () => Promise.all(handshakes.values()) };
}

describe('a drain that begins after an environment read that there is none', () => {
  /** Of such an environment. */
  async function warmPorts() {
    const drains = environment();
    expect(await drains.current()).toBeUndefined();
    return { ...tables, drains, gateway: gateway(), now };
  }
  const refusal = { statusCode: 503, code: 'DRAINING', replaced: 0 };

  test('refuses its next socket, which gives back its slot and leaves no row', async () => {
    const ports = await warmPorts();
    await environment().begin(drain);
    const given: string[] = [];
    const addresses: typeof tables.addresses = {
      ...tables.addresses,
      release: async (address, connectionId) => {
        given.push(`${address} ${connectionId}`);
        await tables.addresses.release(address, connectionId);
      },
    };
    expect(await connect(arriving('nora'), { ...ports, addresses })).toMatchObject(refusal);
    expect(given).toEqual(['203.0.113.7 nora-c']);
    expect(await tables.readSocket('nora', 'nora-c')).toBeUndefined();
  });

  test('refuses one that is about to write its row', async () => {
    const ports = await warmPorts();
    const open: typeof tables.connections.open = async socket => {
      await environment().begin(drain);
      await tables.connections.open(socket);
    };
    const connections = { ...tables.connections, open };
    expect(await connect(arriving('nils'), { ...ports, connections })).toMatchObject(refusal);
    expect(await tables.readSocket('nils', 'nils-c')).toBeUndefined();
  });
});

test('of sockets that connect all the time while a drain begins none is left open, and none is let in afterwards', async () => {
  const held = gateway();
  const management = environment();
  let hasBegun = false;
  const [before, after]: [number[], number[]] = [[], []];
  let enough = (): void => undefined;
  const manyAreOpen = new Promise<void>(resolve => {
    enough = resolve;
  });
  /** One after another, each of a user of its own; it stops five after the drain began. */
  async function keepConnecting(lane: number): Promise<void> {
    const drains = environment();
    expect(await drains.current()).toBeUndefined();
    for (let n = 0, late = 0; n < 500 && late < 5; n += 1) {
      const answers = hasBegun ? after : before;
      if (hasBegun) late += 1;
      answers.push(await held.enter(`user-${lane}-${n}`, drains));
      if (held.open.size >= 20) enough();
    }
  }
  const lanes = Array.from({ length: 8 }, (_, lane) => keepConnecting(lane));
  await manyAreOpen;
  await management.begin(drain);
  hasBegun = true;
  const directory = createConnectionDirectory(engine.client, 'Connections', now);
  let looks = 0;
  const result = await endSockets(drain, {
    // The index lags: at the first look it lists every other socket.
    directory: {
      onChannel: async (channel, page) => {
        const { connections, ...rest } = await directory.onChannel(channel, page);
        looks += 1;
        const listed = connections.filter((_, index) => looks > 1 || index % 2 === 0);
        return { connections: listed, ...rest };
      },
    },
    endConnection: createEndConnection(engine.client, 'Connections', {
      gateway: held,
      now,
      pause: held.handshakesDone,
      postNotice: noNotices,
      onUnclosed: () => undefined,
    }),
    gateway: held,
    now,
    pause: held.handshakesDone,
  });
  await Promise.all(lanes);
  expect(result.socketsLeft).toBe(false);
  expect(result.socketsEnded).toBeGreaterThanOrEqual(20);
  expect([...held.open]).toEqual([]);
  expect(before.filter(status => status === 200).length).toBeGreaterThanOrEqual(20);
  expect(after).toEqual(Array(40).fill(503));
  expect((await directory.onChannel('proposals', { limit: 500 })).connections).toEqual([]);
});
