import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import WebSocket from 'ws';
import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;
let token: string;
const sockets: Bettor[] = [];
/** Whose stream was cut off first of all: its lease holds until the stream's planned end. */
const cutOff = unique('killed');

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  token = await target.token(unique('watcher'), 'admin');
  const { reader } = await stream(cutOff);
  expect((await presence(cutOff)).online).toBe(true);
  reader.close();
}, 120_000);
afterAll(async () => {
  await Promise.all(sockets.map(socket => socket.close()));
  await target.close();
});

const reason = { reason: 'a scenario' };

const ask = (path: string) => management.call('GET', path, { token });
const end = (path: string) => management.call('DELETE', path, { token, body: reason });

async function stream(userId: string, title = 'Fights') {
  const reader: StreamReader = await target.open(title, {
    token: await target.token(userId, 'admin'),
  });
  const { data } = await reader.until(({ event }) => event === 'connected');
  return { reader, connectionId: String(data.connectionId) };
}

async function socket(userId: string): Promise<Bettor> {
  const bettor = await connectBettor(target, userId);
  sockets.push(bettor);
  return bettor;
}

interface View {
  readonly connectionId: string;
  readonly kind: string;
  readonly state: string;
}

async function presence(userId: string) {
  const { body } = await ask(`/users/${userId}/presence`);
  const connections: readonly View[] = body.connections;
  return { online: body.online, states: connections.map(({ kind, state }) => [kind, state]) };
}

test('an admin finds a stream by its id, its user, its channel and its state, at once [L4]', async () => {
  const userId = unique('seen');
  const { connectionId } = await stream(userId, 'Streaming');
  const { status, body } = await ask(`/connections/${connectionId}`);
  expect([status, body.userId, body.channel, body.kind]).toEqual([200, userId, 'streaming', 'sse']);
  const mine = async (path: string) => {
    const { body: page } = await ask(path);
    return page.connections.map((one: View) => one.connectionId).includes(connectionId);
  };
  expect(await mine(`/connections?userId=${userId}`)).toBe(true);
  const path = '/connections?channel=streaming&limit=100';
  await untilSeen(() => mine(`${path}&state=connected`), Boolean);
  expect(await mine(`${path}&state=stale`)).toBe(false);
  expect(await mine('/connections?channel=users&limit=100')).toBe(false);
});

test('a disconnect reaches a stream, which says why, and a socket within 10 s [L4]', async () => {
  const userId = unique('ended');
  const { reader, connectionId } = await stream(userId);
  const bettor = await socket(userId);
  const other = await stream(unique('spared'));
  const { body } = await end(`/users/${userId}/connections`);
  expect(body).toEqual({ disconnected: 2 });
  const lastFrame = await reader.until(({ event }) => event === 'reconnect', 10_000);
  expect(lastFrame.data.reason).toBe('disconnected');
  await reader.ended;
  expect(await bettor.closed).toBe(1000);
  const { status } = await ask(`/connections/${other.connectionId}`);
  expect(status).toBe(200);
  await untilSeen(
    () => ask(`/connections/${connectionId}`),
    answer => answer.status === 404,
  );
  expect(await presence(userId)).toEqual({ online: false, states: [] });
});

test('an admin disconnects without a body and without a content type', async () => {
  const { reader, connectionId } = await stream(unique('bare'));
  const { status, body } = await management.call('DELETE', `/connections/${connectionId}`, {
    token,
  });
  expect([status, body]).toEqual([200, { disconnected: 1 }]);
  await reader.until(({ event }) => event === 'reconnect', 10_000);
});

test('one connection is ended right after it opened, and an unknown one is 404 [M2]', async () => {
  const userId = unique('one');
  const { reader, connectionId } = await stream(userId);
  const { status, body } = await end(`/connections/${connectionId}`);
  expect([status, body]).toEqual([200, { disconnected: 1 }]);
  await reader.until(({ event }) => event === 'reconnect', 10_000);
  const unknown = await end('/connections/nobodys');
  expect([unknown.status, unknown.body.code]).toEqual([404, 'CONNECTION_NOT_FOUND']);
});

test('a connection is listed in the state that it is in', async () => {
  const userId = unique('states');
  const bettor = await socket(userId);
  // Until when it is connecting is a matter of seconds, which a slow machine takes to look.
  expect([[['ws', 'connecting']], [['ws', 'connected']]]).toContainEqual(
    (await presence(userId)).states,
  );
  await bettor.ask('ping');
  expect((await presence(userId)).states).toEqual([['ws', 'connected']]);
  const { connectionId } = await stream(userId);
  const both = [
    ['sse', 'connected'],
    ['ws', 'connected'],
  ];
  await untilSeen(
    () => presence(userId),
    ({ states }) => JSON.stringify(states) === JSON.stringify(both),
  );
  await end(`/connections/${connectionId}`);
  const states = (await presence(userId)).states.map(([, state]) => state);
  expect(['connected', 'disconnecting,connected']).toContain(states.join());
});

async function putLease(userId: string, changes: Readonly<Record<string, unknown>>) {
  const nowMs = Date.now();
  const item = {
    userId,
    leaseId: 'sse#19',
    kind: 'sse',
    connectionId: `by-hand-${userId}`,
    channel: 'bets',
    // A reader of a channel reads all its shards: any of them will do.
    channelShard: 'bets#0',
    since: `${new Date(nowMs - 120_000).toISOString()}#by-hand-${userId}`,
    role: 'admin',
    connectedAt: new Date(nowMs - 120_000).toISOString(),
    state: 'connected',
    seenAtMs: nowMs,
    sourceIp: '127.0.0.1',
    userAgent: 'none',
    expiresAt: Math.floor(nowMs / 1_000) + 600,
    ...changes,
  };
  const TableName = requireOutput(target.outputs, 'ConnectionsTableName');
  await target.client.send(new PutCommand({ TableName, Item: item }));
  return item.connectionId;
}

test('a lease whose holder is silent is shown as stale, and its user as offline [L4]', async () => {
  const userId = unique('silent');
  const connectionId = await putLease(userId, { seenAtMs: Date.now() - 120_000 });
  expect(await presence(userId)).toEqual({ online: false, states: [['sse', 'stale']] });
  const listed = async (state: string) => {
    const { body } = await ask(`/connections?channel=bets&state=${state}&limit=100`);
    return body.connections.some((one: View) => one.connectionId === connectionId);
  };
  await untilSeen(() => listed('stale'), Boolean);
  for (const state of ['connecting', 'connected', 'idle', 'disconnecting']) {
    expect(await listed(state)).toBe(false);
  }
});

test('a lease that expired is no connection, though its row is still there', async () => {
  const userId = unique('expired');
  await putLease(userId, { expiresAt: Math.floor(Date.now() / 1_000) - 1 });
  expect(await presence(userId)).toEqual({ online: false, states: [] });
});

/** As if the socket had just sent 99 messages: a slow machine takes longer for them than 10 s. */
async function haveSaid99(userId: string): Promise<void> {
  const { body } = await ask(`/connections?userId=${userId}`);
  const [{ connectionId, connectedAt }] = body.connections;
  const tick = Math.floor((Date.now() - connectedAt) / 10);
  const key = { userId, leaseId: `ws#${connectionId}` };
  await target.update('Connections', key, { heard: [-1_000, ...Array(99).fill(tick)] });
}

test('the 101st message in 10 s is refused with a time to wait, and the socket stays open', async () => {
  const bettor = await socket(unique('loud'));
  await bettor.ask('ping');
  await haveSaid99(bettor.userId);
  expect((await bettor.ask('ping')).event).toBe('pong');
  const { event, data } = await bettor.ask('ping');
  expect([event, data.code, data.recovery]).toEqual(['proposal_error', 'RATE_LIMITED', 'backoff']);
  expect(data.retryAfterMs).toBeGreaterThan(0);
  expect(data.retryAfterMs).toBeLessThanOrEqual(10_000);
  await new Promise(resolve => setTimeout(resolve, data.retryAfterMs));
  expect((await bettor.ask('ping')).event).toBe('pong');
});

test('60 sockets of one user at once never are more than 20', async () => {
  const userId = unique('flood');
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  const bearer = `bearer.${await target.token(userId, 'bettor')}`;
  const open = new Set<WebSocket>();
  const rows: number[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) rows.push(await rowsOf(userId));
  })();
  const statuses = await Promise.all(
    Array.from({ length: 60 }, () => {
      const one = new WebSocket(url, ['gallobets.v1', bearer], { handshakeTimeout: 40_000 });
      return new Promise<number>(resolve => {
        one.on('open', () => {
          open.add(one);
          resolve(101);
        });
        one.on('close', () => open.delete(one));
        one.on('unexpected-response', (request, { statusCode = 0 }) => {
          resolve(statusCode);
          request.destroy();
        });
        one.on('error', () => resolve(0));
      });
    }),
  );
  isOver = true;
  await watching;
  expect(statuses).toContain(101);
  // A socket without a row neither receives nor sends. When its client sees that it was closed is
  // up to the network.
  expect(Math.max(...rows)).toBeLessThanOrEqual(20);
  for (const one of open) one.terminate();
}, 180_000);

test('presence is right after a socket is destroyed and a stream cut off, within the lease [M2]', async () => {
  const bettor = await socket(cutOff);
  bettor.destroy();
  await untilSeen(
    () => presence(cutOff),
    ({ states }) => states.every(([kind]) => kind === 'sse'),
  );
  // Nothing notifies the function of a stream's reader that is gone.
  await untilSeen(
    () => presence(cutOff),
    ({ online }) => !online,
  );
  expect(await presence(cutOff)).toEqual({ online: false, states: [] });
}, 150_000);

async function rowsOf(userId: string): Promise<number> {
  const { Count = 0 } = await target.client.send(
    new QueryCommand({
      TableName: requireOutput(target.outputs, 'ConnectionsTableName'),
      KeyConditionExpression: 'userId = :user',
      ExpressionAttributeValues: { ':user': userId },
      ConsistentRead: true,
      Select: 'COUNT',
    }),
  );
  return Count;
}
