import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { signToken } from '../../core/auth/sign-token.ts';
import { connectionIdOf } from '../../core/connection/connection-id.ts';
import { newKey } from '../../core/webhook/webhook-key.ts';
import { createSocketConnections } from '../../lambdas/adapters/connections/socket-connections.ts';
import { createEventLogTable, itemOf } from '../../lambdas/adapters/log/event-log-table.ts';
import { createWebhookSecrets } from '../../lambdas/adapters/webhooks/webhook-secrets.ts';
import { createWebhooksTable } from '../../lambdas/adapters/webhooks/webhooks-table.ts';
import type { LambdaName } from '../../lib/lambda-name.ts';
import { exampleProposal } from '../core/proposal/example-proposal.ts';
import { emfLines } from '../support/emf.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { coldWriter, encodedEvent, testEvent } from '../support/event-log.ts';
import { type FakeServices, startFakeServices } from '../support/fake-services.ts';
import { importHandler } from '../support/import-handler.ts';
import { batchOf } from '../support/stream-batch.ts';
import { createTemplateTables } from '../support/template-functions.ts';
import { answers, startReceiver } from '../support/webhook-receivers.ts';
import { exampleWebhook } from '../support/webhook-tables.ts';
import { urlEvent } from './management/url-event.ts';

/** That what functions count leaves them before they freeze, as lines in the namespace of their stack. */

const secret = 'a secret of this test, 32 bytes at the least';
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 7_000 };
const outside = process.env;
let engine: TestEngine;
let services: FakeServices;

beforeAll(async () => {
  engine = await startTestEngine();
  await createTemplateTables(engine);
  services = await startFakeServices({
    'secretsmanager.GetSecretValue': { SecretString: secret, CreatedDate: 1_700_000_000 },
    'AWSStepFunctions.StartExecution': { executionArn: 'arn', startDate: 1_700_000_000 },
  });
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
  await services.stop();
  await engine.stop();
});
afterEach(() => jest.restoreAllMocks());

/**
 * What the function's invocations count: by metric and dimension, its sum or its values; and `failed`, what
 * one of them threw.
 */
async function countedBy(
  name: LambdaName,
  ...invocations: readonly (readonly unknown[])[]
): Promise<Readonly<Record<string, unknown>>> {
  const variables = {
    ...{ WEBHOOK_LOOPBACK: 'true', LAMBDA_TASK_ROOT: '/nowhere' },
    POWERTOOLS_METRICS_DISABLED: 'false',
  };
  const handler = await importHandler(name, outside, { engine, services, variables });
  const counted: Record<string, unknown> = {};
  const written: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    written.push(String(chunk));
    return true;
  });
  try {
    for (const invocation of invocations) await handler(...invocation);
  } catch (error) {
    counted.failed = String(error);
  } finally {
    stdout.mockRestore();
  }
  for (const { _aws, ...line } of emfLines(written.join(''))) {
    const [directive] = _aws.CloudWatchMetrics;
    expect(directive?.Namespace).toBe('GalloBetsRealtime');
    const dimensions = directive?.Dimensions.flat() ?? [];
    const of = dimensions.map(dimension => ` ${dimension}=${line[dimension]}`).join('');
    for (const { Name } of directive?.Metrics ?? []) counted[`${Name}${of}`] = line[Name];
  }
  return counted;
}

const put = async (TableName: string, Item: Readonly<Record<string, unknown>>) => {
  await engine.client.send(new PutCommand({ TableName, Item }));
};

const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();

async function adminHeaders() {
  const claims = { issuer: 'gallobets', audience: 'gallobets-realtime', now: Date.now() };
  const who = { userId: 'kim', role: 'admin', ttlSeconds: 600, ...claims };
  return { authorization: `Bearer ${await signToken(who, new TextEncoder().encode(secret))}` };
}

/** A request and where its answer goes, which is read to its end. */
function asked(...event: Parameters<typeof urlEvent>): readonly unknown[] {
  const response = new PassThrough();
  void text(response);
  return [urlEvent(...event), response, context];
}

test('change-fan-out: what was appended, and what was set aside', async () => {
  const fight = { fightId: 'f-1', status: 'betting', title: 'Final' };
  const opened = batchOf('FightsTable', fight, { ...fight, status: 'upcoming' });
  expect(await countedBy('change-fan-out', [opened])).toEqual({
    'EventsAppended channel=fights': 2,
    'EventsAppended channel=notifications': 1,
    'EventsAppended channel=global': 2,
  });
  const bad = batchOf('BetsTable', { betId: 'b-1', status: 'asleep' });
  expect(await countedBy('change-fan-out', [bad], [bad])).toEqual({
    ItemsQuarantined: 1,
    'Refusals category=VALIDATION': 1,
  });
});

test('change-fan-out: a batch that fails is counted, too', async () => {
  const strange = batchOf('StrangeTable', { id: '1' });
  expect(await countedBy('change-fan-out', [strange])).toEqual({
    failed: expect.stringContaining('StrangeTable'),
    'Refusals category=SERVER': 1,
  });
});

test('log-marker: another writer that was faster', async () => {
  const store = createEventLogTable(engine.client, 'EventLogTable');
  // A writer looks again for a head that it has known for a second.
  const nowMs = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
  expect(await countedBy('log-marker', [])).toEqual({});
  await coldWriter(store).append('users', [encodedEvent('e-9', { channel: 'users' })], nowMs);
  expect(await countedBy('log-marker', [])).toEqual({ 'AppendConflicts channel=users': 1 });
});

/** A place in the log of fights, behind which the log has lost one. */
async function lostPlace(): Promise<string> {
  const store = createEventLogTable(engine.client, 'EventLogTable');
  const appendedAtMs = Date.now();
  for (const seq of [1_000, 1_002]) {
    await store.put({
      ...{ channel: 'fights', epoch: 'kept', generation: 1, events: [] },
      ...{ firstSeq: seq, lastSeq: seq, appendedAtMs },
      expiresAtSec: Math.ceil(appendedAtMs / 1_000) + 3_600,
    });
  }
  return 'kept.1000';
}

test('channel-stream: a stranger, and a reader behind whose place events are lost', async () => {
  expect(await countedBy('channel-stream', asked('GET', '/'))).toEqual({
    'Refusals category=AUTHENTICATION': 1,
  });
  const headers = { ...(await adminHeaders()), 'last-event-id': await lostPlace() };
  const counted = await countedBy('channel-stream', asked('GET', '/', { headers }));
  // And readers, where a minute of the clock began meanwhile.
  expect(counted).toMatchObject({ 'Gaps channel=fights': 1 });
});

test('management: a stranger, and a poll from a place behind which events are lost', async () => {
  expect(await countedBy('management', asked('GET', '/connections'))).toEqual({
    'Refusals category=AUTHENTICATION': 1,
  });
  const headers = await adminHeaders();
  const poll = asked('GET', `/poll?channel=fights&cursor=${await lostPlace()}`, { headers });
  expect(await countedBy('management', poll)).toEqual({ 'Gaps channel=fights': 1 });
});

test('proposal-authorizer: a handshake without a token', async () => {
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:api/live/$connect';
  const identity = { sourceIp: '203.0.113.7', userAgent: 'test' };
  const event = { headers: {}, methodArn, requestContext: { identity, requestId: 'r-1' } };
  expect(await countedBy('proposal-authorizer', [event])).toEqual({
    failed: 'Error: Unauthorized',
    'Refusals category=AUTHENTICATION': 1,
  });
});

test('proposal-courier: an outcome, and how late a deadline was', async () => {
  const pending = exampleProposal({ proposalId: 'p-7', expiresAt: isoIn(-2_000) });
  const ended = { ...pending, status: 'timeout', decidedAt: pending.expiresAt };
  const batch = batchOf('ProposalsTable', ended, pending);
  const counted = await countedBy('proposal-courier', [batch, context]);
  expect(counted).toEqual({
    'ProposalOutcomes outcome=timeout': 1,
    'DeadlineLateness kind=proposal': expect.any(Number),
  });
  expect(counted['DeadlineLateness kind=proposal']).toBeGreaterThanOrEqual(2_000);
});

test('the couriers of events: messages that reached sockets', async () => {
  const nowMs = Date.now();
  const connectionId = await connectionIdOf('name-carla', 'carla');
  await createSocketConnections(engine.client, 'ConnectionsTable').open({
    ...{ userId: 'carla', connectionId, role: 'bettor', connectedAtMs: nowMs - 60_000 },
    ...{ tokenExpiresAtMs: nowMs + 600_000, sourceIp: '203.0.113.7', userAgent: 'test' },
  });
  const segment = (channel: 'inbox' | 'workflows', parts: Parameters<typeof testEvent>[1]) => ({
    ...{ channel, firstSeq: 1, lastSeq: 1, epoch: 'e1', generation: 1 },
    ...{ appendedAtMs: nowMs, expiresAtSec: Math.ceil(nowMs / 1_000) + 60 },
    events: [testEvent('e-1', { channel, ...parts })],
  });
  const mail = segment('inbox', { metadata: { target: { users: ['carla'] } } });
  const posted = { 'EventsDelivered channel=proposals': 1 };
  expect(await countedBy('inbox-courier', [batchOf('EventLogTable', await itemOf(mail))])).toEqual(
    posted,
  );
  const made = segment('workflows', { data: { workflowId: 'w-1', createdBy: 'carla' } });
  expect(await countedBy('event-courier', [batchOf('EventLogTable', await itemOf(made))])).toEqual(
    posted,
  );
});

test.each([
  ['payment-stream-scheduler', { 'detail-type': 'Scheduled Event', source: 'aws.events' }],
  ['payment-stream-settler', { streamId: 's-4', dueAt: isoIn(0) }],
] as const)('%s: how late it was', async (name, event) => {
  await put('PaymentStreamsTable', {
    ...{ streamId: 's-4', sender: 'GA', recipient: 'GB', status: 'active', ratePerSecond: '10' },
    ...{ depositedAmount: '6000', startTime: isoIn(-610_000) },
  });
  await put('DeadlinesTable', {
    ...{ subject: 'payment-stream#s-4', dueShard: 'due#3', dueAt: isoIn(-10_000) },
  });
  const { 'DeadlineLateness kind=payment-stream': lateness, ...others } = await countedBy(name, [
    event,
  ]);
  expect([others, Number(lateness) >= 10_000]).toEqual([{}, true]);
});

test.each([
  ['workflow-scheduler', { 'detail-type': 'Scheduled Event', source: 'aws.events' }],
  ['workflow-settler', { workflowId: 'w-4', dueAt: isoIn(0) }],
] as const)('%s: how late it was', async (name, event) => {
  const dueAt = isoIn(-10_000);
  await put('WorkflowsTable', { workflowId: 'w-4', status: 'pending', dueAt });
  await put('DeadlinesTable', { subject: 'workflow#w-4', dueShard: 'workflow-due#3', dueAt });
  const { 'DeadlineLateness kind=workflow': lateness, ...others } = await countedBy(name, [event]);
  expect([others, Number(lateness) >= 10_000]).toEqual([{}, true]);
});

test('webhook-sender: what became of its attempts', async () => {
  await using receiver = await startReceiver(answers(204));
  const sealing = createWebhookSecrets('WebhookKey', console, async (_, stage) =>
    stage === 'AWSCURRENT' ? { text: secret, createdAtMs: 0 } : undefined,
  );
  const webhook = exampleWebhook('takes-it', { types: ['*'], url: receiver.url });
  const { stored } = await newKey('v1', sealing, webhook, Date.now());
  const names = {
    webhooksTableName: 'WebhooksTable',
    webhookDeliveriesTableName: 'WebhookDeliveriesTable',
  };
  await createWebhooksTable(engine.client, names).create(
    { ...webhook, keys: [stored] },
    { cursor: { epoch: '0', seq: 0 }, parked: 0, failuresInARow: 0, slowness: 0 },
  );
  const store = createEventLogTable(engine.client, 'EventLogTable');
  const event = { channel: 'bets', type: 'NEW_BET', data: { betId: 'b-1' } } as const;
  await coldWriter(store).append('global', [encodedEvent('e-bet', event)], Date.now());
  const wakeUp = { Records: [{ messageId: 'm-1', body: '{"webhookId":"takes-it"}' }] };
  const counted = await countedBy('webhook-sender', [wakeUp]);
  expect(Object.keys(counted)).toEqual(['WebhookOutcomes outcome=delivered']);
});
