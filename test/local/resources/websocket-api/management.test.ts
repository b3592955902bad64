import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { WebSocket } from 'ws';
import { until } from '../../until.ts';
import { type AnyEvent, closing, nextMessage, startTestApi, type TestApi } from './test-api.ts';

const ok = () => ({ statusCode: 200 });
let api: TestApi;
let socket: WebSocket;
let connectionId: string;
let errorDuringConnect: unknown;

beforeEach(async () => {
  api = await startTestApi({
    routes: {
      $connect: async (event: AnyEvent) => {
        errorDuringConnect = await api
          .post(event.requestContext.connectionId, 'too early')
          .catch(error => error);
        return { statusCode: 200 };
      },
      $disconnect: ok,
    },
  });
  socket = await api.connect('', [], { headers: { 'User-Agent': 'phone' } });
  connectionId = api.events.$connect?.[0]?.requestContext.connectionId ?? '';
});
afterEach(() => api.stop());

test('a posted message arrives as one text frame', async () => {
  const message = nextMessage(socket);
  await api.post(connectionId, '{"event":"proposal_received","data":"ñandú"}');
  expect(await message).toBe('{"event":"proposal_received","data":"ñandú"}');
});

test('a post during the connection’s own $connect is refused with 410', () => {
  expect(errorDuringConnect).toBeInstanceOf(GoneException);
});

test('a post after the close is refused with 410', async () => {
  socket.close();
  await until(() => api.events.$disconnect !== undefined);
  const post = api.post(connectionId, 'late');
  await expect(post).rejects.toBeInstanceOf(GoneException);
  await expect(post).rejects.toMatchObject({ $metadata: { httpStatusCode: 410 } });
});

test('a message of 128 KB is posted, one byte more is refused with 413', async () => {
  const message = nextMessage(socket);
  await api.post(connectionId, 'x'.repeat(131_072));
  expect((await message).length).toBe(131_072);
  await expect(api.post(connectionId, 'x'.repeat(131_073))).rejects.toBeInstanceOf(
    PayloadTooLargeException,
  );
});

test('a client that does not read is refused more, not buffered for', async () => {
  socket.pause();
  const posts: Promise<unknown>[] = [];
  // Far more than a socket's own buffers and ours together take.
  for (let post = 0; post < 200; post += 1) posts.push(api.post(connectionId, 'x'.repeat(131_000)));
  const outcomes = await Promise.allSettled(posts);
  const refused = outcomes.filter(each => each.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatchObject({
    name: 'LimitExceededException',
    $metadata: { httpStatusCode: 429 },
  });
});

test('a connection is described', async () => {
  const connection = await api.management.send(
    new GetConnectionCommand({ ConnectionId: connectionId }),
  );
  expect(connection).toMatchObject({
    ConnectedAt: expect.any(Date),
    LastActiveAt: expect.any(Date),
    Identity: { SourceIp: '127.0.0.1', UserAgent: 'phone' },
  });
});

test('a deleted connection is closed, and $disconnect is invoked', async () => {
  const closed = closing(socket);
  await api.management.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
  expect(await closed).toEqual([1_000, 'Connection Closed Normally']);
  await until(() => api.events.$disconnect !== undefined);
  expect(api.events.$disconnect?.[0]?.requestContext).toMatchObject({
    connectionId,
    disconnectStatusCode: 1_000,
  });
});

test('an id of the wrong form is 400, a missing signature and another path 403', async () => {
  await expect(api.post('nobody', 'x')).rejects.toMatchObject({
    name: 'BadRequestException',
    message: 'Invalid connectionId: nobody',
    $metadata: { httpStatusCode: 400 },
  });
  const base = api.url.replace('ws:', 'http:');
  const unsigned = await fetch(`${base}/@connections/${encodeURIComponent(connectionId)}`);
  expect([unsigned.status, await unsigned.json()]).toEqual([
    403,
    { message: 'Missing Authentication Token' },
  ]);
  const elsewhere = await fetch(`${base}/nothing`);
  expect([elsewhere.status, await elsewhere.json()]).toEqual([403, { message: 'Forbidden' }]);
});

test('a connection of one stage is gone for every other', async () => {
  const base = api.url.replace('ws:', 'http:').replace('/live', '/other');
  const response = await fetch(`${base}/@connections/${encodeURIComponent(connectionId)}`, {
    method: 'POST',
    headers: { authorization: 'any' },
    body: 'x',
  });
  expect(response.status).toBe(410);
  expect(response.headers.get('x-amzn-errortype')).toBe('GoneException');
});
