import { request as httpRequest } from 'node:http';
import type { UrlEvent } from '../../../local/function-url/url-event.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

const source = `
export const handler = async event => {
  const answers = {
    '/text': 'just text',
    '/full': {
      statusCode: 418,
      headers: { 'X-Pot': 'tea', 'Access-Control-Allow-Origin': 'https://wrong.example', 'Content-Encoding': 'gzip' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('short and stout').toString('base64'),
      isBase64Encoded: true,
    },
    '/bad-status': { statusCode: 'never' },
    '/too-large': { statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) },
  };
  return answers[event.rawPath] ?? event;
};
`;

describe('a buffered function URL', () => {
  let host: TestHost;
  let url: string;

  beforeAll(async () => {
    host = await runAssembly({
      functions: { main: source },
      resources: {
        Main: functionResource('main'),
        Url: urlResource('Main', 'BUFFERED'),
        CorsUrl: urlResource('Main', 'BUFFERED', {
          Cors: {
            AllowOrigins: ['https://admin.example.com'],
            AllowMethods: ['GET'],
            AllowHeaders: ['authorization', 'last-event-id'],
            ExposeHeaders: ['x-pot'],
            MaxAge: 600,
          },
        }),
      },
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
        CorsUrl: { Value: { 'Fn::GetAtt': ['CorsUrl', 'FunctionUrl'] } },
      },
    });
    url = host.outputs.Url ?? '';
  });
  afterAll(() => host.stop());

  test('builds the event of payload format 2.0', async () => {
    const response = await fetch(`${url}a%20b/c?x=1&x=2&y=%C3%A9&empty=`, {
      method: 'POST',
      headers: {
        'X-Custom': 'Value',
        cookie: 'session=abc; theme=dark',
        'content-type': 'application/json',
        'user-agent': 'test-agent',
      },
      body: '{"a":1}',
    });
    const port = new URL(url).port;
    const event = (await response.json()) as UrlEvent;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/c',
      rawQueryString: 'x=1&x=2&y=%C3%A9&empty=',
      cookies: ['session=abc', 'theme=dark'],
      queryStringParameters: { x: '1,2', y: 'é', empty: '' },
      requestContext: {
        accountId: 'anonymous',
        http: {
          method: 'POST',
          path: '/a b/c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test-agent',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).toMatchObject({
      'x-custom': 'Value',
      host: `127.0.0.1:${port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': port,
      'x-forwarded-proto': 'http',
    });
    expect(event.headers).not.toHaveProperty('cookie');
    const { domainName, domainPrefix } = event.requestContext;
    expect(domainName).toBe(`${domainPrefix}.lambda-url.us-east-1.on.aws`);
  });

  test('leaves out what a bare request does not have', async () => {
    const event = (await (await fetch(url)).json()) as UrlEvent;
    expect(event.rawPath).toBe('/');
    expect(event.rawQueryString).toBe('');
    expect(event).not.toHaveProperty('cookies');
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event).not.toHaveProperty('body');
  });

  test('hands on a body that is no text in base64', async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array([0, 255, 1]),
    });
    expect(await response.json()).toMatchObject({ body: 'AP8B', isBase64Encoded: true });
  });

  test('answers with status, headers, cookies and decoded body', async () => {
    const response = await fetch(`${url}full`);
    expect(response.status).toBe(418);
    expect(response.headers.get('x-pot')).toBe('tea');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await response.text()).toBe('short and stout');
  });

  test('answers with any other value as JSON', async () => {
    const response = await fetch(`${url}text`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('"just text"');
  });

  test.each(['bad-status', 'too-large'])('answers 502 to a result with %s', async path => {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
  });

  test.each([
    [6 * 1024 * 1024 - 2_000, 200],
    [6 * 1024 * 1024 + 1, 413],
  ])('a request of %d bytes gets %d', async (bytes, status) => {
    const response = await fetch(`${url}text`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x'.repeat(bytes),
    });
    expect(response.status).toBe(status);
    await response.text();
  });

  describe('with CORS', () => {
    /** fetch does not let a caller set Origin. */
    const call = (method: string, headers: Record<string, string>) =>
      new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
        (resolve, reject) => {
          const request = httpRequest(
            `${host.outputs.CorsUrl}full`,
            { method, headers },
            async response => {
              let body = '';
              for await (const chunk of response) body += chunk;
              resolve({ status: response.statusCode, headers: response.headers, body });
            },
          );
          request.on('error', reject).end();
        },
      );
    const origin = 'https://admin.example.com';

    test('answers a preflight itself', async () => {
      const answer = await call('OPTIONS', { origin, 'access-control-request-method': 'GET' });
      expect(answer.status).toBe(200);
      expect(answer.body).toBe('');
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'authorization,last-event-id',
        'access-control-max-age': '600',
        vary: 'Origin',
      });
    });

    test('gives a preflight of another origin no CORS headers', async () => {
      const answer = await call('OPTIONS', {
        origin: 'https://evil.example',
        'access-control-request-method': 'GET',
      });
      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers).not.toHaveProperty('access-control-allow-methods');
    });

    test('adds its headers to an answer, and they win over those of the function', async () => {
      const answer = await call('GET', { origin });
      expect(answer.status).toBe(418);
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      expect(answer.headers['access-control-expose-headers']).toBe('x-pot');
    });
  });
});
