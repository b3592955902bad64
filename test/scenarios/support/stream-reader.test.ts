import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openStream } from './stream-reader.ts';

let server: Server;
/** Each answers one request, the last of them all that follow. */
let answers: ((response: ServerResponse) => void)[];
let asked: number;

beforeAll(async () => {
  server = createServer((_request, response) => {
    answers[Math.min(asked, answers.length - 1)]?.(response);
    asked += 1;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  asked = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const open = async () => {
  const { port } = server.address() as AddressInfo;
  return await openStream(`http://127.0.0.1:${port}/`, { follows: true });
};
const streaming = (text: string) => (response: ServerResponse) => response.end(text);
const refused =
  (status: number, headers: Record<string, string>, code = 'TRY_LATER') =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(JSON.stringify({ code }));
const hello = 'event: hello\ndata: {}\n\n';

test('a frame whose data is no JSON fails the test that waits', async () => {
  answers = [streaming(`${hello}event: odd\ndata: {oops\n\n`)];
  const reader = await open();
  await expect(reader.until(({ event }) => event === 'odd')).rejects.toThrow(
    /^the stream ended without such a message \(SyntaxError: .*\); it had hello$/,
  );
});

test('a reader that is refused for good when it follows stops, and says why', async () => {
  answers = [streaming(hello), refused(401, {})];
  const reader = await open();
  await expect(reader.until(({ event }) => event === 'more')).rejects.toThrow(
    'the stream ended without such a message (Error: the reader was refused with 401: {"code":"TRY_LATER"}); it had hello',
  );
  expect(asked).toBe(2);
});

test('a reader that is refused for now retries after the time in Retry-After, and goes on', async () => {
  const openedAtMs = Date.now();
  answers = [
    streaming(hello),
    refused(503, { 'retry-after': '1' }),
    streaming('event: more\ndata: {}\n\n'),
  ];
  const reader = await open();
  await reader.until(({ event }) => event === 'more');
  expect(Date.now() - openedAtMs).toBeGreaterThanOrEqual(990);
  reader.close();
  await reader.ended;
});

test('a reader that is refused again and again stops', async () => {
  answers = [streaming(hello), refused(429, { 'retry-after': '0.01' })];
  const reader = await open();
  await expect(reader.until(({ event }) => event === 'more')).rejects.toThrow('refused with 429');
  expect(asked).toBe(5);
});

test('a first refusal is a result, unless the system is only busy: that is asked again, three times', async () => {
  const soon = { 'retry-after': '0.01' };
  const busy = refused(503, soon, 'UNAVAILABLE');
  answers = [refused(503, soon)];
  expect(await open()).toMatchObject({ status: 503, refusal: '503 TRY_LATER' });
  expect(asked).toBe(1);
  asked = 0;
  answers = [busy, response => response.writeHead(502, soon).end('oops'), streaming(hello)];
  const reader = await open();
  expect([reader.status, reader.refusal, asked]).toEqual([200, '', 3]);
  reader.close();
  asked = 0;
  answers = [busy];
  expect(await open()).toMatchObject({ status: 503, refusal: '503 UNAVAILABLE' });
  expect(asked).toBe(4);
});

test('a reader that the test closed says nothing of it', async () => {
  answers = [response => response.write(hello)];
  const reader = await open();
  await reader.until(({ event }) => event === 'hello');
  reader.close();
  await expect(reader.until(({ event }) => event === 'more')).rejects.toThrow(
    /^the stream ended without such a message; it had hello$/,
  );
});
