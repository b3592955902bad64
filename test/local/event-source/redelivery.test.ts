import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { runAssembly } from '../running-host.ts';
import { functionResource } from '../tiny-assembly.ts';
import { until } from '../until.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const sdk = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(`${process.cwd()}/package.json`)});
const { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
`;

/** Wrong: each delivery of a bet is counted. */
const counting = `${sdk}
export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records)
    await client.send(new UpdateItemCommand({
      TableName: 'Tiny-Totals',
      Key: { id: { S: 'total' } },
      UpdateExpression: 'ADD bets :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }));
  warn('counted ' + Records.map(({ dynamodb }) => dynamodb.Keys.id.S));
};
`;

/** Right: a bet is counted once, however often it is reported. */
const idempotent = `${sdk}
export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records)
    await client.send(new UpdateItemCommand({
      TableName: 'Tiny-Totals',
      Key: { id: { S: 'total' } },
      UpdateExpression: 'ADD bets :one, seen :id',
      ConditionExpression: 'NOT contains(seen, :bet)',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':bet': dynamodb.Keys.id, ':id': { SS: [dynamodb.Keys.id.S] } },
    })).catch(error => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  warn('counted ' + Records.map(({ dynamodb }) => dynamodb.Keys.id.S));
};
`;

const table = (stream: boolean) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    ...(stream && { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  },
});
const mapping = (functionName: string, properties = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Bets', 'StreamArn'] },
    FunctionName: { Ref: functionName },
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  },
});

describe('batches that come again', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startEngine({ log: silent, environment: {} });
  });
  afterEach(() => engine.stop());

  test.each([
    ['counting', '6', counting],
    ['idempotent', '3', idempotent],
  ])('three bets, to a function that is %s, are %s', async (_, bets, main) => {
    const host = await runAssembly(
      {
        functions: { main },
        resources: {
          Bets: table(true),
          Totals: table(false),
          Main: functionResource('main'),
          Mapping: mapping('Main', { BatchSize: 1 }),
        },
      },
      {
        engine: { endpoint: engine.endpoint, stop: async () => {} },
        faults: { redelivery: { share: 1 } },
      },
    );
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    try {
      for (const id of ['b1', 'b2', 'b3']) {
        await client.send(new PutItemCommand({ TableName: 'Tiny-Bets', Item: { id: { S: id } } }));
      }
      const reported = () =>
        host.lines.filter(line => line.includes('counted ')).map(line => line.slice(-2));
      await until(() => reported().length === 6);
      expect(reported()).toEqual(['b1', 'b1', 'b2', 'b2', 'b3', 'b3']);
      const { Item } = await client.send(
        new GetItemCommand({ TableName: 'Tiny-Totals', Key: { id: { S: 'total' } } }),
      );
      expect(Item?.bets?.N).toBe(bets);
    } finally {
      client.destroy();
      await host.stop();
    }
  });

  test('a third reader of a stream is one clear error, one that is disabled is none', async () => {
    const run = (third: object) =>
      runAssembly(
        {
          functions: { main: counting },
          resources: {
            Bets: table(true),
            Main: functionResource('main'),
            FanOut: mapping('Main'),
            Audit: mapping('Main'),
            Billing: mapping('Main', third),
          },
        },
        { engine: { endpoint: engine.endpoint, stop: async () => {} } },
      );
    await expect(run({})).rejects.toThrow(
      /^Billing: it would be a third reader of the stream of Tiny-Bets, beside FanOut and Audit; DynamoDB lets at most 2 read a shard\.$/,
    );
    await (await run({ Enabled: false })).stop();
  });
});
