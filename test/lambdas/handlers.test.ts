import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { signToken } from '../../core/auth/sign-token.ts';
import { connectionIdOf } from '../../core/connection/connection-id.ts';
import { channelNames, type Target } from '../../core/wire/event.ts';
import { createSocketConnections } from '../../lambdas/adapters/connections/socket-connections.ts';
import { itemOf } from '../../lambdas/adapters/log/event-log-table.ts';
import type { LambdaName } from '../../lib/lambda-name.ts';
import { exampleProposal } from '../core/proposal/example-proposal.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { testEvent } from '../support/event-log.ts';
import { type FakeServices, startFakeServices } from '../support/fake-services.ts';
import { importHandler } from '../support/import-handler.ts';
import { batchOf } from '../support/stream-batch.ts';
import { createTemplateTables } from '../support/template-functions.ts';
import { urlEvent } from './management/url-event.ts';

const secret = 'a secret of this test, 32 bytes at the least';
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 7_000 };
const endpoints = {
  channels: [],
  managementUrl: 'https://management.example.com/',
  proposalsWebSocketUrl: 'wss://proposals.example.com/live',
};

const outside = process.env;
let engine: TestEngine;
let services: FakeServices;
let taskRoot: string;

beforeAll(async () => {
  engine = await startTestEngine();
  await createTemplateTables(engine);
  services = await startFakeServices({
    'secretsmanager.GetSecretValue': { SecretString: secret, CreatedDate: 1_700_000_000 },
    'AmazonSSM.GetParameter': { Parameter: { Value: JSON.stringify(endpoints) } },
    'AWSStepFunctions.StartExecution': { executionArn: 'arn', startDate: 1_700_000_000 },
  });
  taskRoot = mkdtempSync(join(tmpdir(), 'handlers-'));
  mkdirSync(join(taskRoot, 'page'));
  writeFileSync(join(taskRoot, 'page', 'index.html'), '<!doctype html>the page');
  // The accounts are written late: a function that does not wait for them leaves them behind.
  const { send } = DynamoDBDocumentClient.prototype;
  jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBDocumentClient,
    ...args: Parameters<typeof send>
  ) {
    const [command] = args;
    const tableName = command instanceof UpdateCommand ? (command.input.TableName ?? '') : '';
    if (/^(Audit|Statistics)Table$/.test(tableName)) await setTimeout(50);
    return await send.apply(this, args);
  });
  // As Lambda's runtime has it; the head goes nowhere here.
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: { from: (response: Writable) => response },
    },
  });
});

afterAll(async () => {
  process.env = outside;
  Reflect.deleteProperty(globalThis, 'awslambda');
  rmSync(taskRoot, { recursive: true });
  await services.stop();
  await engine.stop();
});

beforeEach(() => {
  services.takeCalls();
});

const handlerOf = <Answer>(name: LambdaName) =>
  importHandler<Answer>(name, { ...outside, LAMBDA_TASK_ROOT: taskRoot }, { engine, services });

const tokenOf = (userId: string, role: string) => {
  const claims = { issuer: 'gallobets', audience: 'gallobets-realtime', now: Date.now() };
  return signToken({ userId, role, ttlSeconds: 600, ...claims }, new TextEncoder().encode(secret));
};

/** A socket that is open, by the id that its function gave it. */
async function openSocket(userId: string) {
  const connectionId = await connectionIdOf(`name-${userId}`, userId);
  const nowMs = Date.now();
  await createSocketConnections(engine.client, 'ConnectionsTable').open({
    ...{ userId, connectionId, role: 'bettor', connectedAtMs: nowMs - 60_000 },
    ...{ tokenExpiresAtMs: nowMs + 600_000, sourceIp: '203.0.113.7', userAgent: 'test' },
  });
  return connectionId;
}

async function rowsOf(TableName: string, key: string, value: string) {
  const { Items = [] } = await engine.client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: '#key = :value',
      ExpressionAttributeNames: { '#key': key },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
  return Items;
}

/** How many requests were counted of the series. */
async function requestsOf(series: string) {
  const minutes = await rowsOf('StatisticsTable', 'series', series);
  return minutes.reduce((sum, { requests }) => sum + Number(requests ?? 0), 0);
}

test('change-fan-out appends what a change means, to be kept a week', async () => {
  const handler = await handlerOf('change-fan-out');
  const fight = { fightId: 'f-1', status: 'betting', title: 'Final' };
  await handler(batchOf('FightsTable', fight, { ...fight, status: 'upcoming' }));
  const [segment, ...more] = await rowsOf('EventLogTable', 'channel', 'fights');
  expect(segment).toMatchObject({ firstSeq: 1, generation: 1 });
  expect(segment?.ttl).toBe(Math.ceil(segment?.appendedAt / 1_000 + 604_800));
  expect(more).toEqual([]);
  expect(await requestsOf('change-fan-out')).toBe(1);
});

test('log-marker marks every log', async () => {
  const handler = await handlerOf('log-marker');
  await handler();
  for (const channel of channelNames) {
    const heads = await rowsOf('EventLogTable', 'channel', channel);
    expect(heads.length).toBeGreaterThan(0);
  }
});

test('channel-stream serves its reader on a lease that outlives the stream by two seconds', async () => {
  const handler = await handlerOf('channel-stream');
  const response = new PassThrough();
  const event = urlEvent('GET', '/', {
    headers: { authorization: `Bearer ${await tokenOf('kim', 'admin')}` },
  });
  const serving = handler(event, response, context);
  let [lease] = await rowsOf('ConnectionsTable', 'userId', 'kim');
  for await (const chunk of response) {
    if (!String(chunk).includes('event: connected')) continue;
    [lease] = await rowsOf('ConnectionsTable', 'userId', 'kim');
  }
  await serving;
  expect(lease).toMatchObject({ channel: 'fights', kind: 'sse', role: 'admin' });
  // The invocation has 7 s left, of which the stream leaves five.
  const endsAtMs = Date.parse(lease?.connectedAt) + 2_000;
  expect(lease?.expiresAt).toBe(Math.ceil((endsAtMs + 2_000) / 1_000));
  expect(await rowsOf('ConnectionsTable', 'userId', 'kim')).toEqual([]);
});

test('channel-stream refuses a stranger, and the audit has it', async () => {
  const handler = await handlerOf('channel-stream');
  const response = new PassThrough();
  const before = await requestsOf('fights');
  await handler(urlEvent('GET', '/'), response, context);
  expect(await json(response)).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
  const { Items } = await engine.client.send(new ScanCommand({ TableName: 'AuditTable' }));
  expect(Items).toMatchObject([{ actor: 'anonymous', outcome: 'refused', code: 'TOKEN_REFUSED' }]);
  const [entry] = Items ?? [];
  // For 90 days.
  expect(entry?.ttl).toBe(Math.ceil(Date.parse(entry?.at) / 1_000 + 7_776_000));
  expect(await requestsOf('fights')).toBe(before + 1);
});

test('management answers an admin', async () => {
  const handler = await handlerOf('management');
  const response = new PassThrough();
  const event = urlEvent('GET', '/connections', {
    headers: { authorization: `Bearer ${await tokenOf('kim', 'admin')}` },
  });
  await openSocket('mia');
  await handler(event, response, context);
  expect(await json(response)).toMatchObject({ connections: [{ userId: 'mia', kind: 'ws' }] });
  expect(await requestsOf('management')).toBe(1);
});

test('proposal-authorizer lets a bettor connect', async () => {
  const handler = await handlerOf('proposal-authorizer');
  const protocols = `gallobets.v1, bearer.${await tokenOf('ana', 'bettor')}`;
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:api/live/$connect';
  const headers = { 'Sec-WebSocket-Protocol': protocols };
  expect(await handler({ headers, methodArn, requestContext: {} })).toMatchObject({
    principalId: 'ana',
    policyDocument: { Statement: [{ Effect: 'Allow', Resource: methodArn }] },
    context: { userId: 'ana', role: 'bettor' },
  });
});

test('proposal-socket opens a socket and answers it', async () => {
  const handler = await handlerOf<{ readonly statusCode: number; readonly body?: string }>(
    'proposal-socket',
  );
  const event = (eventType: string, body?: string) => ({
    headers: {},
    body,
    requestContext: {
      ...{ eventType, connectionId: 'name-ana', requestId: 'event-1', connectedAt: Date.now() },
      identity: { sourceIp: '203.0.113.7', userAgent: 'test' },
      authorizer: { userId: 'ana', role: 'bettor', tokenExpiresAtMs: Date.now() + 600_000 },
    },
  });
  expect(await handler(event('CONNECT'))).toMatchObject({ statusCode: 200 });
  expect(await rowsOf('ConnectionsTable', 'userId', 'ana')).toMatchObject([
    { leaseId: `ws#${await connectionIdOf('name-ana', 'ana')}` },
  ]);
  const { body = '' } = await handler(event('MESSAGE', '{"action":"ping"}'));
  expect(JSON.parse(body)).toMatchObject({ event: 'pong' });
});

test('proposal-courier starts the deadline of a proposal and notifies its recipient', async () => {
  const handler = await handlerOf('proposal-courier');
  await openSocket('beto');
  const expiresAt = new Date(Date.now() + 180_000).toISOString();
  await handler(
    batchOf('ProposalsTable', exampleProposal({ currency: 'MXN', expiresAt })),
    context,
  );
  const calls = services.takeCalls().map(([operation, body]) => [operation, JSON.parse(body)]);
  expect(calls).toContainEqual([
    'AWSStepFunctions.StartExecution',
    {
      stateMachineArn: 'ProposalDeadline',
      name: 'p-1',
      input: JSON.stringify({ proposalId: 'p-1', expiresAt }),
    },
  ]);
  expect(calls).toContainEqual([
    `POST /@connections/name-beto`,
    expect.objectContaining({ event: 'proposal_received' }),
  ]);
});

test('proposal-sweeper ends what no timer has ended', async () => {
  const handler = await handlerOf('proposal-sweeper');
  const Item = exampleProposal({ proposalId: 'p-2' });
  await engine.client.send(new PutCommand({ TableName: 'ProposalsTable', Item }));
  await handler();
  const get = new GetCommand({ TableName: 'ProposalsTable', Key: { proposalId: 'p-2' } });
  expect((await engine.client.send(get)).Item).toMatchObject({ status: 'timeout' });
});

test('statistics-rollup counts who is connected, and has an hour of it at once', async () => {
  const handler = await handlerOf('statistics-rollup');
  await openSocket('rosa');
  await openSocket('rosa');
  await handler();
  const [sample] = await rowsOf('StatisticsTable', 'series', 'connections');
  // An hour may have begun since others of this file counted what is of the one before.
  const hours = await rowsOf('StatisticsTable', 'series', 'hour');
  const hour = hours.find(({ minute }) => minute === sample?.minute.slice(0, 13));
  expect(hour).toMatchObject({ isKnown: true });
  // Others of this file may be connected, too.
  const { readers } = { readers: hour?.['readers:proposals'] };
  expect(readers).toBeGreaterThan(0);
  expect(sample).toMatchObject({ streams: 0, 'readers:proposals': readers });
  expect(sample?.users.size).toBe(hour?.users);
  expect(hour).toMatchObject({ samples: 1, streams: 0 });
});

test('inbox-courier posts events to whom they are addressed, by name or by connection', async () => {
  const handler = await handlerOf('inbox-courier');
  const connections = [await openSocket('carla')];
  const nowMs = Date.now();
  const to = (id: string, target: Target) =>
    testEvent(id, { channel: 'inbox', metadata: { target } });
  const segment = {
    ...({ channel: 'inbox', firstSeq: 1, lastSeq: 1, epoch: 'e1', generation: 1 } as const),
    ...{ appendedAtMs: nowMs, expiresAtSec: Math.ceil(nowMs / 1_000) + 60 },
    events: [to('e-1', { users: ['carla'] }), to('e-2', { connections })],
  };
  await handler(batchOf('EventLogTable', await itemOf(segment)));
  const calls = services.takeCalls().map(([operation, body]) => [operation, JSON.parse(body).id]);
  expect(calls).toEqual([
    ['POST /@connections/name-carla', 'e-1'],
    ['POST /@connections/name-carla', 'e-2'],
  ]);
});

test('event-courier posts what happened to a workflow to whom it concerns, and to its subscribers', async () => {
  const handler = await handlerOf('event-courier');
  await openSocket('olga');
  const nowMs = Date.now();
  const event = testEvent('e-1', {
    channel: 'workflows',
    data: { workflowId: 'w-1', createdBy: 'olga' },
  });
  const segment = {
    ...({ channel: 'workflows', firstSeq: 1, lastSeq: 1, epoch: 'e1', generation: 1 } as const),
    ...{ appendedAtMs: nowMs, expiresAtSec: Math.ceil(nowMs / 1_000) + 60 },
    events: [event],
  };
  // One that is gone is in no room any more.
  const room = { room: 'workflow#w-1', connectionId: 'gone', userId: 'gone' };
  const expiresAt = Math.ceil(nowMs / 1_000) + 60;
  const gone = { room: 'socket#gone', connectionId: 'gone', workflows: new Set(['w-1']) };
  for (const Item of [{ ...room, expiresAt }, gone]) {
    await engine.client.send(new PutCommand({ TableName: 'RoomsTable', Item }));
  }
  await handler(batchOf('EventLogTable', await itemOf(segment)));
  const calls = services.takeCalls().map(([operation, body]) => [operation, JSON.parse(body).id]);
  expect(calls).toEqual([['POST /@connections/name-olga', 'e-1']]);
  const { Items } = await engine.client.send(new ScanCommand({ TableName: 'RoomsTable' }));
  expect(Items).toEqual([]);
});

test('user-bans ends what a banned user has open, and the audit has it', async () => {
  const handler = await handlerOf('user-bans');
  await openSocket('dora');
  const Item = { userId: 'dora', status: 'banned', updatedBy: 'kim' };
  await engine.client.send(new PutCommand({ TableName: 'UsersTable', Item }));
  await handler(batchOf('UsersTable', Item, { userId: 'dora', status: 'active' }), context);
  expect(services.takeCalls().map(([operation]) => operation)).toEqual([
    'DELETE /@connections/name-dora',
  ]);
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: 'AuditTable' }));
  expect(Items).toContainEqual(
    expect.objectContaining({ actor: 'kim', action: 'ban_user', subject: 'user#dora' }),
  );
});

test('dashboard serves the page and where the endpoints are', async () => {
  const handler = await handlerOf<{ readonly body: string }>('dashboard');
  const asked = (rawPath: string) =>
    handler({ rawPath, requestContext: { http: { method: 'GET' } } });
  expect((await asked('/')).body).toBe('<!doctype html>the page');
  expect(JSON.parse((await asked('/config.json')).body)).toEqual({
    ...endpoints,
    proposalTimeoutSeconds: 180,
    longestLeaseSeconds: 300,
    depletionNoticeSeconds: 3_600,
  });
});
