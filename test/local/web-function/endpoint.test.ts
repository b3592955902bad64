import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { runAssembly, type TestHost } from '../running-host.ts';
import { listening, webAssembly } from './web-assembly.ts';

/** Echoes what it is asked; some paths behave badly, or never end. */
const source = `${listening}
  import { text } from 'node:stream/consumers';
  listen(async (request, response) => {
    request.socket.requests = (request.socket.requests ?? 0) + 1;
    if (request.url === '/crash') process.exit(3);
    if (request.url === '/cut') {
      response.write('half');
      setTimeout(() => response.destroy(), 20);
      return;
    }
    if (request.url === '/late') return;
    if (request.url === '/stream') {
      response.on('close', () => console.log('the reader of the stream has left'));
      response.writeHead(200, 'Streaming', { 'X-Mine': '1' }).flushHeaders();
      response.write('open');
      return;
    }
    response.setHeader('Set-Cookie', ['a=1', 'b=2']);
    response.statusCode = 201;
    const body = await text(request);
    if (request.url === '/count') return response.end(JSON.stringify({ length: body.length }));
    response.end(JSON.stringify({
      method: request.method, url: request.url, headers: request.headers, body,
      requestsOfConnection: request.socket.requests,
    }));
  });
`;

let host: TestHost;
let url: URL;
beforeAll(async () => {
  host = await runAssembly(webAssembly({ source, endpoint: { EndpointName: 'main' } }), {
    verbose: true,
  });
  url = new URL(host.outputs.Url ?? '');
});
afterAll(() => host.stop());

/** What comes back for these bytes, until the connection ends. */
async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(Number(url.port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

async function open(path: string, at = url): Promise<IncomingMessage> {
  const asked = request(new URL(path, at));
  asked.end();
  const [answer] = await once(asked, 'response');
  return answer;
}

test('a request reaches the function as it was sent, and its answer the client', async () => {
  const answer = await fetch(`${url}a/%C3%B1?b=c&b=d`, {
    method: 'PUT',
    headers: { 'x-forwarded-for': '9.9.9.9', 'x-real-ip': '9.9.9.9' },
    body: 'hola',
  });
  expect(answer.status).toBe(201);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  const requestId = answer.headers.get('lambda-web-request-id');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  const seen = (await answer.json()) as { headers: object };
  expect(seen).toMatchObject({
    method: 'PUT',
    url: '/a/%C3%B1?b=c&b=d',
    body: 'hola',
    headers: {
      'x-forwarded-for': '9.9.9.9, 127.0.0.1',
      'lambda-web-request-id': requestId,
      'lambda-web-endpoint-name': 'main',
      'content-length': '4',
      host: url.host,
    },
  });
  expect(seen.headers).not.toHaveProperty('x-real-ip');
});

test('a body in chunks goes on whole, with its length', async () => {
  const answer = await sendRaw(
    `POST / HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nho\r\n2\r\nla\r\n0\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
  expect(answer).toContain('"content-length":"4"');
  expect(answer).toContain('"body":"hola"');
});

test('the connections to the function are used again', async () => {
  const counts: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    const seen = (await (await fetch(url)).json()) as { requestsOfConnection: number };
    counts.push(seen.requestsOfConnection);
  }
  expect(Math.max(...counts)).toBeGreaterThan(1);
});

test.each([
  ['HTTP/1.0', 'GET / HTTP/1.0\r\nHost: HOST\r\n\r\n', 505],
  ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['another Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 404],
  ['the method TRACE', 'TRACE / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n', 400],
  ['the method CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n', 400],
])('with %s a request does not reach the function', async (_, bytes, status) => {
  const answer = await sendRaw(bytes.replace('HOST', url.host));
  expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
});

test('a handshake of a WebSocket is a request like any other', async () => {
  const answer = await sendRaw(
    `GET /up HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  expect(answer).not.toContain('"upgrade"');
});

test.each([
  [6 * 1024 * 1024, 201],
  [6 * 1024 * 1024 + 1, 413],
  [8 * 1024 * 1024, 413],
])('a body of %d bytes is answered with %d', async (bytes, status) => {
  const asked = request(new URL('/count', url), { method: 'POST', agent: false });
  asked.end(Buffer.alloc(bytes, 'x'));
  const [answer] = await once(asked, 'response');
  const said = JSON.parse(await text(answer));
  expect(answer.statusCode).toBe(status);
  if (status === 201) expect(said.length).toBe(bytes);
});

test('the head of a stream comes before its end, each piece at once', async () => {
  const answer = await open('/stream');
  expect([answer.statusCode, answer.statusMessage, answer.headers['x-mine']]).toEqual([
    200,
    'Streaming',
    '1',
  ]);
  expect(String((await once(answer, 'data'))[0])).toBe('open');
  answer.destroy();
});

test('the function sees that its reader leaves', async () => {
  const left = /the reader of the stream has left/;
  const before = host.lines.filter(line => left.test(line)).length;
  const answer = await open('/stream');
  await once(answer, 'data');
  answer.destroy();
  await host.loggedTimes(left, before + 1);
});

describe('a request that takes longer than its timeout', () => {
  let brief: TestHost;
  let at: URL;
  beforeAll(async () => {
    brief = await runAssembly(webAssembly({ source, service: { TimeoutSeconds: 3 } }));
    at = new URL(brief.outputs.Url ?? '');
    // A first request may wait too long for the environment.
    while ((await fetch(at)).status !== 201);
  });
  afterAll(() => brief.stop());

  test('is answered with 504, and with what it was', async () => {
    const answer = await fetch(new URL('/late', at));
    expect(answer.status).toBe(504);
    expect(answer.headers.get('lambda-web-error-type')).toBe('Runtime.RequestTimeout');
  });

  test('has its answer cut without a word when that has begun', async () => {
    const answer = await open('/stream', at);
    await expect(text(answer)).rejects.toThrow('aborted');
    expect(answer.complete).toBe(false);
  });
});

test('an answer that the function cuts is cut for the client', async () => {
  const answer = await open('/cut');
  await expect(text(answer)).rejects.toThrow('aborted');
});

test('a function that ends while it is asked is 502; the next request starts another', async () => {
  expect((await fetch(new URL('/crash', url))).status).toBe(502);
  await host.logged(/^error \[Streams\] environment \d+ exited with status 3$/);
  expect((await fetch(url)).status).toBe(201);
});
