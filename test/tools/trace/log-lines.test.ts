import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type LogsOptions, linesOf } from '../../../tools/trace/log-lines.ts';

interface Asked {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

let server: Server;
let answer: (asked: Asked, count: number) => Answer;
let asked: Asked[];
let pauses: number[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const one = { headers: request.headers, input: JSON.parse(await text(request)) };
    asked.push(one);
    const { status, body } = answer(one, asked.length);
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise(resolve => server.close(resolve)));
beforeEach(() => {
  asked = [];
  pauses = [];
});

const options = (): LogsOptions => ({
  region: 'eu-west-1',
  credentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret' }),
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  now: () => Date.UTC(2026, 10, 30),
  pause: async ms => pauses.push(ms),
});
const wanted = {
  logGroupName: 'fan-out',
  startTime: 1,
  endTime: 2,
  filterPattern: '{ $.a = "b" }',
};

test('pages are read to the last, empty ones too, each request signed for the service', async () => {
  const pages = [
    { events: [{ timestamp: 1, message: 'one' }], nextToken: 't1' },
    { events: [], nextToken: 't2' },
    { events: [{ timestamp: 2, message: 'two' }] },
  ];
  answer = (_, count) => ({ status: 200, body: pages[count - 1] });
  expect(await linesOf(wanted, options())).toEqual([
    { atMs: 1, message: 'one' },
    { atMs: 2, message: 'two' },
  ]);
  expect(asked.map(({ input }) => input)).toEqual([
    wanted,
    { ...wanted, nextToken: 't1' },
    { ...wanted, nextToken: 't2' },
  ]);
  expect(asked[0]?.headers).toMatchObject({
    'x-amz-target': 'Logs_20140328.FilterLogEvents',
    'content-type': 'application/x-amz-json-1.1',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKID\/20261130\/eu-west-1\/logs\/aws4_request, SignedHeaders=content-type;host;/,
    ),
  });
});

test('a group that is not there has no lines', async () => {
  answer = () => ({ status: 400, body: { __type: 'ResourceNotFoundException' } });
  expect(await linesOf(wanted, options())).toEqual([]);
});

test('what is throttled is asked again, later each time, and given up with what was said', async () => {
  answer = (_, count) =>
    count < 3
      ? { status: 400, body: { __type: 'ThrottlingException' } }
      : { status: 200, body: { events: [] } };
  expect(await linesOf(wanted, options())).toEqual([]);
  expect(pauses).toEqual([400, 800]);
  answer = () => ({ status: 500, body: 'down' });
  await expect(linesOf(wanted, options())).rejects.toThrow(/fan-out \(500: "down"\)/);
  expect(pauses).toHaveLength(7);
});

test('what is refused is not asked again', async () => {
  answer = () => ({ status: 400, body: { __type: 'AccessDeniedException' } });
  await expect(linesOf(wanted, options())).rejects.toThrow(
    /expected the right logs:FilterLogEvents$/,
  );
  expect(asked).toHaveLength(1);
});

test('a log that has no end is given up after 2,000 pages', async () => {
  answer = () => ({ status: 200, body: { events: [], nextToken: 'more' } });
  await expect(linesOf(wanted, options())).rejects.toThrow(
    /within 2000 pages; expected fewer --hours$/,
  );
  expect(asked).toHaveLength(2_000);
}, 120_000);
