import type { IncomingMessage, ServerResponse } from 'node:http';
import { applyCors, corsProperties, isPreflight } from '../../../local/function-url/cors.ts';
import { synthesize } from '../../lib/synthesize.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { HttpSocket, requestText } from '../../support/http-socket.ts';
import {
  allowedOrigin,
  credentials,
  startStreamServer,
  type TestServer,
} from '../../support/stream-server.ts';
import { createTemplateTables } from '../../support/template-functions.ts';

let engine: TestEngine;
let server: TestServer;

beforeAll(async () => {
  engine = await startTestEngine();
  await createTemplateTables(engine);
  server = await startStreamServer({ engine });
});
afterAll(async () => {
  server.stop();
  await engine.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request on a connection of its own, which it closes for the answer's end to be seen. */
async function ask(text: string): Promise<Answer> {
  const client = await HttpSocket.open(server.port);
  client.write(text);
  const head = await client.until('\r\n\r\n');
  const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
  const start = head.indexOf('\r\n\r\n') + 4;
  const isBodyThere = (): boolean => Buffer.byteLength(client.received.slice(start)) >= length;
  if (!isBodyThere() && !text.startsWith('HEAD')) await client.until(/\}$/);
  client.socket.destroy();
  const [line = '', ...lines] = client.received.slice(0, start - 4).split('\r\n');
  const headers = lines.map(each => {
    const colon = each.indexOf(': ');
    return [each.slice(0, colon).toLowerCase(), each.slice(colon + 2)];
  });
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: client.received.slice(start),
  };
}

describe('CORS', () => {
  /** What a function URL is set to, as the template has it, for the origin that is allowed here. */
  const [url] = Object.values(synthesize().findResources('AWS::Lambda::Url')).filter(
    ({ Properties }) => Properties.InvokeMode === 'RESPONSE_STREAM',
  );
  const cors = { ...corsProperties.parse({ ...url?.Properties.Cors, AllowOrigins: [] }) };

  /** The CORS headers that a function URL gives. */
  function urlHeaders(method: string, headers: Readonly<Record<string, string>>) {
    const given: Record<string, string> = {};
    const request = { method, headers } as unknown as IncomingMessage;
    const response = {
      setHeader: (name: string, value: string) => {
        given[name] = value;
      },
    } as unknown as ServerResponse;
    applyCors({ ...cors, AllowOrigins: [allowedOrigin] }, request, response);
    return { given, isPreflight: isPreflight(request) };
  }

  const ofCors = (name: string): boolean => name === 'vary' || name.startsWith('access-control-');
  const asksFor = { 'access-control-request-method': 'GET' };
  const more = { 'access-control-request-headers': 'authorization,last-event-id' };

  test.each([
    ['OPTIONS', '/fights', { origin: allowedOrigin, ...asksFor }],
    ['OPTIONS', '/live', { origin: allowedOrigin, ...asksFor, ...more }],
    ['OPTIONS', '/live?channels=fights', { origin: 'https://evil.example', ...asksFor }],
    ['OPTIONS', '/fights', { origin: `${allowedOrigin}.evil.example`, ...asksFor }],
    ['OPTIONS', '/fights', { origin: 'null', ...asksFor }],
    ['OPTIONS', '/fights', { origin: allowedOrigin, 'access-control-request-method': 'DELETE' }],
    ['OPTIONS', '/nowhere', { origin: allowedOrigin, ...asksFor }],
    ['OPTIONS', '/fights', { origin: allowedOrigin }],
    ['OPTIONS', '/fights', { ...asksFor }],
    ['GET', '/fights', { origin: allowedOrigin }],
    ['GET', '/fights', { origin: 'https://evil.example' }],
    ['GET', '/nowhere', { origin: allowedOrigin }],
    ['GET', '/fights', {}],
    ['POST', '/fights', { origin: allowedOrigin }],
  ] as [string, string, Record<string, string>][])(
    'of %s %s with %j is that of a function URL',
    async (method, target, headers) => {
      const expected = urlHeaders(method, headers);
      const answer = await ask(requestText(target, headers, method));
      const received = Object.entries(answer.headers).filter(([name]) => ofCors(name));
      expect(Object.fromEntries(received)).toEqual(expected.given);
      expect(answer.status === 200).toBe(expected.isPreflight);
      if (expected.isPreflight) expect(answer.body).toBe('');
    },
  );
});

const everyPath =
  '/system, /fights, /bets, /users, /finance, /streaming, /payment-streams, /workflows, /notifications, /global, /inbox, /live';

describe('a refusal', () => {
  const problem = 'application/problem+json';

  test.each([
    ['/', `received the path /; expected ${everyPath}`],
    ['/fights/', `received the path /fights/; expected ${everyPath}`],
    ['/FIGHTS', `received the path /FIGHTS; expected ${everyPath}`],
    ['/a%20b?c', `received the path /a b; expected ${everyPath}`],
    ['/%zz', `received the path /%zz; expected ${everyPath}`],
  ])('of %s names the paths there are', async (target, detail) => {
    const answer = await ask(requestText(target));
    expect(answer).toMatchObject({
      status: 404,
      headers: { 'content-type': problem, 'cache-control': 'no-store' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'NOT_FOUND', detail });
  });

  test.each([
    ['GET', '/fights', {}, 401, 'TOKEN_REFUSED', { 'www-authenticate': 'Bearer' }],
    ['POST', '/fights', {}, 405, 'METHOD_NOT_ALLOWED', { allow: 'GET' }],
    ['OPTIONS', '/fights', {}, 405, 'METHOD_NOT_ALLOWED', { allow: 'GET' }],
    ['GET', '/socket.io/?EIO=4&transport=polling', {}, 400, 'QUERY_INVALID', {}],
    ['GET', '/live?EIO=4', {}, 400, 'QUERY_INVALID', {}],
    ['GET', '/fights', { origin: 'https://evil.example' }, 403, 'ORIGIN_NOT_ALLOWED', {}],
    [
      'POST',
      '/fights',
      { 'content-length': '3' },
      405,
      'METHOD_NOT_ALLOWED',
      { connection: 'close' },
    ],
    ['GET', '/fights', { 'content-length': '3' }, 413, 'BODY_TOO_LARGE', { connection: 'close' }],
    ['GET', '/nowhere', { 'content-length': '3' }, 404, 'NOT_FOUND', { connection: 'close' }],
    ['GET', '/live', { 'transfer-encoding': 'chunked' }, 413, 'BODY_TOO_LARGE', {}],
    ['GET', '/live', { 'content-length': '9', expect: '100-continue' }, 413, 'BODY_TOO_LARGE', {}],
  ] as [string, string, Record<string, string>, number, string, Record<string, string>][])(
    'of %s %s with %j is %i %s',
    async (method, target, given, status, code, headers) => {
      const answer = await ask(requestText(target, given, method));
      expect(answer).toMatchObject({ status, headers: { 'content-type': problem, ...headers } });
      expect(JSON.parse(answer.body)).toMatchObject({ status, code });
    },
  );

  test('of a HEAD has no body', async () => {
    expect(await ask(requestText('/fights', {}, 'HEAD'))).toMatchObject({ status: 405, body: '' });
  });

  test('of a role, and of a query, is that of a function URL', async () => {
    const bettor = await credentials('ana', 'bettor');
    const operator = await credentials('ana', 'operator');
    expect(JSON.parse((await ask(requestText('/fights', bettor))).body)).toMatchObject({
      ...{ status: 403, code: 'ROLE_NOT_ALLOWED' },
      detail: 'received the role bettor, which may not read the channel fights',
    });
    expect(JSON.parse((await ask(requestText('/live?history=101', operator))).body)).toMatchObject({
      ...{ status: 400, code: 'QUERY_INVALID' },
      detail: 'received history=101; expected a whole number from 0 to 100',
    });
  });

  test('is logged by the request that Lambda names', async () => {
    await ask(requestText('/nowhere', { 'lambda-web-request-id': 'r-1' }));
    await ask(requestText('/bets', { 'lambda-web-request-id': 'r-2' }));
    const refused = server.lines.filter(({ correlationId }) => /^r-/.test(String(correlationId)));
    expect(refused).toEqual([
      expect.objectContaining({ message: 'refused a request', correlationId: 'r-1', status: 404 }),
      {
        ...{ message: 'refused a stream request', channel: 'bets', correlationId: 'r-2' },
        ...{ status: 401, code: 'TOKEN_REFUSED', category: 'AUTHENTICATION' },
      },
    ]);
  });

  test.each([
    [
      'headers of 16 KB',
      `GET /fights HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(16_384)}\r\n\r\n`,
      431,
    ],
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    ['a request without a host', 'GET /fights HTTP/1.1\r\n\r\n', 400],
  ])('of %s is http’s own', async (_title, text, status) => {
    expect(await ask(text)).toMatchObject({ status });
  });
});
