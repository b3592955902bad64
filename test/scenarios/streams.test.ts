import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { StreamMessage, StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let shared: Target;
/** Played through to its planned end, beside all other tests. */
let whole: StreamReader;
let wholeSinceMs: number;
/** Where streams last longer than it takes a slow machine to open 50 of them, ten an environment. */
let host: QuietHost;
let target: Target;

beforeAll(async () => {
  shared = await connectTarget();
  host = await startQuietHost('streams', { streamLifetimeSeconds: '90' }, ['--benchmark', '10']);
  target = await connectTarget(host.outputsFile);
  whole = await shared.open('Finance');
  await whole.until(({ event }) => event === 'connected');
  wholeSinceMs = Date.now();
}, 300_000);
afterAll(async () => {
  await shared?.close();
  await target?.close();
  await host?.stop();
});

test('the expiry of its token ends a stream [G10]', async () => {
  const token = await target.token(unique('short'), 'admin', 3);
  const stream = await target.open('System', { token });
  const error = await stream.until(({ event }) => event === 'error', 20_000);
  expect(error.data).toMatchObject({
    category: 'AUTHENTICATION',
    code: 'TOKEN_EXPIRED',
    recovery: 'refresh',
  });
  await stream.until(({ event, data }) => event === 'reconnect' && data.reason === 'token-expired');
  await stream.ended;
});

async function leasesOf(userId: string) {
  const { Items = [] } = await target.client.send(
    new QueryCommand({
      TableName: requireOutput(target.outputs, 'ConnectionsTableName'),
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
      ConsistentRead: true,
    }),
  );
  return Items;
}

test('the 21st stream of a user replaces the oldest, which is sent the reason and a long retry', async () => {
  const userId = unique('many');
  const token = await target.token(userId, 'admin');
  const oldest = await target.open('Users', { token });
  await oldest.until(({ event }) => event === 'connected');
  // At once: the oldest has some seconds to live.
  const others = await Promise.all(
    Array.from({ length: 19 }, () => target.open('Users', { token })),
  );
  await Promise.all(others.map(stream => stream.until(({ event }) => event === 'connected')));
  expect(await leasesOf(userId)).toHaveLength(20);
  const newest = await target.open('Users', { token });
  await newest.until(({ event }) => event === 'connected');
  const lastFrame = await oldest.until(({ event }) => event === 'reconnect', 20_000);
  expect(lastFrame.data).toEqual({ reason: 'replaced', retryMs: 60_000 });
  expect(await leasesOf(userId)).toHaveLength(20);
}, 120_000);

test('50 streams of one user that connect at once leave it 20 [G10]', async () => {
  const userId = unique('crowd');
  const token = await target.token(userId, 'admin');
  const streams = await Promise.all(
    Array.from({ length: 50 }, () => target.open('Users', { token })),
  );
  const left = Promise.withResolvers<void>();
  let ended = 0;
  for (const stream of streams) {
    void stream.ended.then(() => {
      ended += 1;
      if (ended === 30) left.resolve();
    });
  }
  // One that is replaced before it has read the log has no `connected`.
  const isLetIn = ({ event }: StreamMessage) => event === 'connected' || event === 'reconnect';
  await Promise.all(streams.map(stream => stream.until(isLetIn)));
  await left.promise;
  const lastFrames = streams.flatMap(({ messages }) =>
    messages.filter(({ event }) => event === 'reconnect').map(({ data }) => data.reason),
  );
  expect(lastFrames).toEqual(Array(30).fill('replaced'));
  expect(await leasesOf(userId)).toHaveLength(20);
}, 180_000);

test('a reader that does not read is ended as slow, not buffered without bound', async () => {
  const { protocol, hostname, port, host, pathname } = new URL(
    requireOutput(target.outputs, 'FinanceChannelUrl'),
  );
  const userId = unique('slow');
  const token = await target.token(userId, 'admin');
  const socket =
    protocol === 'https:'
      ? connectTls({ host: hostname, port: 443, servername: hostname })
      : connect({ host: hostname, port: Number(port) });
  socket.write(`GET ${pathname}?history=0&token=${token} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  let received = '';
  socket.setEncoding('utf8').on('data', text => {
    received += text;
  });
  await once(socket, 'data');
  socket.pause();
  const filler = 'x'.repeat(60_000);
  for (let batch = 0; batch < 12; batch += 1) {
    await Promise.all(
      Array.from({ length: 25 }, () =>
        target.put('Outbox', {
          eventId: unique('big'),
          channel: 'finance',
          type: 'notification',
          data: { title: 'big', text: filler },
        }),
      ),
    );
  }
  const watching = await target.open('Finance', { follows: true });
  const last = unique('last');
  await watching.until(({ event }) => event === 'connected');
  await target.put('Outbox', {
    eventId: last,
    channel: 'finance',
    type: 'notification',
    data: { title: last },
  });
  await watching.until(({ data }) => data?.data?.title === last, 60_000);
  // It has ended while its reader still took nothing.
  await untilSeen(
    () => leasesOf(userId),
    ({ length }) => length === 0,
  );
  const closed = once(socket, 'close');
  socket.resume();
  await closed;
  // A Web Function writes to the reader’s own connection, which is cut when it does not take the reason.
  const hasReason = received.slice(-2_000).includes('"reason":"slow-reader"');
  const isCut = !received.endsWith('0\r\n\r\n');
  expect(hasReason || (target.onWebFunction && isCut)).toBe(true);
  // 18 MB were written; what the network itself holds depends on the machine.
  expect(received.includes(last)).toBe(false);
}, 180_000);

test('a stream pings at least every 15 s and ends itself with reconnect, and the reader resumes [G7]', async () => {
  const stream = whole;
  const connected = await stream.until(({ event }) => event === 'connected');
  expect(connected.data).toEqual({
    connectionId: expect.any(String),
    channel: 'finance',
    role: 'admin',
    cursor: expect.stringMatching(/^\w+\.\d+$/),
    replayUntil: expect.stringMatching(/^\w+\.\d+$/),
    heartbeatMs: 15_000,
    endsAt: expect.any(Number),
  });
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const ping = await stream.until(({ event }) => event === 'ping');
  expect(ping.data).toEqual({ timestamp: expect.any(Number) });
  // When it was sent: how long it took to be read depends on the machine.
  expect(ping.data.timestamp - wholeSinceMs).toBeLessThan(16_000);
  const waitMs = connected.data.endsAt - Date.now() + 10_000;
  const lastFrame = await stream.until(({ event }) => event === 'reconnect', waitMs);
  expect(lastFrame.data).toEqual({ reason: 'lifetime', retryMs: expect.any(Number) });
  expect(stream.retryMs).toBe(lastFrame.data.retryMs);
  await stream.ended;
  const resumed = await shared.open('Finance', { lastEventId: stream.lastEventId, history: 100 });
  await resumed.until(({ event }) => event === 'connected');
  expect(resumed.messages.map(({ event }) => event)).not.toContain('gap');
}, 400_000);
