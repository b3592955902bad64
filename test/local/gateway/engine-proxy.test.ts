import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type EngineProxy, startEngineProxy } from '../../../local/gateway/engine-proxy.ts';

let engine: Server;
let heldBack: PromiseWithResolvers<IncomingMessage>;
let proxy: EngineProxy;

/** An engine that answers any page, and records what it was asked. */
beforeAll(async () => {
  engine = createServer(async (asked, response) => {
    const { method, url, headers } = asked;
    if (url === '/held-back') {
      await text(asked);
      return heldBack.resolve(asked);
    }
    const { host, 'x-amz-target': operation } = headers;
    response.writeHead(400, {
      'access-control-allow-origin': '*',
      'x-amzn-requestid': 'r-1',
      'content-type': 'application/x-amz-json-1.0',
    });
    response.end(JSON.stringify({ method, url, host, operation, body: await text(asked) }));
  }).listen(0, '127.0.0.1');
  await once(engine, 'listening');
  proxy = await startEngineProxy({ engineEndpoint: endpointOf(engine), port: 0, allowedHosts: [] });
});
afterAll(async () => {
  await proxy.stop();
  engine.closeAllConnections();
  engine.close();
});

const endpointOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function ask(path: string, headers: Readonly<Record<string, string>>) {
  const asked = request(proxy.endpoint, { method: 'POST', path, headers });
  asked.end('{"Limit":1}');
  const [answer] = await once(asked, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };

test('passes a request and its answer on as they are, but not to pages', async () => {
  const { status, headers, body } = await ask('/', target);
  expect([status, headers['x-amzn-requestid'], headers['content-type']]).toEqual([
    400,
    'r-1',
    'application/x-amz-json-1.0',
  ]);
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(JSON.parse(body)).toEqual({
    method: 'POST',
    url: '/',
    host: endpointOf(engine).slice('http://'.length),
    operation: 'DynamoDB_20120810.ListTables',
    body: '{"Limit":1}',
  });
});

test('drops the request of a client that has left, and serves the others', async () => {
  for (let client = 0; client < 20; client += 1) {
    heldBack = Promise.withResolvers();
    const asked = request(proxy.endpoint, { method: 'POST', path: '/held-back', headers: target });
    asked.on('error', () => {});
    asked.end('{}');
    const atEngine = await heldBack.promise;
    const dropped = once(atEngine.socket, 'close');
    asked.destroy();
    await dropped;
    expect((await ask('/', target)).status).toBe(400);
  }
});

test('asks nobody but the engine, whatever the path', async () => {
  const { body } = await ask('//evil.example/', target);
  expect(JSON.parse(body)).toMatchObject({ url: '//evil.example/' });
});

test.each([
  ['across origins', { origin: 'https://evil.example' }],
  ['by a name of its own', { host: 'evil.example' }],
])('a page that asks %s is refused', async (_title, headers) => {
  expect((await ask('/', { ...target, ...headers })).status).toBe(403);
});

test('a preflight is refused too', async () => {
  const answer = await fetch(proxy.endpoint, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});

test('an engine that is gone is an error that AWS clients retry', async () => {
  const lost = createServer().listen(0, '127.0.0.1');
  await once(lost, 'listening');
  const engineEndpoint = endpointOf(lost);
  lost.close();
  const before = await startEngineProxy({ engineEndpoint, port: 0, allowedHosts: [] });
  const answer = await fetch(before.endpoint, { method: 'POST', headers: target, body: '{}' });
  const { __type } = (await answer.json()) as { __type: string };
  expect([answer.status, __type]).toEqual([500, 'InternalServerError']);
  await before.stop();
});
