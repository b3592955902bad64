import { request } from 'node:http';
import { type CallOptions, connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let management: Management;
let admin: string;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  admin = await target.token(unique('admin'), 'admin');
});
afterAll(async () => {
  await target.close();
});

async function refusal(method: string, path: string, options: CallOptions = {}) {
  const { status, headers, body } = await management.call(method, path, options);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.status).toBe(status);
  return [status, body.code];
}

test.each([
  ['a path that is empty', '/'],
  ['one that is unknown', '/nothing'],
  ['one with a slash at its end', '/health/'],
  ['one with two at its beginning', '//health'],
  ['one in capitals', '/HEALTH'],
  ['one that is hardly a text', '/%F0%9F%90%93/%00'],
  ['one that is no encoding', '/%zz'],
  ['one that is absurdly long', `/${'x'.repeat(7_000)}`],
])('%s is not found', async (_title, path) => {
  expect(await refusal('GET', path)).toEqual([404, 'NOT_FOUND']);
});

test('a method that the path does not have is named, and those that it has are', async () => {
  const { status, headers, body } = await management.call('PUT', '/openapi.json');
  expect([status, body.code, headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET']);
});

test('HEAD has the status and the headers of GET, and ends', async () => {
  const response = await fetch(`${management.url}/openapi.json`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.text()).toBe('');
});

test('a GET that brings a body is answered as if it brought none', async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': '7' };
    const asked = request(`${management.url}/health`, { headers }, answer => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject);
    asked.end('{"a":1}');
  });
  expect(status).toBe(200);
});

test('a parameter that is unknown, there twice or out of its bounds is refused [G10]', async () => {
  const asAdmin = { token: admin };
  for (const path of [
    '/revocations',
    '/revocations?userId=ana&userId=bea',
    '/revocations?userId=ana&limit=0',
    '/revocations?userId=ana&limit=101',
    '/revocations?userId=ana&limit=many',
    '/revocations?userId=ana&next=nonsense',
    '/connections?state=asleep',
    `/connections/${'x'.repeat(129)}`,
  ]) {
    expect(await refusal('GET', path, asAdmin)).toEqual([400, 'QUERY_INVALID']);
  }
  expect(await refusal('GET', '/health?mystery=1')).toEqual([400, 'QUERY_INVALID']);
  expect(await refusal('GET', '/openapi.json?token=abc')).toEqual([400, 'QUERY_INVALID']);
});

test('a page of another origin is refused, and one of an allowed one is not', async () => {
  const evil = { headers: { origin: 'https://evil.example.com' } };
  expect(await refusal('GET', '/health', evil)).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  const allowed = { headers: { origin: 'https://admin.example.com' } };
  const { status, headers } = await management.call('GET', '/health', allowed);
  expect([status, headers.get('access-control-allow-origin')]).toEqual([
    200,
    'https://admin.example.com',
  ]);
});

test('each request has an id of its own', async () => {
  const ids = await Promise.all(
    [1, 2, 3].map(
      async () => (await management.call('GET', '/health')).headers.get('x-request-id') ?? '',
    ),
  );
  expect(new Set(ids).size).toBe(3);
});

describe('a body', () => {
  const post = (options: CallOptions) =>
    refusal('POST', '/revocations', { token: admin, ...options });
  const json = { 'content-type': 'application/json' };

  test('that is not JSON is refused', async () => {
    expect(await post({ text: '{"type"', headers: json })).toEqual([400, 'BODY_INVALID']);
    expect(await post({ text: '', headers: json })).toEqual([400, 'BODY_INVALID']);
  });

  test('with a field that is unknown, missing or wrong is refused', async () => {
    const revocation = { userId: unique('nobody'), reason: 'bad input' };
    expect(await post({ body: { ...revocation, surprise: 1 } })).toEqual([400, 'BODY_INVALID']);
    expect(await post({ body: { ...revocation, userId: undefined } })).toEqual([
      400,
      'BODY_INVALID',
    ]);
    expect(await post({ body: { ...revocation, userId: 'a b' } })).toEqual([400, 'BODY_INVALID']);
    expect(await post({ body: { ...revocation, reason: 7 } })).toEqual([400, 'BODY_INVALID']);
    expect(await post({ body: [] })).toEqual([400, 'BODY_INVALID']);
  });

  test('of another type is refused, one in base64 too', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'image/png'];
    for (const type of types) {
      const headers = { 'content-type': type };
      expect(await post({ text: '{}', headers })).toEqual([415, 'BODY_TYPE_NOT_ALLOWED']);
    }
  });

  test('of more than 64 KB is refused, whatever its type', async () => {
    const text = `{"reason":"${'x'.repeat(65_536)}"}`;
    for (const type of ['application/json', 'image/png']) {
      const headers = { 'content-type': type };
      expect(await post({ text, headers })).toEqual([413, 'BODY_TOO_LARGE']);
    }
  });

  test('that nests deeper than anyone needs is refused', async () => {
    const text = `{"reason":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(await post({ text, headers: json })).toEqual([400, 'BODY_INVALID']);
  });
});
