import { once } from 'node:events';
import { accessLog } from '../../../../local/resources/websocket-api/access-log.ts';
import { createTestHost } from '../../test-host.ts';
import { until } from '../../until.ts';
import {
  nextMessage,
  startTestApi,
  type TestApi,
  type TestApiOptions,
  TooManyRequestsException,
} from './test-api.ts';

const Format = JSON.stringify({
  requestId: '$context.requestId',
  connectionId: '$context.connectionId',
  route: '$context.routeKey',
  event: '$context.eventType',
  status: '$context.status',
  error: '$context.error.message',
  authorizer: '$context.authorizer.status',
  who: '$context.authorizer.sub',
});

let api: TestApi | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

const start = async (options: Partial<TestApiOptions>): Promise<TestApi> => {
  const started = await startTestApi({ routes: {}, accessLog: Format, ...options });
  api = started;
  return started;
};

const counts = ({ host }: TestApi): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { namespace, name, values, unit } of host.samples) {
    if (namespace !== 'AWS/ApiGateway' || unit !== 'Count') continue;
    sums[name] = (sums[name] ?? 0) + values.reduce((one, other) => one + other, 0);
  }
  return sums;
};

/** Without what differs each time. */
const logged = ({ host }: TestApi) =>
  (host.logs.events('access') ?? []).map(({ message }) => {
    const { requestId, connectionId, ...rest } = JSON.parse(message);
    expect([requestId, connectionId]).toEqual([
      expect.stringMatching(/^[\w-]{36}$/),
      expect.stringMatching(/=$/),
    ]);
    return rest;
  });

test('a socket’s life is counted by stage, and each request of it leaves a line', async () => {
  const running = await start({
    authorizer: () => ({
      principalId: 'ana',
      policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      context: { sub: 'ana "x"' },
    }),
    routes: {
      $connect: () => ({ statusCode: 200 }),
      $default: () => ({ statusCode: 200, body: 'pong' }),
      $disconnect: () => ({ statusCode: 200 }),
    },
  });
  const socket = await running.connect('?token=secret');
  socket.send('{"action":"ping"}');
  expect(await nextMessage(socket)).toBe('pong');
  socket.close();
  await once(socket, 'close');
  await until(() => logged(running).length === 3);
  const answered = { status: '200', error: '-', who: 'ana  x ' };
  expect(logged(running)).toEqual([
    { ...answered, route: '$connect', event: 'CONNECT', authorizer: '200' },
    { ...answered, route: '$default', event: 'MESSAGE', authorizer: '-' },
    { ...answered, route: '$disconnect', event: 'DISCONNECT', authorizer: '-' },
  ]);
  expect(counts(running)).toEqual({ ConnectCount: 1, MessageCount: 2 });
  const { samples } = running.host;
  const { dimensions } = samples.find(each => each.namespace === 'AWS/ApiGateway') ?? {};
  expect(dimensions).toEqual({ ApiId: expect.stringMatching(/^[0-9a-f]{10}$/), Stage: 'live' });
});

test.each<[string, Partial<TestApiOptions>, number, Record<string, number>]>([
  [
    'the authorizer refuses',
    {
      authorizer: () => {
        throw new Error('Unauthorized');
      },
      routes: { $connect: () => ({ statusCode: 200 }) },
    },
    401,
    { ClientError: 1 },
  ],
  [
    'the authorizer fails',
    {
      authorizer: () => {
        throw new Error('broken');
      },
      routes: { $connect: () => ({ statusCode: 200 }) },
    },
    500,
    { ExecutionError: 1 },
  ],
  [
    '$connect refuses',
    { routes: { $connect: () => ({ statusCode: 403 }) } },
    403,
    { ConnectCount: 1, IntegrationError: 1 },
  ],
  [
    '$connect throws',
    {
      routes: {
        $connect: () => {
          throw new Error('broken');
        },
      },
    },
    502,
    { ConnectCount: 1, IntegrationError: 1 },
  ],
  [
    'Lambda throttles $connect',
    {
      routes: {
        $connect: () => {
          throw new TooManyRequestsException();
        },
      },
    },
    500,
    { ConnectCount: 1, ExecutionError: 1 },
  ],
  [
    '$connect takes too long',
    { routes: { $connect: () => new Promise(() => {}) } },
    504,
    { ConnectCount: 1, ExecutionError: 1 },
  ],
])('where %s', async (_, options, status, expected) => {
  const running = await start(options);
  expect(await running.refusal()).toBe(status);
  expect(counts(running)).toEqual(expected);
  expect(logged(running)).toEqual([
    {
      route: '$connect',
      event: 'CONNECT',
      status: String(status),
      error: '-',
      authorizer: options.authorizer === undefined ? '-' : String(status),
      who: '-',
    },
  ]);
});

test('a message that has no route, and one too many, are errors of the client', async () => {
  const running = await start({
    routes: { $connect: () => ({ statusCode: 200 }) },
    throttle: { rate: 0.001, burst: 2 },
  });
  const socket = await running.connect();
  for (const message of ['no route', 'too many']) {
    socket.send(message);
    await nextMessage(socket);
  }
  socket.terminate();
  expect(counts(running)).toMatchObject({ ClientError: 2, ConnectCount: 1 });
  expect(logged(running).slice(1)).toMatchObject([
    { status: '403', error: 'Forbidden' },
    { status: '429', error: 'Too Many Requests' },
  ]);
});

test.each([
  [
    '$context.requestId $context.identity.cognitoIdentityId',
    /does not know \$context\.identity\.cog/,
  ],
  ['$context.connectionId', /expected a Format with \$context\.requestId, which AWS requires/],
  [`$context.requestId ${'x'.repeat(3_072)}`, /a Format of at most 3072 characters/],
])('the format %s is an error at the start', (format, message) => {
  const host = createTestHost();
  host.logs.addGroup('access');
  const DestinationArn = 'arn:aws:logs:us-east-1:000000000000:log-group:access:*';
  expect(() => accessLog({ DestinationArn, Format: format }, 'Stage', host)).toThrow(message);
});

test('a log group that the template does not make is an error at the start', () => {
  const DestinationArn = 'arn:aws:logs:us-east-1:000000000000:log-group:access';
  expect(() => accessLog({ DestinationArn, Format }, 'Stage', createTestHost())).toThrow(
    `Stage: expected the ARN of a log group of this template; received ${DestinationArn}`,
  );
});
