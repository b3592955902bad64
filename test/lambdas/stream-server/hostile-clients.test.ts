import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Connections } from '../../../lambdas/stream-server/connections.ts';
import { HttpConnection } from '../../../lambdas/stream-server/http-connection.ts';
import { chunkedBody, statusLine } from '../../support/http-socket.ts';
import {
  credentials,
  streamServers,
  type TestServer,
  untilRequests,
} from '../../support/stream-server.ts';

const { engine, start: startWith, client } = streamServers();

const start = (maxConnections = 100): Promise<TestServer> => startWith({ maxConnections });

const host = 'host: streams.example.com\r\n';
const get = `GET /fights?history=0 HTTP/1.1\r\n`;

describe('a request of two meanings', () => {
  test.each([
    [
      'a length and chunks',
      400,
      `${get}${host}content-length: 5\r\ntransfer-encoding: chunked\r\n`,
    ],
    ['two lengths', 400, `${get}${host}content-length: 0\r\ncontent-length: 5\r\n`],
    ['a length with a sign', 400, `${get}${host}content-length: +0\r\n`],
    ['a space before a colon', 400, `${get}${host}content-length : 0\r\n`],
    ['chunks that are no last coding', 400, `${get}${host}transfer-encoding: chunked, gzip\r\n`],
    ['lines that end in LF', 400, `${get.replace('\r', '')}${host}`],
    ['a header that ends in LF', 400, `${get}host: streams.example.com\n`],
    ['a CR within a header', 400, `${get}${host}a: b\rc: d\r\n`],
    ['a folded header', 400, `${get}${host}a: b\r\n c\r\n`],
    ['a NUL', 400, `${get}${host}a: b\0c\r\n`],
    ['no host', 400, get],
    ['two hosts', 400, `${get}${host}host: other.example.com\r\n`],
    ['HTTP/1.0', 505, `${get.replace('1.1', '1.0')}${host}`],
    ['HTTP/0.9', 505, 'GET /fights?history=0\r\n'],
    ['a method of nobody', 400, `BREW /fights HTTP/1.1\r\n${host}`],
    ['a head of more than 16 KB', 431, `${get}${host}a: ${'b'.repeat(16_384)}\r\n`],
    ['10,000 headers', 431, `${get}${host}${'a: b\r\n'.repeat(10_000)}`],
    ['a header named __proto__', 404, `GET /x HTTP/1.1\r\n${host}__proto__: y\r\n`],
    ['a header named constructor', 404, `GET /x HTTP/1.1\r\n${host}constructor: y\r\n`],
    ['an expectation of nobody', 417, `${get}${host}expect: magic\r\n`],
    ['another host in its target', 404, `${get.replace('/', 'http://other.example.com/')}${host}`],
    ['a path of two slashes', 404, `${get.replace('/', '//')}${host}`],
    ['a path that ends in a slash', 404, `${get.replace('?', '/?')}${host}`],
    ['a path with dots', 404, `${get.replace('/', '/bets/../')}${host}`],
    ['a path with encoded dots', 404, `${get.replace('/', '/%2e/')}${host}`],
    ['an encoded question mark', 404, `${get.replace('?', '%3f')}${host}`],
  ])('by %s has one answer, %i', async (_, status, head) => {
    const server = await start();
    const hostile = await client(server);
    const { authorization } = await credentials('ana');
    hostile.write(`${head}authorization: ${authorization}\r\n\r\n`);
    expect(Number(statusLine(await hostile.until('\r\n\r\n')).split(' ')[1])).toBe(status);
    expect(hostile.received.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(server.server.requests).toBe(0);
  });

  test('and without any of them, the same request has its stream', async () => {
    const reader = await client(await start());
    const { authorization } = await credentials('ana');
    reader.write(`${get}${host}authorization: ${authorization}\r\n\r\n`);
    expect(statusLine(await reader.until('event: connected'))).toBe('HTTP/1.1 200 OK');
  });
});

test('a client’s address is found behind as many headers as fit', async () => {
  const server = await start();
  const reader = await client(server);
  const { authorization } = await credentials('bob');
  const many = 'a:b\r\n'.repeat(2_500);
  const last = 'x-forwarded-for: 203.0.113.1, 203.0.113.77\r\n';
  reader.write(`${get}${host}authorization: ${authorization}\r\n${many}${last}\r\n`);
  await reader.until('event: connected');
  const { client: tables } = engine();
  const { Items = [] } = await tables.send(new ScanCommand({ TableName: 'ConnectionsTable' }));
  const [lease] = Items.filter(({ userId }) => userId === 'bob');
  expect(lease?.sourceIp).toBe('203.0.113.77');
});

test('a connection holds nothing of requests in a row that were answered', async () => {
  const accepting = jest.spyOn(Connections.prototype, 'accept');
  const server = await start();
  const hostile = await client(server);
  await hostile.request('/first').until('received the path /first');
  const connection: unknown = accepting.mock.results[0]?.value;
  accepting.mockRestore();
  if (!(connection instanceof HttpConnection)) throw new Error('expected a connection');
  const listeners = connection.listenerCount('close');
  for (let round = 0; round < 20; round += 1) {
    hostile.request(`/a${round}`).request(`/b${round}`).request(`/c${round}`);
    await hostile.until(`received the path /c${round};`);
  }
  expect(connection.listenerCount('close')).toBe(listeners);
});

describe('connections without a request', () => {
  test('make room for a new one, the oldest first; streams and who has a request stay', async () => {
    const server = await start(3);
    const reader = await client(server);
    reader.request('/fights?history=0', await credentials('cleo'));
    await reader.until('event: connected');
    const slow = (await client(server)).write('GET /fights HTTP/1.1\r\n');
    const idle = await client(server);
    await idle.request('/nowhere').until('NOT_FOUND');
    const next = await client(server);
    next.request('/fights?history=0', await credentials('cleo'));
    await next.until('event: connected');
    expect(await slow.untilEnd()).toBe('');
    await idle.request('/fights/').until('received the path /fights/');
    expect(reader.socket.readableEnded).toBe(false);
  });

  test('make room by how long they have been without one, not by when they came', async () => {
    const server = await start(2);
    const used = await client(server);
    const idle = await client(server);
    await used.request('/nowhere').until('NOT_FOUND');
    const next = await client(server);
    await next.request('/nowhere').until('NOT_FOUND');
    expect(await idle.untilEnd()).toBe('');
    await used.request('/fights/').until('received the path /fights/');
  });

  test('are not let in where all others are busy', async () => {
    const server = await start(2);
    const readers = [await client(server), await client(server)];
    for (const [at, reader] of readers.entries()) {
      reader.request('/fights?history=0', await credentials(`dan-${at}`));
      await reader.until('event: connected');
    }
    expect(await (await client(server)).untilEnd()).toBe('');
    readers[0]?.finish();
    await untilRequests(server, 1);
    await (await client(server)).request('/nowhere').until('NOT_FOUND');
  });
});

test('a stream’s body ends whole though its lease is not given back, which is logged', async () => {
  const server = await start();
  const reader = await client(server);
  reader.request('/fights?history=0', await credentials('fay'));
  await reader.until('event: connected');
  const sending = jest.spyOn(engine().client, 'send');
  sending.mockImplementation(() => Promise.reject(new Error('no table')));
  await server.server.shutDown(20_000);
  const { text, isWhole } = chunkedBody(await reader.untilEnd());
  expect([text.match(/"shutdown"/g)?.length, isWhole]).toEqual([1, true]);
  const kept = await server.line('lease release failed');
  expect(kept).toMatchObject({ error: new Error('no table') });
  sending.mockRestore();
});

test('no token stands in any line, wherever it was given', async () => {
  const server = await start();
  const { authorization } = await credentials('gil');
  const token = authorization.replace('Bearer ', '');
  const asked = [
    { target: `/fights?token=${token}&history=x`, headers: {} },
    { target: `/nowhere/${token}?token=${token}`, headers: {} },
    { target: '/fights', headers: { authorization: `Basic ${token}` } },
    { target: '/fights', headers: { authorization: `${authorization}x` } },
    { target: '/fights', headers: { cookie: `__Host-session=${token}` } },
    { target: `/fights?token=${token}&token=${token}`, headers: {} },
  ];
  for (const { target, headers } of asked) {
    await (await client(server)).request(target, headers).until('"code"');
  }
  expect(server.lines.length).toBeGreaterThanOrEqual(asked.length);
  expect(JSON.stringify(server.lines)).not.toContain(token.split('.')[2]);
});
