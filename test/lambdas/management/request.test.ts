import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { requestOf } from '../../../lambdas/management/request.ts';
import { urlEvent } from './url-event.ts';

const at = (changes: Partial<APIGatewayProxyEventV2>) => requestOf(urlEvent('GET', '/x', changes));

test('the URL is that of the caller: host, protocol, path and query', () => {
  const event = urlEvent('GET', '/a/b%20c?d=e&d=f', {
    headers: { host: '127.0.0.1:4612', 'x-forwarded-proto': 'http' },
  });
  expect(requestOf(event).url).toBe('http://127.0.0.1:4612/a/b%20c?d=e&d=f');
});

test.each(['', 'a b', 'user@evil.example', 'evil.example/x', 'evil.example?', undefined])(
  'a host header %j is no host: the function URL has its own name',
  host => {
    const headers = host === undefined ? {} : { host };
    expect(at({ headers }).url).toBe('https://id.lambda-url.us-east-1.on.aws/x');
  },
);

test.each(['//evil.example/health', '/../health', '/%zz', '/%00', `/${'x'.repeat(8_000)}`])(
  'the path %j makes a request to our own host',
  path => {
    expect(new URL(requestOf(urlEvent('GET', path)).url).host).toBe(
      'id.lambda-url.us-east-1.on.aws',
    );
  },
);

test('HEAD is asked as GET, and a GET has no body', async () => {
  const head = requestOf(urlEvent('HEAD', '/x'));
  expect(head.method).toBe('GET');
  expect(at({ body: 'ignored' }).body).toBeNull();
});

test('a body is read as text or from base64, and its length is its own', async () => {
  const text = requestOf(
    urlEvent('POST', '/x', { body: '"ñ"', headers: { 'content-length': '1' } }),
  );
  expect(await text.text()).toBe('"ñ"');
  expect(text.headers.get('content-length')).toBe('4');
  const encoded = { body: Buffer.from([1, 2, 3]).toString('base64'), isBase64Encoded: true };
  const bytes = requestOf(urlEvent('POST', '/x', encoded));
  expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  expect(bytes.headers.get('content-length')).toBe('3');
});

test('cookies are one header again, and what a header cannot hold breaks nothing', () => {
  const request = at({ cookies: ['a=1', 'b=2'], headers: { 'x-name': 'Ñandú 🐓', a: 'b\r\nc' } });
  expect(request.headers.get('cookie')).toBe('a=1; b=2');
  expect(request.headers.get('x-name')).toBe('?and? ??');
  expect(request.headers.get('a')).toBe('b??c');
});
