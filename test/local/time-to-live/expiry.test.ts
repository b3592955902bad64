import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource } from '../tiny-assembly.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const warnings = `
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
`;

/** Wrong: it takes each removal for a bettor who left. */
const trusting = `${warnings}
export const handler = async ({ Records }) => {
  for (const { eventName, dynamodb } of Records)
    if (eventName === 'REMOVE') warn('left ' + dynamodb.Keys.id.S + '.');
  warn('saw ' + Records.map(({ eventName, dynamodb }) => eventName + dynamodb.Keys.id.S));
};
`;

/** Right: what the service removed was not removed by anyone. */
const discerning = `${warnings}
export const handler = async ({ Records }) => {
  for (const { eventName, dynamodb, userIdentity } of Records) {
    const expired = userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com';
    if (eventName === 'REMOVE') warn((expired ? 'expired ' : 'left ') + dynamodb.Keys.id.S + '.');
  }
};
`;

const mapping = (functionName: string) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Leases', 'StreamArn'] },
    FunctionName: { Ref: functionName },
    StartingPosition: 'TRIM_HORIZON',
  },
});

describe('a table whose items expire', () => {
  let engine: Engine;
  let host: TestHost;
  let client: DynamoDBClient;

  const put = (id: string, expiresAt: { N: string } | { S: string }) =>
    client.send(
      new PutItemCommand({ TableName: 'Tiny-Leases', Item: { id: { S: id }, expiresAt } }),
    );
  const secondsAgo = (seconds: number) => ({ N: String(Math.floor(Date.now() / 1_000) - seconds) });
  const idsNow = async () => {
    const ids: string[] = [];
    for (const id of ['expired', 'later', 'text', 'ancient', 'left']) {
      const { Count } = await client.send(
        new QueryCommand({
          TableName: 'Tiny-Leases',
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': { S: id } },
        }),
      );
      if (Count === 1) ids.push(id);
    }
    return ids;
  };

  beforeAll(async () => {
    engine = await startEngine({ log: silent, environment: {} });
    client = dynamoDbClient(engine.endpoint, 'us-east-1');
    host = await runAssembly(
      {
        functions: { trusting, discerning },
        resources: {
          Leases: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
              KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
              StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
              TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
            },
          },
          Trusting: functionResource('trusting'),
          Discerning: functionResource('discerning'),
          One: mapping('Trusting'),
          Other: mapping('Discerning'),
        },
      },
      { engine: { endpoint: engine.endpoint, stop: async () => {} } },
    );
  });
  afterAll(async () => {
    await host.stop();
    client.destroy();
    await engine.stop();
  });

  const faults = async (body: unknown) => {
    const url = `${host.outputs.AwsEndpointUrl}/_host/faults`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
  };

  test('an expired item stays and can be read, as on AWS for up to two days', async () => {
    await put('expired', secondsAgo(60));
    await put('later', secondsAgo(-3_600));
    await put('text', { S: '1' });
    await put('ancient', { N: '1000' });
    await put('left', secondsAgo(-3_600));
    await host.logged(/\[Trusting\] saw .*INSERTleft/);
    expect(await idsNow()).toEqual(['expired', 'later', 'text', 'ancient', 'left']);
  });

  test('with the switch it goes soon, and the record says that the service removed it', async () => {
    await client.send(
      new DeleteItemCommand({ TableName: 'Tiny-Leases', Key: { id: { S: 'left' } } }),
    );
    await faults({ timeToLive: { latestMs: 100 } });
    await host.logged(/\[Discerning\] expired expired\./);
    await host.logged(/\[Discerning\] left left\./);
    expect(await idsNow()).toEqual(['later', 'text', 'ancient']);
  });

  test('who does not look takes an expiry for a departure', async () => {
    await host.logged(/\[Trusting\] left left\./);
    await host.logged(/\[Trusting\] left expired\./);
  });

  test('an item whose life was prolonged is not removed', async () => {
    await faults({ timeToLive: { latestMs: 172_800_000 } });
    await put('left', secondsAgo(0));
    await client.send(
      new UpdateItemCommand({
        TableName: 'Tiny-Leases',
        Key: { id: { S: 'left' } },
        UpdateExpression: 'SET expiresAt = :later',
        ExpressionAttributeValues: { ':later': secondsAgo(-3_600) },
      }),
    );
    await put('other', secondsAgo(30));
    await faults({ timeToLive: { latestMs: 1 } });
    await host.logged(/\[Trusting\] left other\./);
    expect(await idsNow()).toContain('left');
  });
});
