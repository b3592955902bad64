import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { dynamoDbStreamsClient } from '../../../local/engine/dynamodb-streams-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { ShardReader } from '../../../local/event-source/shard-reader.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('a reader of a shard that may ask for the newest record', () => {
  let engine: Engine;
  let clients: ReturnType<typeof clientsOf>;
  let shard: { readonly streamArn: string; readonly shardId: string };
  /** Requests for records. */
  let requests = 0;

  const clientsOf = ({ endpoint }: Engine) => ({
    tables: dynamoDbClient(endpoint, 'us-east-1'),
    streams: dynamoDbStreamsClient(endpoint, 'us-east-1'),
  });
  const put = (id: string) =>
    clients.tables.send(new PutItemCommand({ TableName: 'Bets', Item: { id: { S: id } } }));
  const readerWith = (newest: () => number | undefined) =>
    new ShardReader(clients.streams, shard, 'TRIM_HORIZON', undefined, newest);
  const idsOf = async (reader: ShardReader) =>
    (await reader.read(100)).records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S);

  beforeAll(async () => {
    engine = await startEngine({ log: silent, environment: {} });
    clients = clientsOf(engine);
    const { TableDescription } = await clients.tables.send(
      new CreateTableCommand({
        TableName: 'Bets',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    const streamArn = String(TableDescription?.LatestStreamArn);
    const { StreamDescription } = await clients.streams.send(
      new DescribeStreamCommand({ StreamArn: streamArn }),
    );
    shard = { streamArn, shardId: String(StreamDescription?.Shards?.[0]?.ShardId) };
    clients.streams.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          if (commandName === 'GetRecordsCommand') requests += 1;
          return next(args);
        },
      { step: 'initialize' },
    );
  });
  beforeEach(() => {
    requests = 0;
  });
  afterAll(async () => {
    clients.tables.destroy();
    clients.streams.destroy();
    await engine.stop();
  });

  test('asks for records only when there may be some, and misses none', async () => {
    const reader = readerWith(() => engine.newestRecord?.('Bets'));
    for (let n = 0; n < 50; n += 1) expect(await idsOf(reader)).toEqual([]);
    expect(requests).toBe(1);
    await put('one');
    expect(await idsOf(reader)).toEqual(['one']);
    await put('two');
    await put('three');
    expect(await idsOf(reader)).toEqual(['two', 'three']);
    for (let n = 0; n < 50; n += 1) expect(await idsOf(reader)).toEqual([]);
    expect(requests).toBe(4);
  });

  test('asks each time while that is not known', async () => {
    const reader = readerWith(() => undefined);
    expect(await idsOf(reader)).toEqual(['one', 'two', 'three']);
    for (let n = 0; n < 3; n += 1) expect(await idsOf(reader)).toEqual([]);
    expect(requests).toBe(4);
  });

  test('asks once in a thousand times all the same, so that its place does not expire', async () => {
    const reader = readerWith(() => 3);
    await idsOf(reader);
    await idsOf(reader);
    expect(requests).toBe(2);
    for (let n = 0; n < 1_000; n += 1) await idsOf(reader);
    expect(requests).toBe(2);
    await idsOf(reader);
    expect(requests).toBe(3);
  });
});
