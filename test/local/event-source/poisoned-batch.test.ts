import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource } from '../tiny-assembly.ts';

/** The wrong handler throws at the poison; the right one says which record it was. */
const sources = {
  throws: `
export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    const value = dynamodb.NewImage.value.S;
    if (value === 'poison') throw new Error('poisoned');
    console.log(JSON.stringify({ level: 'WARN', message: 'did ' + value }));
  }
};`,
  reports: `
export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    const value = dynamodb.NewImage.value.S;
    if (value === 'poison') {
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    }
    console.log(JSON.stringify({ level: 'WARN', message: 'did ' + value }));
  }
};`,
};

const resources = (source: keyof typeof sources, mapping: Record<string, unknown>) => ({
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  },
  Main: functionResource(source),
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

const positions: [string, string[]][] = [
  ['first', ['poison', 'a', 'b', 'c', 'd']],
  ['middle', ['a', 'b', 'poison', 'c', 'd']],
  ['last', ['a', 'b', 'c', 'd', 'poison']],
];

describe.each(positions)('a batch poisoned at its %s record', (_, values) => {
  let engine: Engine;
  let client: DynamoDBClient;
  let host: TestHost;

  /** One transaction, so that all its records are in the stream at once and travel in one batch. */
  const write = (batch: readonly string[]) =>
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: batch.map(value => ({
          Put: { TableName: 'Tiny-Table', Item: { id: { S: value }, value: { S: value } } },
        })),
      }),
    );
  const run = async (source: keyof typeof sources, mapping: Record<string, unknown>) => {
    host = await runAssembly(
      { functions: sources, resources: resources(source, mapping) },
      { engine: { endpoint: engine.endpoint, stop: async () => {} } },
    );
  };
  const did = (): string[] => host.lines.flatMap(line => /\] did (\S+)$/.exec(line)?.[1] ?? []);

  beforeEach(async () => {
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    engine = await startEngine({ log: silent });
    client = new DynamoDBClient({
      endpoint: engine.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  afterEach(async () => {
    await host.stop();
    client.destroy();
    await engine.stop();
  });

  test('blocks the stream where nothing bounds the retries, and is repeated from its first record', async () => {
    await run('throws', {});
    await write(values);
    await write(['later']);
    await host.loggedTimes(/Error: poisoned/, 3);
    const before = values.slice(0, values.indexOf('poison'));
    // What the third attempt printed may still be on its way. Where the poison is first, none prints.
    const done = did();
    expect(done.length).toBeGreaterThanOrEqual(before.length * 2);
    expect(done).toEqual(done.map((_, n) => before[n % before.length]));
  });

  test('is got rid of by bisecting within bounded retries: all others are done, in order', async () => {
    await run('throws', { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 });
    await write(values);
    await write(['later']);
    await host.logged(/did later$/);
    await host.logged(/discarded 1 records of Tiny-Table: RetryAttemptsExhausted/);
    const lastOf = (value: string): number => did().lastIndexOf(value);
    const order = ['a', 'b', 'c', 'd', 'later'];
    expect(order.toSorted((one, other) => lastOf(one) - lastOf(other))).toEqual(order);
  });

  test('is done but for its poison, each other record once, by a handler that reports it', async () => {
    await run('reports', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
    });
    await write(values);
    await host.logged(/discarded 1 records of Tiny-Table: RetryAttemptsExhausted/);
    await write(['later']);
    await host.logged(/did later$/);
    expect(did()).toEqual(['a', 'b', 'c', 'd', 'later']);
  });
});
