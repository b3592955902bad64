import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource } from '../tiny-assembly.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const clientOf = (engine: Engine): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

/** Logs each batch it accepts, at a level that the host shows; fails on poison. */
const source = `
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
export const handler = async ({ Records }) => {
  const values = Records.map(({ dynamodb }) => dynamodb.NewImage?.value?.S ?? 'removed');
  if (values.includes('poison')) throw new Error('poisoned: ' + values.join());
  for (const [index, record] of Records.entries()) warn('seen ' + values[index] + ' ' + JSON.stringify(record));
};
`;

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
};

const resources = (mapping: Record<string, unknown>) => ({
  Table: table,
  Failed: { Type: 'AWS::S3::Bucket', Properties: {} },
  Main: functionResource('main'),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionName: { Ref: 'Main' },
      StartingPosition: 'TRIM_HORIZON',
      ...mapping,
    },
  },
});

describe('a table whose stream feeds a function', () => {
  let state: string;
  let engine: Engine;
  let host: TestHost;
  let client: DynamoDBClient;

  /** The engine outlives a host that is stopped, so that a test can start another. */
  const run = (mapping: Record<string, unknown>): Promise<TestHost> =>
    runAssembly(
      { functions: { main: source }, resources: resources(mapping) },
      {
        engine: { endpoint: engine.endpoint, stop: async () => {} },
        statePath: state,
      },
    );
  const put = (id: string, value: string) =>
    client.send(
      new PutItemCommand({ TableName: 'Tiny-Table', Item: { id: { S: id }, value: { S: value } } }),
    );
  const seen = (): string[] => host.lines.flatMap(line => /\] seen (\S+) /.exec(line)?.[1] ?? []);

  beforeEach(async () => {
    state = mkdtempSync(path.join(tmpdir(), 'state-'));
    engine = await startEngine({ log: silent });
    client = clientOf(engine);
  });
  afterEach(async () => {
    await host.stop();
    client.destroy();
    await engine.stop();
    rmSync(state, { recursive: true, force: true });
  });

  test('gets every write in order, in the form of Lambda', async () => {
    host = await run({});
    for (let i = 0; i < 20; i += 1) await put('same', `v${i}`);
    const line = await host.logged(/seen v19 /);
    expect(seen()).toEqual(Array.from({ length: 20 }, (_, i) => `v${i}`));
    const record = JSON.parse(line.slice(line.indexOf('{')));
    expect(record).toMatchObject({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      awsRegion: 'us-east-1',
      eventSourceARN: expect.stringMatching(
        /^arn:aws:dynamodb:us-east-1:000000000000:table\/Tiny-Table\/stream\//,
      ),
      dynamodb: {
        Keys: { id: { S: 'same' } },
        OldImage: { value: { S: 'v18' } },
        SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
      },
    });
    expect(Number.isInteger(record.dynamodb.ApproximateCreationDateTime)).toBe(true);
  });

  test('does not get a write that changes nothing', async () => {
    host = await run({});
    await put('a', 'first');
    await put('a', 'first');
    await client.send(
      new UpdateItemCommand({
        TableName: 'Tiny-Table',
        Key: { id: { S: 'a' } },
        UpdateExpression: 'SET #v = :v',
        ExpressionAttributeNames: { '#v': 'value' },
        ExpressionAttributeValues: { ':v': { S: 'first' } },
      }),
    );
    await put('a', 'second');
    await host.logged(/seen second /);
    expect(seen()).toEqual(['first', 'second']);
  });

  test('gets only what its filter lets through', async () => {
    const Pattern = JSON.stringify({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { value: { S: [{ prefix: 'yes' }] } } },
    });
    host = await run({ FilterCriteria: { Filters: [{ Pattern }] } });
    await put('a', 'no');
    await put('b', 'yes-1');
    await put('b', 'yes-changed');
    await put('c', 'yes-2');
    await host.logged(/seen yes-2 /);
    expect(seen()).toEqual(['yes-1', 'yes-2']);
  });

  test('is rid of a poisoned record, which goes to the bucket, and gets all others in order', async () => {
    host = await run({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      MaximumBatchingWindowInSeconds: 1,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } },
    });
    for (const value of ['a', 'b', 'poison', 'c', 'd']) await put(value, value);
    await host.logged(/seen d /);
    expect(seen()).toEqual(['a', 'b', 'c', 'd']);
    await host.logged(/\[Mapping\] discarded 1 records of Tiny-Table: RetryAttemptsExhausted/);
    const files = readdirSync(path.join(state, 'buckets'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name));
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/aws\/lambda\/Mapping\/[^/]+\/\d{4}\/\d\d\/\d\d\/[^/]+$/);
    const failed = JSON.parse(readFileSync(files[0] ?? '', 'utf8'));
    expect(failed.requestContext.condition).toBe('RetryAttemptsExhausted');
    expect(failed.DDBStreamBatchInfo.batchSize).toBe(1);
    expect(JSON.parse(failed.payload).Records[0].dynamodb.NewImage.value).toEqual({ S: 'poison' });
  });

  test('goes on where it was when the host is started again on the same database', async () => {
    host = await run({});
    await put('a', 'before');
    await host.logged(/seen before /);
    await host.stop();
    await put('b', 'between');
    host = await run({});
    await put('c', 'after');
    await host.logged(/seen after /);
    expect(seen()).toEqual(['between', 'after']);
  });

  test('goes on when the engine is another process on the same database', async () => {
    const dbPath = path.join(state, 'tables.db');
    await engine.stop();
    engine = await startEngine({ dbPath, log: silent });
    const { hostname, port } = new URL(engine.endpoint);
    const address = { host: hostname, port: Number(port) };
    client.destroy();
    client = clientOf(engine);
    host = await run({});
    await put('a', 'before');
    await host.logged(/seen before /);
    await engine.stop();
    await host.logged(/\[Mapping\] cannot read .*, retrying/);
    engine = await startEngine({ address, dbPath, log: silent });
    await put('b', 'after');
    await host.logged(/seen after /);
    expect(seen()).toEqual(['before', 'after']);
  });

  test('from LATEST on gets nothing that was written before', async () => {
    host = await run({ Enabled: false });
    await put('a', 'old');
    await host.stop();
    host = await run({ StartingPosition: 'LATEST' });
    await put('b', 'new');
    await host.logged(/seen new /);
    expect(seen()).toEqual(['new']);
  });
});
