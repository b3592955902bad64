import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { App } from 'aws-cdk-lib';
import { buildBundles } from '../../lib/bundles.ts';
import { RealtimeStack } from '../../lib/realtime-stack.ts';
import { parseSettings } from '../../lib/settings.ts';
import { startEngine } from '../../local/engine/start-engine.ts';
import { type RunningHost, startHost } from '../../local/host.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { createFailedBatchBucket } from '../../tools/redrive/failed-batch-bucket.ts';
import type { StreamReader } from '../scenarios/support/stream-reader.ts';
import { connectTarget, type Target } from '../scenarios/support/target.ts';
import { untilSeen } from '../scenarios/support/until.ts';
import { runTool } from './run-tool.ts';

process.env.CDK_VALIDATION = 'false';

const stackName = 'GalloBetsRealtime';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let directory: string;
let host: RunningHost;
let outputsFile: string;
let target: Target;
let reader: StreamReader;

// The stack as it is, but that a batch is given up at its first failure: not after twelve hours.
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'redrive-'));
  const bundlesDirectory = await buildBundles({ directory: join(directory, 'bundles') });
  const context = JSON.parse(readFileSync('cdk.json', 'utf8')).context;
  const app = new App({ outdir: join(directory, 'assembly'), context });
  // Streams that outlive the file: a busy machine is slow to come back to one.
  const settings = parseSettings({ streamLifetimeSeconds: 780 });
  new RealtimeStack(app, stackName, { ...settings, bundlesDirectory });
  const assemblyDirectory = app.synth().directory;
  giveUpAtOnce(join(assemblyDirectory, `${stackName}.template.json`));
  const engine = await startEngine({ log: silent });
  host = await startHost({ assemblyDirectory, port: 0, engine, log: silent });
  outputsFile = join(directory, 'outputs.json');
  writeFileSync(outputsFile, JSON.stringify({ [stackName]: host.outputs }));
  target = await connectTarget(outputsFile);
  reader = await target.open('Global', { follows: true });
  await reader.until(({ event }) => event === 'connected');
}, 300_000);
afterAll(async () => {
  await target?.close();
  await host?.stop();
  await rm(directory, { recursive: true, force: true });
});

function giveUpAtOnce(file: string): void {
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: object }>(
    template.Resources,
  )) {
    const isMapping = Type === 'AWS::Lambda::EventSourceMapping';
    if (isMapping && 'DestinationConfig' in Properties) {
      Object.assign(Properties, { MaximumRetryAttempts: 0 });
    }
  }
  writeFileSync(file, JSON.stringify(template));
}

/** For what a busy machine may take. */
const withinMs = 150_000;

const redrive = (...args: readonly string[]) =>
  runTool('tools/redrive.ts', [...args, '--outputs', outputsFile]);

async function failOnce(fault: object): Promise<void> {
  const functions = { ChangeFanOutFunction: { ...fault, times: 1 } };
  const url = `${requireOutput(target.outputs, 'AwsEndpointUrl')}/_host/faults`;
  const { status } = await fetch(url, { method: 'POST', body: JSON.stringify({ functions }) });
  expect(status).toBe(200);
}

/** How many batches were given up, and are there. */
async function failedBatches(): Promise<number> {
  const bucket = createFailedBatchBucket({
    bucketName: requireOutput(target.outputs, 'FailedBatchesBucketName'),
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'any', secretAccessKey: 'any' }),
    endpoint: requireOutput(target.outputs, 'AwsEndpointUrl'),
    now: Date.now,
    pause: async () => {},
  });
  let count = 0;
  for await (const _ of bucket.keys()) count += 1;
  return count;
}

async function quarantined(table: string): Promise<readonly string[]> {
  const { Items = [] } = await target.client.send(
    new QueryCommand({
      TableName: requireOutput(target.outputs, 'QuarantineTableName'),
      KeyConditionExpression: '#table = :table',
      FilterExpression: 'attribute_exists(#reason)',
      ExpressionAttributeNames: { '#table': 'table', '#reason': 'reason' },
      ExpressionAttributeValues: { ':table': table },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ key }) => String(key)).sort();
}

const fight = (fightId: string) => ({ fightId, status: 'upcoming', title: 'Pelea' });
const bet = (betId: string, amount: number) => ({
  ...{ betId, fightId: 'f', userId: 'ana', side: 'red', currency: 'MXN', status: 'pending' },
  amount,
});

/** The types of all events that came about this item, once one of a later item has come. */
async function typesAbout(name: string, id: string): Promise<readonly string[]> {
  const last = `last-${Math.random().toString(36).slice(2)}`;
  await target.put('Fights', fight(last));
  await reader.until(({ data }) => data?.data?.fightId === last, withinMs);
  return reader.messages.filter(({ data }) => data?.data?.[name] === id).map(({ event }) => event);
}

test('without anything that was given up it says so', async () => {
  expect(await redrive()).toEqual({
    exitCode: 0,
    stdout: 'no failed batches\nno quarantined changes\n',
    stderr: '',
  });
}, 300_000);

test('a batch that was given up is published by a redrive, and one that had been published is not again', async () => {
  await failOnce({ kind: 'kill' });
  await target.put('Fights', fight('lost'));
  await untilSeen(failedBatches, count => count === 1, { withinMs });
  await failOnce({ kind: 'kill', at: 'answer' });
  await target.put('Fights', fight('done'));
  await untilSeen(failedBatches, count => count === 2, { withinMs });
  expect(await typesAbout('fightId', 'lost')).toEqual([]);
  expect(await typesAbout('fightId', 'done')).toEqual(['FIGHT_CREATED']);

  const dry = await redrive('--dry-run', '--table', 'Fights');
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toMatch(
    /^ChangeFanOut, 1 record of Fights from 20\d\d-\S+Z on \(lost\), RetryAttemptsExhausted: would be given again\n.*\(done\).*\n2 failed batches: nothing was changed, a run would leave 0\nno quarantined changes\n$/,
  );
  expect(await failedBatches()).toBe(2);
  expect((await redrive('--table', 'Bets')).stdout).toMatch(/^no failed batches\n/);
  expect((await redrive('--since', '2099-01-01')).stdout).toMatch(/^no failed batches\n/);

  // The first of them is published, and its answer is lost again.
  await failOnce({ kind: 'kill', at: 'answer' });
  const first = await redrive();
  expect(first.exitCode).toBe(1);
  expect(first.stdout).toMatch(
    /\(lost\).*: 0 handled, but not lost \(Runtime\.ExitError: .*: left\n/,
  );
  expect(first.stdout).toMatch(
    /\(done\).*: its function handled nothing of a batch before: left\n/,
  );
  expect(first.stdout).toMatch(/\n2 failed batches: 0 handled, 2 left\n/);
  expect(await failedBatches()).toBe(2);

  const second = await redrive();
  expect({ ...second, stdout: second.stdout.split('\n').slice(2) }).toEqual({
    exitCode: 0,
    stdout: ['2 failed batches: 2 handled, 0 left', 'no quarantined changes', ''],
    stderr: '',
  });
  expect(await failedBatches()).toBe(0);
  expect(await typesAbout('fightId', 'lost')).toEqual(['FIGHT_CREATED']);
  expect(await typesAbout('fightId', 'done')).toEqual(['FIGHT_CREATED']);
  expect((await redrive()).stdout).toBe('no failed batches\nno quarantined changes\n');
}, 300_000);

test('a quarantined change is published with what was mended, once; what is malformed is left', async () => {
  await target.put('Bets', bet('mended', -5));
  await target.put('Bets', bet('broken', -6));
  await untilSeen(
    () => quarantined('Bets'),
    keys => keys.length === 2,
    { withinMs },
  );
  // By then it has been matched, too: that is published by its own write.
  await target.update('Bets', { betId: 'mended' }, { amount: 700 });
  await target.update('Bets', { betId: 'mended' }, { status: 'matched', matchedBetId: 'other' });
  await reader.until(
    ({ event, data }) => event === 'BET_MATCHED' && data.data.betId === 'mended',
    withinMs,
  );
  expect(await typesAbout('betId', 'mended')).toEqual(['BET_MATCHED']);

  const dry = await redrive('--dry-run');
  expect(dry.stdout).toContain(
    'Bets mended: would publish NEW_BET, with amount as it stands now\n',
  );
  expect(await quarantined('Bets')).toEqual(['broken', 'mended']);

  const ran = await redrive();
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain('Bets mended: published NEW_BET, with amount as it stands now\n');
  expect(ran.stdout).toMatch(/Bets broken: Bets "broken": amount is -6, expected .*: left\n/);
  expect(ran.stdout).toContain('2 quarantined changes: 1 handled, 1 left\n');
  expect(await quarantined('Bets')).toEqual(['broken']);
  const about = await typesAbout('betId', 'mended');
  expect([...about].sort()).toEqual(['BET_MATCHED', 'NEW_BET']);
  const made = reader.messages.find(
    ({ event, data }) => event === 'NEW_BET' && data.data.betId === 'mended',
  );
  expect(made?.data.data).toMatchObject({ amount: 700, userId: 'ana' });
  expect((await redrive()).stdout).toContain('1 quarantined change: 0 handled, 1 left\n');
  expect([...(await typesAbout('betId', 'mended'))].sort()).toEqual(['BET_MATCHED', 'NEW_BET']);
}, 300_000);

test('a log is published again in another channel, each event marked, and once however often it is replayed', async () => {
  const system = await target.open('System', { follows: true });
  await system.until(({ event }) => event === 'connected');
  await target.put('Fights', fight('played'));
  await reader.until(({ data }) => data?.data?.fightId === 'played', withinMs);
  const flags = ['--channel', 'fights', '--into', 'system', '--rate', '200'];
  const replay = () => runTool('tools/replay.ts', [...flags, '--outputs', outputsFile]);
  for (let run = 0; run < 2; run += 1) {
    expect(await replay()).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(/^\d+ events published in system, 0 left out\n$/),
    });
  }
  const notice = { eventId: 'after', channel: 'system', type: 'NOTICE', data: {} };
  await target.put('Outbox', notice);
  await system.until(({ data }) => data?.id === 'after', withinMs);
  const played = system.messages.filter(
    ({ data }) => data?.data?.event?.data?.fightId === 'played',
  );
  expect(played.map(({ event }) => event)).toEqual(['replay.FIGHT_CREATED']);
  expect(played[0]?.data).toMatchObject({
    priority: 'low',
    source: 'management',
    data: {
      replayOf: { channel: 'fights', cursor: expect.stringMatching(/^\w+\.\d+$/) },
      event: { type: 'FIGHT_CREATED', channel: 'fights', source: 'Fights' },
    },
  });
}, 300_000);

test.each([
  [['--table', 'Gallos'], '--table: received "Gallos", expected one of Fights, Bets, '],
  [
    ['--since', 'yesterday'],
    '--since: received "yesterday", expected a time such as 2026-11-21T10:00Z',
  ],
  [
    ['--function', 'Nothing'],
    '--function: received "Nothing", expected what stands before FunctionName',
  ],
])(
  '%s is refused',
  async (args, message) => {
    const { exitCode, stderr } = await redrive(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
  },
  120_000,
);

test('outputs of a version without functions say what is missing', async () => {
  const file = join(directory, 'older.json');
  const { ChangeFanOutFunctionName: _, ...older } = host.outputs;
  writeFileSync(file, JSON.stringify({ [stackName]: older }));
  const { exitCode, stderr } = await runTool('tools/redrive.ts', ['--outputs', file]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('the outputs have no ChangeFanOutFunctionName'),
  });
}, 120_000);
