import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { LaggingCopy } from '../../../local/stale-reads/lagging-copy.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const delayMs = 300;
/** The time that the copy goes by; only tests move it. */
let nowMs = 0;
/** How often the copy has asked for its delay: whenever it looks what is due, and how long to rest. */
let looks = 0;

let engine: Engine;
let client: DynamoDBClient;
let copy: LaggingCopy;
let copyClient: DynamoDBClient;

const put = (id: string, at: string, room = 'red') =>
  client.send(
    new PutItemCommand({
      TableName: 'Fights',
      Item: { id: { S: id }, at: { S: at }, room: { S: room } },
    }),
  );

/** A table without a stream of its own, and with an index. */
beforeAll(async () => {
  engine = await startEngine({ log, environment: {} });
  client = dynamoDbClient(engine.endpoint, 'us-east-1');
  await client.send(
    new CreateTableCommand({
      TableName: 'Fights',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['id', 'at', 'room'].map(AttributeName => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ByRoom',
          KeySchema: [
            { AttributeName: 'room', KeyType: 'HASH' },
            { AttributeName: 'at', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  for (const at of ['1', '2', '3']) await put('before', at);
  copy = await LaggingCopy.start({
    dynamoDbEndpoint: engine.endpoint,
    region: 'us-east-1',
    tableNames: ['Fights'],
    delayMs: () => {
      looks += 1;
      return delayMs;
    },
    log,
  });
  copyClient = dynamoDbClient(copy.endpoint, 'us-east-1');
});
afterAll(async () => {
  copyClient.destroy();
  client.destroy();
  await engine.stop();
  jest.restoreAllMocks();
});

async function query(of: DynamoDBClient, input: Partial<QueryCommandInput>) {
  const { Items = [], LastEvaluatedKey } = await of.send(
    new QueryCommand({ TableName: 'Fights', ...input }),
  );
  return { ats: Items.map(item => item.at?.S), LastEvaluatedKey };
}
const byId = (id: string) => ({
  KeyConditionExpression: 'id = :id',
  ExpressionAttributeValues: { ':id': { S: id } },
});
const byRoom = (room: string) => ({
  IndexName: 'ByRoom',
  KeyConditionExpression: 'room = :room',
  ExpressionAttributeValues: { ':room': { S: room } },
});

/** Moves the copy's time on until it says so. */
async function shows(wanted: string[], input: Partial<QueryCommandInput>): Promise<void> {
  for (;;) {
    const { ats } = await query(copyClient, input);
    if (JSON.stringify(ats) === JSON.stringify(wanted)) return;
    nowMs += delayMs;
  }
}

/** Moves the copy's time on to just before the delay is over, and lets it look some times. */
async function justBefore(): Promise<void> {
  nowMs += delayMs - 1;
  const before = looks;
  while (looks < before + 30) await new Promise(resolve => setTimeout(resolve, 10));
}

test('what was there is there at once, by key and by index', async () => {
  expect((await query(copyClient, byId('before'))).ats).toEqual(['1', '2', '3']);
  expect((await query(copyClient, byRoom('red'))).ats).toEqual(['1', '2', '3']);
});

test('a write, a change of index key and a removal show after the delay and not before', async () => {
  await put('new', '1', 'blue');
  expect((await query(client, byId('new'))).ats).toEqual(['1']);
  await justBefore();
  expect((await query(copyClient, byId('new'))).ats).toEqual([]);
  await shows(['1'], byId('new'));
  expect((await query(copyClient, byRoom('blue'))).ats).toEqual(['1']);

  await put('new', '1', 'green');
  await justBefore();
  expect((await query(copyClient, byRoom('blue'))).ats).toEqual(['1']);
  await shows([], byRoom('blue'));
  expect((await query(copyClient, byRoom('green'))).ats).toEqual(['1']);

  const Key = { id: { S: 'new' }, at: { S: '1' } };
  await client.send(new DeleteItemCommand({ TableName: 'Fights', Key }));
  await justBefore();
  expect((await query(copyClient, byId('new'))).ats).toEqual(['1']);
  await shows([], byId('new'));
});

test('pages, both orders and limits are right about the past', async () => {
  for (const at of ['1', '2', '3', '4']) await put('many', at, 'white');
  await shows(['1', '2', '3', '4'], byId('many'));
  await put('many', '5', 'white');
  const newest = { ScanIndexForward: false, Limit: 3 };
  for (const keys of [byId('many'), byRoom('white')]) {
    const first = await query(copyClient, { ...keys, ...newest });
    expect(first.ats).toEqual(['4', '3', '2']);
    const ExclusiveStartKey = first.LastEvaluatedKey;
    const second = await query(copyClient, { ...keys, ...newest, ExclusiveStartKey });
    expect(second.ats).toEqual(['1']);
  }
});

test('many writes to one key arrive in order', async () => {
  for (let i = 0; i < 60; i += 1) await put('same', 'x', `room-${i}`);
  await shows(['x'], byRoom('room-59'));
  expect((await query(copyClient, byRoom('room-58'))).ats).toEqual([]);
});

test('when it ends, the table has no stream again', async () => {
  const streamOf = async () =>
    (await client.send(new DescribeTableCommand({ TableName: 'Fights' }))).Table
      ?.StreamSpecification?.StreamEnabled ?? false;
  expect(await streamOf()).toBe(true);
  await copy.stop();
  expect(await streamOf()).toBe(false);
});
