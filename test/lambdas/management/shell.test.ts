import type { RequestRates } from '../../../core/limit/request-rates.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { shellAround } from '../../../lambdas/management/shell.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { things } from './things.ts';
import { urlEvent } from './url-event.ts';

const counted: string[] = [];
const failures: unknown[] = [];
const counts: string[] = [];
let limit = Number.POSITIVE_INFINITY;
const rates: RequestRates = {
  take: async ({ name }, holder) => {
    counted.push(`${name} ${holder}`);
    return counted.length <= limit ? { kind: 'within' } : { kind: 'exceeded', retryAfterSec: 4 };
  },
};
const app = shellAround([things()], {
  config: {
    allowedOrigins: ['https://admin.example.com'],
  },
  rates,
  onFailure: error => failures.push(error),
  now: () => 0,
  audit: { record: () => undefined, settled: async () => undefined },
  statistics: {
    ...silentStatistics,
    request: series => counts.push(series),
    error: (series, category) => counts.push(`${series} ${category}`),
  },
});

beforeEach(() => {
  counted.length = 0;
  failures.length = 0;
  counts.length = 0;
  limit = Number.POSITIVE_INFINITY;
});

async function ask(method: string, target: string, changes: Parameters<typeof urlEvent>[2] = {}) {
  const event = urlEvent(method, target, changes);
  const answer = await app.fetch(requestOf(event), {
    event,
    lambdaContext: { awsRequestId: 'request-1' },
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) };
}

const post = (body: string, headers: Record<string, string> = {}) =>
  ask('POST', '/things/a', {
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

test('every answer says who it is of, is not kept, and is what its type says', async () => {
  for (const [method, target] of [
    ['GET', '/things/a'],
    ['GET', '/nothing'],
    ['DELETE', '/things/a'],
    ['GET', '/things/broken'],
  ] as const) {
    const { headers } = await ask(method, target);
    expect(headers.get('x-request-id')).toBe('request-1');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json$/);
  }
});

test.each(
  [
    '/nothing',
    '/',
    '/things',
    '/things/',
    '/things/a/',
    '//things/a',
    '/THINGS/a',
    '/things/a/b',
    '/constructor',
    '/__proto__',
    `/${'x'.repeat(10_000)}`,
  ].map(target => [target.slice(0, 32), target]),
)('%s is no path: 404', async (_title, target) => {
  const { status, body } = await ask('GET', target);
  expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  expect(body.detail.length).toBeLessThan(250);
});

test('a Socket.IO client is referred to the page to read', async () => {
  const { status, body } = await ask('GET', '/socket.io/?EIO=4&transport=polling');
  expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  expect(body.detail).toMatch(
    /^received a request of a Socket.IO client .*docs\/from-socket-io.md/,
  );
});

test.each(['DELETE', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'BREW'])(
  '%s is no method of a path that has others: 405 with Allow',
  async method => {
    const { status, headers, body } = await ask(method, '/things/a');
    expect([status, body.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(headers.get('allow')).toBe('POST, GET');
    expect(body.detail).toBe(`received ${method}; expected POST or GET`);
  },
);

test('HEAD is answered as GET', async () => {
  expect(await ask('HEAD', '/things/a')).toMatchObject({ status: 200, body: { name: 'a' } });
});

test.each([
  ['?mystery=1', 'received the query parameter mystery; expected none'],
  ['?token=a', 'received the query parameter token; expected none'],
  ['?__proto__=1', 'received the query parameter __proto__; expected none'],
])('a query parameter that a public path does not have is refused: %s', async (query, detail) => {
  const { status, body } = await ask('GET', `/things/a${query}`);
  expect([status, body.code, body.detail]).toEqual([400, 'QUERY_INVALID', detail]);
});

test('a parameter that is a list may be repeated, up to its bounds, and no other may', async () => {
  const thing = { body: '{"name":"a"}', headers: { 'content-type': 'application/json' } };
  for (const query of ['streams=1', 'streams=1&streams=2%2C3&limit=1&streams=1']) {
    expect((await ask('POST', `/things/a?${query}`, thing)).status).toBe(200);
  }
  const many = await ask('POST', '/things/a?streams=1&streams=2&streams=3&streams=4');
  expect(many.body).toMatchObject({ code: 'QUERY_INVALID' });
  const empty = await ask('POST', '/things/a?streams=1&streams=');
  expect(empty.body.detail).toBe('received streams.1=; expected a name');
});

test('a parameter twice is refused, and so is one that is out of its bounds', async () => {
  const both = await ask('POST', '/things/a?limit=1&limit=2');
  expect(both.body.detail).toBe('received limit 2 times; expected it once');
  const large = await ask('POST', '/things/a?limit=101');
  expect(large.body).toMatchObject({
    code: 'QUERY_INVALID',
    detail: 'received limit=101; expected a whole number from 1 to 100',
  });
  const long = await ask('POST', `/things/${'i'.repeat(500)}`);
  expect(long.body).toMatchObject({
    code: 'QUERY_INVALID',
    detail: `received id=${'i'.repeat(64)}; expected at most 8 characters`,
  });
});

test('a token may stand in the query where a caller may be named by it', async () => {
  const answer = await ask('POST', '/things/a?token=x', {
    body: '{"name":"a"}',
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
});

test.each(
  [
    ['{"name":""}', 'received name=; expected a name'],
    ['{}', 'received name, which is missing; expected string'],
    ['{"name":"a","count":"3"}', 'received count=3; expected number'],
    ['{"name":"a","count":4}', 'received count=4; expected number to be <=3'],
    [
      '{"name":"a","list":[{"side":"green"}]}',
      'received list.0.side=green; expected one of "red"|"blue"',
    ],
    ['{"name":"a","list":{"a":1}}', 'received list as an object; expected array'],
    [
      '{"name":"a","accessToken":"eyJhbGciOi"}',
      'received accessToken as …; expected string to have <=4 characters',
    ],
    ['{"name":"a","other":1}', 'received the unknown other; expected none'],
    [
      '{"name":"a","list":[{"side":"red","x":1}]}',
      'received the unknown x in list.0; expected none',
    ],
    ['{"name":"a","__proto__":1}', 'received the unknown __proto__; expected none'],
    ['{"name":"a","target":{"users":"ana"}}', 'received target.users=ana; expected array'],
    [
      '{"name":"a","target":{"users":["ana-of-the-mountain"]}}',
      'received target.users.0=ana-of-the-mountain; expected string to have <=8 characters',
    ],
    ['{"name":"a","target":{"all":false}}', 'received target.all=false; expected true'],
    ['{"name":"a","target":{}}', 'received target as an object; expected users or all'],
    ['{"name":"a","target":"all"}', 'received target=all; expected users or all'],
    ['[]', 'received a body as a list of 0; expected object'],
    ['null', 'received a body=null; expected object'],
    ['"text"', 'received a body=text; expected object'],
    ['{"name"', 'received a body that is not JSON; expected JSON'],
    ['', 'received a body that is not JSON; expected JSON'],
    ['['.repeat(60_000), 'received a body of more than 20 levels; expected fewer'],
    [
      String.raw`{"name":"a","data":{"b":["\ud800"]}}`,
      'received text with half of a surrogate pair; expected whole characters',
    ],
    [
      String.raw`{"name":"a","data":{"\udc00\ud800":1}}`,
      'received text with half of a surrogate pair; expected whole characters',
    ],
  ].map(([text = '', detail]) => [text.slice(0, 64), text, detail]),
)(
  'the body %s is refused with what was received and what was expected',
  async (_title, text, detail) => {
    const { status, body } = await post(text ?? '');
    expect([status, body.code, body.detail]).toEqual([400, 'BODY_INVALID', detail]);
  },
);

test('a pair of surrogates is a character, and a backslash before them is none of theirs', async () => {
  const text = String.raw`{"name":"a","data":{"\ud83d\ude00":"\\ud800 \ud83d\ude00 😀"}}`;
  expect((await post(text)).status).toBe(200);
});

test('a body of 20 levels is taken and one of 21 is not, however deep; strings do not nest', async () => {
  const deep = (levels: number) =>
    `{"name":"a","data":{"a":${'['.repeat(levels - 2)}"\\"[[[["${']'.repeat(levels - 2)}}}`;
  expect((await post(deep(20))).status).toBe(200);
  for (const levels of [21, 10_000]) {
    const { status, body } = await post(deep(levels));
    expect([status, body.code]).toEqual([400, 'BODY_INVALID']);
    expect(body.detail).toBe('received a body of more than 20 levels; expected fewer');
  }
});

test('a string as long as a body can be is read without running out of stack', async () => {
  expect((await post(`{"name":"a","data":{"a":"${'\\"'.repeat(32_000)}"}}`)).status).toBe(200);
});

test('a string without an end is read once, not anew from each quote in it', async () => {
  const text = `"${'\\"'.repeat(32_700)}`;
  // Seconds each, if it were read anew: many times what a test may take.
  for (let times = 0; times < 100; times += 1) {
    // Lets the test's own timeout fire.
    await new Promise(setImmediate);
    const { status, body } = await post(text);
    expect([status, body.code]).toEqual([400, 'BODY_INVALID']);
  }
});

test('of a body with many faults five are reported', async () => {
  const list = Array.from({ length: 1_000 }, () => ({ side: 'x'.repeat(1_000) })).slice(0, 50);
  const { body } = await post(JSON.stringify({ name: 'a', list }));
  expect(body.detail.match(/received/g)).toHaveLength(5);
  expect(body.detail.length).toBeLessThan(1_000);
});

test.each([
  ['text/plain', '{"name":"a"}'],
  ['application/x-www-form-urlencoded', 'name=a'],
  ['multipart/form-data; boundary=x', 'name=a'],
  ['application/jsonx', '{"name":"a"}'],
])('a body of the type %s is refused: 415', async (type, text) => {
  const { status, body } = await post(text, { 'content-type': type });
  expect([status, body.code]).toEqual([415, 'BODY_TYPE_NOT_ALLOWED']);
  expect(body.detail).toContain(type);
});

test('a body without a type is refused, and a charset changes nothing', async () => {
  const { status } = await ask('POST', '/things/a', { body: '{"name":"a"}' });
  expect(status).toBe(415);
  const utf8 = await post('{"name":"a"}', { 'content-type': 'application/json; charset=utf-8' });
  expect(utf8.status).toBe(200);
});

test('a body of 64 KB is taken and one of a byte more is not, as text and as base64', async () => {
  const bodyOf = (bytes: number) => `{"name":"a"}${' '.repeat(bytes - 12)}`;
  const base64 = (text: string) =>
    ask('POST', '/things/a', {
      body: Buffer.from(text).toString('base64'),
      isBase64Encoded: true,
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
  expect((await post(bodyOf(65_536))).status).toBe(200);
  expect((await base64(bodyOf(65_536))).status).toBe(200);
  for (const { status, body } of [await post(bodyOf(65_537)), await base64(bodyOf(65_537))]) {
    expect([status, body.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(body.detail).toBe('received a body of 65537 bytes; expected at most 65536');
  }
});

test('a page of another origin is refused, one of an allowed one is not', async () => {
  const from = (origin: string) => ask('GET', '/things/a', { headers: { origin } });
  expect((await from('https://evil.example.com')).body).toMatchObject({
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  });
  expect((await from('null')).status).toBe(403);
  expect((await from('https://admin.example.com')).status).toBe(200);
});

test('what a route throws is said to us, and to the caller only that it was thrown', async () => {
  const { status, headers, text, body } = await ask('GET', '/things/broken');
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '2']);
  expect(text).not.toContain('1234');
  expect(failures).toHaveLength(1);
});

test('what a store cannot read of the input is refused as a parameter', async () => {
  const { status, body } = await ask('GET', '/things/astray');
  expect([status, body.code, body.detail]).toEqual([
    400,
    'QUERY_INVALID',
    'received no page of ours',
  ]);
  expect(failures).toEqual([]);
});

test('a refusal says when to come back', async () => {
  const { status, headers } = await ask('GET', '/things/closed');
  expect([status, headers.get('retry-after')]).toEqual([503, '7']);
});

test('refused credentials are counted by address, and 429 beyond the rate; nothing else is', async () => {
  limit = 1;
  const first = await ask('GET', '/things/refused');
  expect([first.status, first.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  const second = await ask('GET', '/things/refused');
  expect([second.status, second.body.code]).toEqual([429, 'RATE_LIMITED']);
  expect(second.headers.get('retry-after')).toBe('4');
  await ask('GET', '/things/a');
  await ask('GET', '/nothing');
  await ask('GET', '/openapi.json');
  expect(counted).toEqual(['refusals 203.0.113.7', 'refusals 203.0.113.7']);
});

test('the document names the host that it was asked of', async () => {
  const headers = { host: '127.0.0.1:4612', 'x-forwarded-proto': 'http' };
  const here = await ask('GET', '/openapi.json', { headers });
  expect(here.body.servers).toEqual([{ url: 'http://127.0.0.1:4612' }]);
  const there = await ask('GET', '/openapi.json');
  expect(there.body.servers).toEqual([{ url: 'https://id.lambda-url.us-east-1.on.aws' }]);
});

test('refused credentials and failures are counted by category; what anyone may ask is not', async () => {
  await ask('GET', '/things/refused');
  await ask('GET', '/things/broken');
  for (const target of ['/things/a', '/openapi.json', '/nothing', '/things/a?mystery=1']) {
    await ask('GET', target);
  }
  expect(counts).toEqual([
    'management',
    'management AUTHENTICATION',
    'management',
    'management SERVER',
  ]);
});
