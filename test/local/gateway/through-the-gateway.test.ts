import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Carries out the list of calls in the body one after the other, and answers what each gave. */
const caller = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(`${process.cwd()}/package.json`)});
const dynamoDb = require('@aws-sdk/client-dynamodb');
const client = new dynamoDb.DynamoDBClient({ maxAttempts: Number(process.env.ATTEMPTS) });
export const handler = async ({ body }) => {
  const answers = [];
  for (const [operation, input] of JSON.parse(body)) {
    const startedMs = performance.now();
    try {
      const { $metadata, ...answer } = await client.send(new dynamoDb[operation + 'Command'](input));
      answers.push({ ...answer, attempts: $metadata.attempts, ms: performance.now() - startedMs });
    } catch (error) {
      answers.push({ error: error.name, message: error.message, reasons: error.CancellationReasons });
    }
  }
  return answers;
};
`;

interface Answer {
  readonly error?: string;
  readonly message?: string;
  readonly reasons?: readonly { readonly Code: string }[];
  readonly attempts?: number;
  readonly ms?: number;
  readonly Item?: Record<string, { readonly S?: string }>;
  readonly Items?: readonly Record<string, { readonly S?: string }>[];
  readonly Responses?: Record<string, readonly Record<string, { readonly S?: string }>[]>;
  readonly ConsumedCapacity?: unknown;
}
type Call = readonly [operation: string, input: object];

const table = (properties: object) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: ['id', 'at', 'room'].map(AttributeName => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
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
    ...properties,
  },
});

let engine: Engine;
let client: DynamoDBClient;
let host: TestHost;

const run = async (call: Call[], url = host.outputs.Url): Promise<Answer[]> => {
  const response = await fetch(url ?? '', { method: 'POST', body: JSON.stringify(call) });
  return (await response.json()) as Answer[];
};
const retrying = (call: Call[]) => run(call, host.outputs.RetryingUrl);
const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const url = `${host.outputs.AwsEndpointUrl}/_host/${path}`;
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(answer));
  return answer;
};
const faults = (body: unknown) => api('POST', 'faults', body);

const Key = (id: string) => ({ id: { S: id }, at: { S: '1' } });
const put = (TableName: string, id: string, more: object = {}): Call => [
  'PutItem',
  { TableName, Item: { ...Key(id), room: { S: 'red' } }, ...more },
];
const get = (TableName: string, id: string, more: object = {}): Call => [
  'GetItem',
  { TableName, Key: Key(id), ...more },
];
const inDatabase = async (id: string): Promise<boolean> => {
  const read = new GetItemCommand({ TableName: 'Tiny-Fights', Key: Key(id), ConsistentRead: true });
  return (await client.send(read)).Item !== undefined;
};

beforeAll(async () => {
  engine = await startEngine({ log: silent, environment: {} });
  client = dynamoDbClient(engine.endpoint, 'us-east-1');
  const attempts = (count: number) => ({
    Environment: { Variables: { ATTEMPTS: String(count) } },
  });
  host = await runAssembly(
    {
      functions: { caller },
      resources: {
        Fights: table({}),
        Bets: table({ StreamSpecification: { StreamViewType: 'KEYS_ONLY' } }),
        Caller: functionResource('caller', attempts(1)),
        Url: urlResource('Caller', 'BUFFERED'),
        Retrying: functionResource('caller', attempts(3)),
        RetryingUrl: urlResource('Retrying', 'BUFFERED'),
      },
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
        RetryingUrl: { Value: { 'Fn::GetAtt': ['RetryingUrl', 'FunctionUrl'] } },
      },
    },
    { engine: { endpoint: engine.endpoint, stop: async () => {} } },
  );
});
afterEach(() => api('DELETE', 'faults'));
afterAll(async () => {
  await host.stop();
  client.destroy();
  await engine.stop();
});

describe('reads while copies lag behind', () => {
  beforeEach(() => faults({ staleReads: { delayMs: 60_000 } }));

  test('a function that reads what it wrote without asking for consistency does not see it', async () => {
    const [, wrong, right] = await run([
      put('Tiny-Fights', 'own'),
      get('Tiny-Fights', 'own'),
      get('Tiny-Fights', 'own', { ConsistentRead: true }),
    ]);
    expect(wrong?.Item).toBeUndefined();
    expect(right?.Item?.room).toEqual({ S: 'red' });
  });

  test('a read of an index is never consistent, and one of a table is on request', async () => {
    const byRoom = {
      TableName: 'Tiny-Fights',
      IndexName: 'ByRoom',
      KeyConditionExpression: 'room = :room',
      ExpressionAttributeValues: { ':room': { S: 'blue' } },
    };
    const byId = {
      TableName: 'Tiny-Fights',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'indexed' } },
    };
    const [, index, refused, eventual, consistent] = await run([
      ['PutItem', { TableName: 'Tiny-Fights', Item: { ...Key('indexed'), room: { S: 'blue' } } }],
      ['Query', byRoom],
      ['Query', { ...byRoom, ConsistentRead: true }],
      ['Query', byId],
      ['Query', { ...byId, ConsistentRead: true }],
    ]);
    expect(index?.Items).toEqual([]);
    expect(refused?.error).toBe('ValidationException');
    expect(eventual?.Items).toEqual([]);
    expect(consistent?.Items).toHaveLength(1);
  });

  test('a batch may be both, table by table; a transaction is up to date', async () => {
    const [, , batch, transaction] = await run([
      put('Tiny-Fights', 'batch'),
      put('Tiny-Bets', 'batch'),
      [
        'BatchGetItem',
        {
          RequestItems: {
            'Tiny-Fights': { Keys: [Key('batch')] },
            'Tiny-Bets': { Keys: [Key('batch')], ConsistentRead: true },
          },
        },
      ],
      [
        'TransactGetItems',
        { TransactItems: [{ Get: { TableName: 'Tiny-Fights', Key: Key('batch') } }] },
      ],
    ]);
    expect(batch?.Responses?.['Tiny-Fights']).toEqual([]);
    expect(batch?.Responses?.['Tiny-Bets']).toHaveLength(1);
    expect(transaction?.Responses).toMatchObject([{ Item: { room: { S: 'red' } } }]);
  });

  test('the delay may be changed, and is over when it is switched off', async () => {
    await run([put('Tiny-Bets', 'soon')]);
    await faults({ staleReads: { delayMs: 50 } });
    for (;;) {
      const [answer] = await run([get('Tiny-Bets', 'soon')]);
      if (answer?.Item !== undefined) break;
    }
    await faults({ staleReads: { delayMs: 0 } });
    const [, answer] = await run([put('Tiny-Bets', 'at once'), get('Tiny-Bets', 'at once')]);
    expect(answer?.Item?.room).toEqual({ S: 'red' });
  });
});

describe('a database in trouble', () => {
  test.each([
    ['ProvisionedThroughputExceededException', 'PutItem'],
    ['ThrottlingException', 'PutItem'],
    ['RequestLimitExceeded', 'PutItem'],
    ['TransactionConflictException', 'PutItem'],
    ['InternalServerError', 'PutItem'],
  ])('%s, once: who does not try again has failed, who does has not', async (error, operation) => {
    const fault = { kind: 'error', error, table: 'Fights', operations: [operation], times: 1 };
    await faults({ database: [fault] });
    const [wrong] = await run([put('Tiny-Fights', error)]);
    expect(wrong?.error).toBe(error);
    expect(await inDatabase(error)).toBe(false);
    await faults({ database: [fault] });
    // The SDK leaves a conflict to the caller.
    const isRetried = error !== 'TransactionConflictException';
    const [right] = await retrying([put('Tiny-Fights', error)]);
    expect(right).toMatchObject(isRetried ? { attempts: 2 } : { error });
    expect(await inDatabase(error)).toBe(isRetried);
  });

  test('a write may have taken effect although its answer is an error', async () => {
    const lost = { kind: 'error', error: 'InternalServerError', when: 'after', times: 1 };
    const once = { ConditionExpression: 'attribute_not_exists(id)' };
    await faults({ database: [lost] });
    const [answer] = await retrying([put('Tiny-Fights', 'lost', once)]);
    // The retry finds the item that the first attempt has written.
    expect(answer?.error).toBe('ConditionalCheckFailedException');
    expect(await inDatabase('lost')).toBe(true);
  });

  test('an index that throttles refuses what goes through it, and counts as its own', async () => {
    const fault = { kind: 'throttledIndex', table: 'Fights', index: 'ByRoom' };
    await faults({ database: [fault] });
    const query = {
      TableName: 'Tiny-Fights',
      KeyConditionExpression: '#room = :room',
      ExpressionAttributeNames: { '#room': 'room' },
      ExpressionAttributeValues: { ':room': { S: 'red' } },
    };
    const Put = (table: string) => ({ Put: { TableName: table, Item: Key('hot') } });
    const answers = await run([
      put('Tiny-Fights', 'hot'),
      ['TransactWriteItems', { TransactItems: [Put('Tiny-Bets'), Put('Tiny-Fights')] }],
      ['Query', { ...query, IndexName: 'ByRoom' }],
      get('Tiny-Fights', 'hot'),
      put('Tiny-Bets', 'hot'),
    ]);
    const throttled = 'ProvisionedThroughputExceededException';
    expect(answers.map(({ error }) => error)).toEqual([
      ...[throttled, throttled, throttled],
      ...[undefined, undefined],
    ]);
    const response = await fetch(`${host.outputs.AwsEndpointUrl}/_host/metrics`);
    const counted = (await response.text())
      .split('\n')
      .filter(line => line.includes('global_secondary_index_name="ByRoom"'));
    const labels = '{global_secondary_index_name="ByRoom",table_name="Tiny-Fights"}';
    expect(counted).toEqual([
      `aws_dynamodb_read_throttle_events_total${labels} 1`,
      `aws_dynamodb_write_throttle_events_total${labels} 2`,
    ]);
  });

  test('within a transaction a conflict is the reason of an item', async () => {
    await faults({ database: [{ kind: 'error', error: 'TransactionConflictException' }] });
    const Put = (id: string) => ({ Put: { TableName: 'Tiny-Fights', Item: Key(id) } });
    const [answer] = await run([['TransactWriteItems', { TransactItems: [Put('c1'), Put('c2')] }]]);
    expect(answer?.error).toBe('TransactionCanceledException');
    expect(answer?.reasons?.map(({ Code }) => Code)).toEqual(['TransactionConflict', 'None']);
  });

  test('an outage lasts until it is over, a latency only delays, and other tables are well', async () => {
    await faults({ database: [{ kind: 'outage', table: 'Fights' }] });
    const [fight, bet] = await retrying([get('Tiny-Fights', 'x'), get('Tiny-Bets', 'x')]);
    expect(fight?.error).toBe('ServiceUnavailable');
    expect(bet?.error).toBeUndefined();
    await faults({ database: [{ kind: 'latency', byMs: 300, operations: ['GetItem'] }] });
    const [late] = await run([get('Tiny-Fights', 'x')]);
    expect(late?.ms).toBeGreaterThanOrEqual(300);
  });

  test('who is outside sees the engine as it is', async () => {
    await faults({ database: [{ kind: 'outage' }] });
    expect(await inDatabase('nothing')).toBe(false);
  });
});

test('what calls consume is counted by table, index and key, and returned to a caller that asks', async () => {
  const before = new Map(
    host
      .capacity()
      .map(({ tableName, indexName, ...units }) => [`${tableName}/${indexName}`, units]),
  );
  const big = { S: 'x'.repeat(3_000) };
  const once = { ConditionExpression: 'attribute_not_exists(id)' };
  const answers = await run([
    [
      'PutItem',
      {
        TableName: 'Tiny-Bets',
        Item: { ...Key('big'), room: { S: 'hall' }, big },
        ReturnConsumedCapacity: 'TOTAL',
      },
    ],
    get('Tiny-Bets', 'big'),
    get('Tiny-Bets', 'big', { ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
    put('Tiny-Bets', 'big', once),
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'Tiny-Bets', Item: Key('t1') } },
          { Put: { TableName: 'Tiny-Bets', Item: Key('t2') } },
        ],
      },
    ],
    [
      'Query',
      {
        TableName: 'Tiny-Bets',
        IndexName: 'ByRoom',
        KeyConditionExpression: '#room = :room',
        ExpressionAttributeNames: { '#room': 'room' },
        ExpressionAttributeValues: { ':room': { S: 'hall' } },
      },
    ],
  ]);
  expect(answers.map(({ ConsumedCapacity }) => ConsumedCapacity)).toEqual([
    { TableName: 'Tiny-Bets', CapacityUnits: 6 },
    undefined,
    { TableName: 'Tiny-Bets', CapacityUnits: 1 },
    undefined,
    undefined,
    undefined,
  ]);
  const report = (await api('GET', 'capacity')) as ReturnType<TestHost['capacity']>;
  const of = (indexName?: string) =>
    report.find(each => each.tableName === 'Tiny-Bets' && each.indexName === indexName);
  const was = (id: string) => before.get(id) ?? { readUnits: 0, writeUnits: 0 };
  // 3 for the item, 1 for the refused write, 2 for each of the transaction.
  expect((of()?.writeUnits ?? 0) - was('Tiny-Bets/undefined').writeUnits).toBe(3 + 1 + 2 + 2);
  expect((of()?.readUnits ?? 0) - was('Tiny-Bets/undefined').readUnits).toBe(0.5 + 1);
  expect(of()?.busiestKeys.find(({ key }) => key === 'big')).toMatchObject({
    readUnits: 1.5,
    writeUnits: 4,
    isHot: false,
  });
  expect(of('ByRoom')?.busiestKeys.find(({ key }) => key === 'hall')).toMatchObject({
    readUnits: 0.5,
    writeUnits: 3,
  });
});
