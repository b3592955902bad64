import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { until } from '../../until.ts';
import { type AnyEvent, closing, nextMessage, startTestApi, type TestApi } from './test-api.ts';

let api: TestApi | undefined;
afterEach(() => api?.stop());

const ok = () => ({ statusCode: 200 });

test('a message goes to the route that its action names, every other to $default', async () => {
  api = await startTestApi({
    routes: {
      join: ok,
      $default: event => ({ statusCode: 200, body: `default: ${event.body}` }),
    },
  });
  const socket = await api.connect();
  socket.send('{"action":"join"}');
  await until(() => api?.events.join?.length === 1);
  for (const message of [
    '{"action":"leave"}',
    '{"action":{}}',
    'no json',
    '',
    '{"action":"$connect"}',
  ]) {
    socket.send(message);
    expect(await nextMessage(socket)).toBe(`default: ${message}`);
  }
  expect(api.events.join).toHaveLength(1);
});

test('without a route response the answer is dropped, with one it goes to the sender', async () => {
  api = await startTestApi({
    routes: {
      quiet: () => ({ statusCode: 200, body: 'never seen' }),
      $default: () => ({ statusCode: 200, body: 'seen' }),
    },
  });
  const socket = await api.connect();
  const seen: string[] = [];
  socket.on('message', data => seen.push(data.toString()));
  socket.send('{"action":"quiet"}');
  await until(() => api?.events.quiet !== undefined);
  socket.send('loud');
  await until(() => seen.length > 0);
  expect(seen).toEqual(['seen']);
});

test.each([
  [
    'an error',
    () => {
      throw new Error('boom');
    },
    'Internal server error',
  ],
  ['a body that is no text', () => ({ statusCode: 200, body: {} }), 'Internal server error'],
  ['no answer in time', () => new Promise(() => {}), 'Endpoint request timed out'],
])('%s gives an error frame, and the connection stays', async (_name, route, message) => {
  api = await startTestApi({
    routes: { broken: route, $default: () => ({ statusCode: 200, body: 'fine' }) },
  });
  const socket = await api.connect();
  socket.send('{"action":"broken"}');
  const event = () => api?.events.broken?.[0]?.requestContext;
  expect(JSON.parse(await nextMessage(socket))).toEqual({
    message,
    connectionId: event()?.connectionId,
    requestId: event()?.requestId,
  });
  socket.send('again');
  expect(await nextMessage(socket)).toBe('fine');
});

test('a message that no route takes is forbidden', async () => {
  api = await startTestApi({ routes: { join: ok } });
  const socket = await api.connect();
  socket.send('{"action":"leave"}');
  expect(JSON.parse(await nextMessage(socket))).toEqual({
    message: 'Forbidden',
    connectionId: expect.stringMatching(/=$/),
    requestId: expect.any(String),
  });
});

test('messages of one connection are handled at the same time', async () => {
  const { promise: second, resolve } = Promise.withResolvers<void>();
  api = await startTestApi({
    routes: {
      $default: async event => {
        if (event.body === 'second') resolve();
        await second;
        return { statusCode: 200, body: event.body };
      },
    },
  });
  const socket = await api.connect();
  const seen: string[] = [];
  socket.on('message', data => seen.push(data.toString()));
  socket.send('first');
  socket.send('second');
  await until(() => seen.length === 2);
  expect(seen.sort()).toEqual(['first', 'second']);
});

/** Sends `length` characters in frames of 32 KB, the largest that AWS takes. */
function sendInFrames(socket: WebSocket, length: number) {
  for (let sent = 0; sent < length; sent += 32_768) {
    const frame = 'x'.repeat(Math.min(32_768, length - sent));
    socket.send(frame, { fin: sent + frame.length === length });
  }
}

const answerLength = (event: AnyEvent) => ({ statusCode: 200, body: String(event.body?.length) });

test('a message of 128 KB is taken, one byte more closes with 1009', async () => {
  api = await startTestApi({ routes: { $default: answerLength } });
  const socket = await api.connect();
  sendInFrames(socket, 131_072);
  expect(await nextMessage(socket)).toBe('131072');
  sendInFrames(socket, 131_073);
  expect((await closing(socket))[0]).toBe(1_009);
});

test('an answer of 128 KB is sent, of one byte more nothing but that it failed', async () => {
  let length = 131_072;
  api = await startTestApi({
    routes: { $default: () => ({ statusCode: 200, body: 'x'.repeat(length) }) },
  });
  const socket = await api.connect();
  socket.send('ask');
  expect(await nextMessage(socket)).toHaveLength(131_072);
  length += 1;
  socket.send('ask');
  expect(JSON.parse(await nextMessage(socket))).toMatchObject({ message: 'Internal server error' });
});

test('a frame of 32 KB is taken, one byte more closes with 1009', async () => {
  api = await startTestApi({ routes: { $default: answerLength } });
  const socket = await api.connect();
  socket.send('x'.repeat(32_768));
  expect(await nextMessage(socket)).toBe('32768');
  socket.send('x'.repeat(32_769));
  expect((await closing(socket))[0]).toBe(1_009);
  expect(api.events.$default).toHaveLength(1);
});

test('a binary frame closes with 1003', async () => {
  api = await startTestApi({ routes: { $default: ok } });
  const socket = await api.connect();
  socket.send(Buffer.from('bytes'));
  expect((await closing(socket))[0]).toBe(1_003);
  expect(api.events.$default).toBeUndefined();
});

test('beyond its burst a stage throttles, and says so', async () => {
  api = await startTestApi({
    routes: { $default: () => ({ statusCode: 200, body: 'fine' }) },
    throttle: { rate: 0, burst: 2 },
  });
  const socket = await api.connect(); // takes one of the two
  socket.send('1');
  expect(await nextMessage(socket)).toBe('fine');
  socket.send('2');
  expect(JSON.parse(await nextMessage(socket))).toMatchObject({ message: 'Too Many Requests' });
  expect(await api.refusal()).toBe(429);
});

test.each([
  ['idle', { idleTimeoutMs: 100, maxDurationMs: 60_000 }],
  ['old', { idleTimeoutMs: 60_000, maxDurationMs: 100 }],
])('a connection that is %s is closed with 1001', async (_name, limits) => {
  api = await startTestApi({ routes: { $disconnect: ok }, limits });
  const socket = await api.connect();
  expect(await closing(socket)).toEqual([1_001, 'Going away']);
  await until(() => api?.events.$disconnect !== undefined);
  expect(api.events.$disconnect?.[0]?.requestContext).toMatchObject({
    disconnectStatusCode: 1_001,
    disconnectReason: 'Going away',
  });
});

test('messages keep an otherwise idle connection open', async () => {
  api = await startTestApi({
    routes: { $default: () => ({ statusCode: 200, body: 'pong' }) },
    limits: { idleTimeoutMs: 1_000, maxDurationMs: 60_000 },
  });
  const socket = await api.connect();
  for (let ping = 0; ping < 5; ping += 1) {
    await new Promise(resolve => setTimeout(resolve, 300));
    socket.send('ping');
    expect(await nextMessage(socket)).toBe('pong');
  }
});

test('a client that just goes away is reported with 1006', async () => {
  api = await startTestApi({ routes: { $disconnect: ok } });
  const socket = await api.connect();
  socket.terminate();
  await until(() => api?.events.$disconnect !== undefined);
  expect(api.events.$disconnect?.[0]?.requestContext).toMatchObject({
    disconnectStatusCode: 1_006,
    disconnectReason: '',
  });
});

test('a close without a status is reported as AWS words it', async () => {
  api = await startTestApi({ routes: { $disconnect: ok } });
  const socket = await api.connect();
  socket.close();
  await once(socket, 'close');
  await until(() => api?.events.$disconnect !== undefined);
  expect(api.events.$disconnect?.[0]?.requestContext).toMatchObject({
    disconnectStatusCode: 1_005,
    disconnectReason: 'Client-side close frame status not set',
  });
});

test('stopping the host ends open connections without invoking $disconnect', async () => {
  api = await startTestApi({ routes: { $disconnect: ok } });
  const socket = await api.connect();
  const closed = closing(socket);
  await api.stop();
  expect((await closed)[0]).toBe(1_006);
  expect(api.events.$disconnect).toBeUndefined();
});
