import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { awsConfig } from '../../tools/aws-client-config.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { StreamMessage, StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** Of its own: with a notice of five seconds, of which a stack that was given knows nothing. */
let host: QuietHost;
let target: Target;
let events: StreamReader;
let sfn: SFNClient;
let withoutTimer: string;

beforeAll(async () => {
  host = await startQuietHost('payment-stream-deadlines', { depletionNoticeSeconds: '5' });
  target = await connectTarget(host.outputsFile);
  sfn = new SFNClient(awsConfig(target.outputs));
  events = await target.open('PaymentStreams', { follows: true });
  await events.until(({ event }) => event === 'connected');
  withoutTimer = await streamWithoutTimer();
}, 300_000);
afterAll(async () => {
  sfn?.destroy();
  await target?.close();
  await host?.stop();
});

/** For what may be a minute late, on a machine with much else to do. */
const patienceMs = 110_000;

/** A thousand a second, of a deposit that is used up so long from now. */
async function createStream(endsInMs: number): Promise<{ streamId: string; depletesAt: number }> {
  const streamId = unique('stream');
  const nowMs = Date.now();
  const startTime = nowMs - 60_000;
  const item = {
    ...{ streamId, sender: 'GA', recipient: 'GB', status: 'active', ratePerSecond: '1000' },
    ...{ depositedAmount: String(60_000 + endsInMs), withdrawnAmount: '0' },
    startTime: new Date(startTime).toISOString(),
  };
  await target.put('PaymentStreams', item);
  return { streamId, depletesAt: nowMs + endsInMs };
}

const update = (streamId: string, changes: Readonly<Record<string, unknown>>) =>
  target.update('PaymentStreams', { streamId }, changes);

async function itemOf(streamId: string) {
  const TableName = requireOutput(target.outputs, 'PaymentStreamsTableName');
  const get = new GetCommand({ TableName, Key: { streamId }, ConsistentRead: true });
  return (await target.client.send(get)).Item;
}

const isOf =
  (streamId: string, ...types: readonly string[]) =>
  ({ data }: StreamMessage) =>
    data?.data?.streamId === streamId && types.includes(data.type);

const depleted = (streamId: string) => events.until(isOf(streamId, 'stream.depleted'), patienceMs);

const typesOf = (streamId: string) =>
  events.messages
    .filter(({ data }) => data?.data?.streamId === streamId)
    .map(({ data }) => data.type);

/** The executions that wait for the stream. */
async function timersOf(streamId: string): Promise<readonly (string | undefined)[]> {
  const stateMachineArn = requireOutput(target.outputs, 'PaymentStreamDeadlineStateMachineArn');
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
  );
  const described = await Promise.all(
    executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described
    .filter(({ input = '{}' }) => JSON.parse(input).streamId === streamId)
    .map(({ executionArn }) => executionArn);
}

const untilTimer = (streamId: string) =>
  untilSeen(
    () => timersOf(streamId),
    timers => timers.length > 0,
  );

/** One whose timer is lost. The sweeper comes once a minute: meanwhile others are played. */
async function streamWithoutTimer(): Promise<string> {
  const { streamId } = await createStream(30_000);
  for (const executionArn of await untilTimer(streamId)) {
    await sfn.send(new StopExecutionCommand({ executionArn }));
  }
  return streamId;
}

test('a deposit runs low, then out: each is published once, at its moment, and the item says so [F2]', async () => {
  const { streamId, depletesAt } = await createStream(15_000);
  const low = await events.until(isOf(streamId, 'stream.depleting'), patienceMs);
  expect(low.data).toMatchObject({ priority: 'high', data: { sender: 'GA', depletesAt } });
  const out = await depleted(streamId);
  expect(out.data.data).toMatchObject({ recipient: 'GB', depletesAt });
  expect(out.data.timestamp).toBeGreaterThanOrEqual(Math.floor(depletesAt / 1_000) * 1_000);
  expect(await itemOf(streamId)).toMatchObject({
    depletion: 'depleted',
    depletesAt: new Date(depletesAt).toISOString(),
  });
  expect(typesOf(streamId)).toEqual(['stream.created', 'stream.depleting', 'stream.depleted']);
});

test('a top-up before the end moves it, one after it revives: depleted once more', async () => {
  const { streamId, depletesAt } = await createStream(15_000);
  await untilTimer(streamId);
  await update(streamId, { depositedAmount: String(60_000 + 18_000) });
  expect((await depleted(streamId)).data.data.depletesAt).toBe(depletesAt + 3_000);
  const again = Date.now() + 6_000;
  const startTime = depletesAt - 15_000 - 60_000;
  await update(streamId, { depositedAmount: String(again - startTime) });
  await events.until(
    message => isOf(streamId, 'stream.depleted')(message) && message.data.data.depletesAt === again,
    patienceMs,
  );
  expect(typesOf(streamId).filter(type => type !== 'stream.depleting')).toEqual([
    ...['stream.created', 'stream.topped_up', 'stream.depleted'],
    ...['stream.topped_up', 'stream.depleted'],
  ]);
});

test('a write over the item that drops the marks repeats nothing, and ends are ends', async () => {
  const gone = await createStream(4_000);
  const { streamId } = await createStream(4_000);
  const cancelled = await createStream(4_000);
  await update(cancelled.streamId, { status: 'cancelled' });
  await depleted(streamId);
  const { depletion: _1, depletesAt: _2, ...item } = (await itemOf(streamId)) ?? {};
  const TableName = requireOutput(target.outputs, 'PaymentStreamsTableName');
  await target.client.send(new PutCommand({ TableName, Item: { ...item, withdrawnAmount: '1' } }));
  const all = String(item.depositedAmount);
  await depleted(gone.streamId);
  await update(streamId, { withdrawnAmount: all });
  await untilSeen(
    () => itemOf(streamId),
    stream => stream?.status === 'completed',
  );
  // Whatever was still to come of them comes before what is written now.
  const last = await createStream(0);
  await depleted(last.streamId);
  expect(typesOf(streamId).filter(type => type !== 'stream.depleting')).toEqual([
    ...['stream.created', 'stream.depleted'],
    ...['stream.withdrawn', 'stream.withdrawn', 'stream.completed'],
  ]);
  expect(typesOf(cancelled.streamId)).not.toContain('stream.depleted');
});

test('a function that is killed at the moment is invoked again', async () => {
  if (target.outputs.AwsEndpointUrl === undefined) return;
  const faults = `${target.outputs.AwsEndpointUrl}/_host/faults`;
  const body = JSON.stringify({
    functions: { PaymentStreamDeadlinesSettler: { kind: 'kill', times: 1 } },
  });
  const { streamId } = await createStream(15_000);
  await untilTimer(streamId);
  expect((await fetch(faults, { method: 'POST', body })).status).toBe(200);
  await depleted(streamId);
  expect(typesOf(streamId).filter(type => type === 'stream.depleted')).toHaveLength(1);
  expect(await (await fetch(faults)).json()).toMatchObject({ functions: {} });
});

test('with its timer lost, the sweeper makes up for it [F2]', async () => {
  await depleted(withoutTimer);
  expect(typesOf(withoutTimer).filter(type => type === 'stream.depleted')).toHaveLength(1);
});
