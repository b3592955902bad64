import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from '../../until.ts';
import {
  type AnyEvent,
  nextMessage,
  policy,
  startTestApi,
  type TestApi,
  TooManyRequestsException,
} from './test-api.ts';

let api: TestApi | undefined;
afterEach(() => api?.stop());

const ok = () => ({ statusCode: 200 });
const allow = (event: AnyEvent) => policy('Allow', event.methodArn);

test('the authorizer gets a REQUEST event, and its context goes with every later event', async () => {
  api = await startTestApi({
    authorizer: event =>
      policy('Allow', event.methodArn, { role: 'bettor', expiresAt: 1_700_000_000, admin: false }),
    routes: { $connect: ok, $disconnect: ok, $default: ok },
  });
  const socket = await api.connect('?token=abc&token=def', [], { headers: { 'X-Two': 'a' } });
  socket.send('hello');
  await until(() => api?.events.$default !== undefined);
  socket.close(4_000, 'bye');
  await until(() => api?.events.$disconnect !== undefined);

  const [event] = api.events.authorizer ?? [];
  const apiId = String(event?.requestContext.apiId);
  expect(event).toMatchObject({
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/live/$connect`,
    headers: { 'X-Two': 'a', 'X-Forwarded-For': '127.0.0.1' },
    multiValueHeaders: { 'X-Two': ['a'] },
    queryStringParameters: { token: 'def' },
    multiValueQueryStringParameters: { token: ['abc', 'def'] },
    stageVariables: {},
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      messageDirection: 'IN',
      stage: 'live',
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      identity: { sourceIp: '127.0.0.1' },
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      connectedAt: expect.any(Number),
      connectionId: expect.stringMatching(/^[\w-]{15}=$/),
    },
  });
  expect(event?.requestContext).not.toHaveProperty('authorizer');
  expect(event?.headers).not.toHaveProperty('Upgrade');

  const authorizer = {
    role: 'bettor',
    expiresAt: '1700000000',
    admin: 'false',
    principalId: 'ana',
  };
  expect(api.events.$connect?.[0]?.requestContext).toMatchObject({ authorizer });
  expect(api.events.$default?.[0]).toMatchObject({
    body: 'hello',
    isBase64Encoded: false,
    requestContext: { authorizer, routeKey: '$default', eventType: 'MESSAGE' },
  });
  expect(api.events.$disconnect?.[0]?.requestContext).toMatchObject({
    authorizer,
    routeKey: '$disconnect',
    eventType: 'DISCONNECT',
    disconnectStatusCode: 4_000,
    disconnectReason: 'bye',
  });
});

test('a connection without a query has no query parameters, not empty ones', async () => {
  api = await startTestApi({ routes: { $connect: ok } });
  await api.connect();
  expect(api.events.$connect?.[0]).not.toHaveProperty('queryStringParameters');
});

test.each([
  ['a policy that denies', (event: AnyEvent) => policy('Deny', event.methodArn), 403],
  ['a policy for something else', () => policy('Allow', 'arn:aws:s3:::bucket'), 403],
  [
    'the error Unauthorized',
    () => {
      throw new Error('Unauthorized');
    },
    401,
  ],
  [
    'any other error',
    () => {
      throw new Error('boom');
    },
    500,
  ],
  ['no policy', () => ({ statusCode: 200 }), 500],
  [
    'a result of more than 8 KB',
    (event: AnyEvent) => policy('Allow', event.methodArn, { roles: 'x'.repeat(8 * 1_024) }),
    500,
  ],
  [
    'a context that holds an object',
    (event: AnyEvent) => policy('Allow', event.methodArn, { user: { id: 1 } }),
    500,
  ],
])('%s refuses the handshake, and $connect is not asked', async (_name, authorizer, status) => {
  api = await startTestApi({ authorizer, routes: { $connect: ok } });
  expect(await api.refusal()).toBe(status);
  expect(api.events.$connect).toBeUndefined();
});

test('a policy may use wildcards, and a Deny beside an Allow wins', async () => {
  const statement = (Effect: string, Resource: string) => ({ Action: '*', Effect, Resource });
  let statements = [statement('Allow', 'arn:aws:execute-api:*/live/$connec?')];
  const authorizer = () => ({ principalId: 'ana', policyDocument: { Statement: statements } });
  api = await startTestApi({ authorizer, routes: { $connect: ok } });
  await api.connect();
  statements = [...statements, statement('Deny', '*')];
  expect(await api.refusal()).toBe(403);
});

test('a missing identity source is 401 before the authorizer is asked', async () => {
  api = await startTestApi({
    authorizer: allow,
    identitySource: ['route.request.querystring.token', 'route.request.header.Origin'],
    routes: { $connect: ok },
  });
  expect(await api.refusal('?token=abc')).toBe(401);
  expect(await api.refusal('?token=')).toBe(401);
  expect(api.events.authorizer).toBeUndefined();
  await api.connect('?token=abc', [], { headers: { Origin: 'https://example.com' } });
  expect(api.events.authorizer).toHaveLength(1);
});

test.each([
  ['a status of 4xx', () => ({ statusCode: 409 }), 409],
  ['no status', () => ({}), 502],
  [
    'an error',
    () => {
      throw new Error('boom');
    },
    502,
  ],
  [
    'a function that is throttled',
    () => {
      throw new TooManyRequestsException('Rate Exceeded.');
    },
    500,
  ],
  ['no answer in time', () => new Promise(() => {}), 504],
])('$connect with %s refuses the handshake', async (_name, connect, status) => {
  api = await startTestApi({ routes: { $connect: connect, $disconnect: ok } });
  expect(await api.refusal()).toBe(status);
  expect(api.events.$disconnect).toBeUndefined();
});

test.each(['/elsewhere', '//', '//live', '/'])(
  'a stage that does not exist is 403: %s',
  async path => {
    api = await startTestApi({ routes: { $connect: ok } });
    const socket = new WebSocket(api.url.replace('/live', path));
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(403);
    socket.terminate();
  },
);

test('a subprotocol is echoed only when $connect says so', async () => {
  let headers: Record<string, string> = { 'sec-websocket-protocol': 'gallobets.v1' };
  api = await startTestApi({ routes: { $connect: () => ({ statusCode: 200, headers }) } });
  const offered = ['gallobets.v1', 'bearer.token'];
  expect((await api.connect('', offered)).protocol).toBe('gallobets.v1');

  headers = {};
  const socket = new WebSocket(api.url, offered);
  const [error] = await once(socket, 'error');
  expect(error.message).toBe('Server sent no subprotocol');
});

test('without a $connect route everyone may connect', async () => {
  api = await startTestApi({ routes: { $default: () => ({ statusCode: 200, body: 'hi' }) } });
  const socket = await api.connect();
  socket.send('hello');
  expect(await nextMessage(socket)).toBe('hi');
});

test('a client that leaves during $connect is still reported to $disconnect', async () => {
  const { promise: asked, resolve: markAsked } = Promise.withResolvers<void>();
  const { promise: answer, resolve: letAnswer } = Promise.withResolvers<unknown>();
  api = await startTestApi({
    routes: {
      $connect: () => {
        markAsked();
        return answer;
      },
      $disconnect: ok,
    },
  });
  const socket = new WebSocket(api.url);
  socket.on('error', () => {});
  await asked;
  socket.terminate();
  await new Promise(resolve => setTimeout(resolve, 50)); // the FIN reaches the server
  letAnswer({ statusCode: 200 });
  await until(() => api?.events.$disconnect !== undefined);
  expect(api.events.$disconnect?.[0]?.requestContext.disconnectStatusCode).toBe(1_006);
});

test('a token in the header is not seen by an authorizer that looks for it in the query', async () => {
  api = await startTestApi({
    authorizer: allow,
    identitySource: ['route.request.querystring.token'],
    routes: { $connect: ok },
  });
  const wrong = new WebSocket(api.url, { headers: { Authorization: 'Bearer abc' } });
  wrong.on('error', () => {});
  const [, response] = await once(wrong, 'unexpected-response');
  expect(response.statusCode).toBe(401);
  expect(api.events.authorizer).toBeUndefined();
  wrong.terminate();
  await api.connect('?token=abc');
  expect(api.events.authorizer).toHaveLength(1);
});

test('a handshake goes on with the target that the filter made of it', async () => {
  api = await startTestApi({
    authorizer: allow,
    routes: { $connect: ok, $default: ok },
    requestFilter: async ({ target }) => target.replace('userId=ana', 'token=signed'),
  });
  await api.connect('?userId=ana');
  const [event] = api.events.authorizer ?? [];
  expect(event?.queryStringParameters).toEqual({ token: 'signed' });
});
