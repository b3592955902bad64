import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../../local/engine/start-engine.ts';
import { dynamoDbGlobalTableKind } from '../../../../local/resources/dynamodb/dynamodb-global-table.ts';
import { dynamoDbTableKind } from '../../../../local/resources/dynamodb/dynamodb-table.ts';
import { createTestHost, type TestHost } from '../../test-host.ts';

let engine: Engine;
let host: TestHost;
let client: DynamoDBClient;

beforeAll(async () => {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  engine = await startEngine({ log, environment: {} });
  host = createTestHost({ dynamoDbEndpoint: engine.endpoint });
  client = dynamoDbClient(engine.endpoint, 'us-east-1');
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

const proposals = {
  logicalId: 'Proposals',
  type: 'AWS::DynamoDB::GlobalTable',
  properties: {
    AttributeDefinitions: [
      { AttributeName: 'proposalId', AttributeType: 'S' },
      { AttributeName: 'status', AttributeType: 'S' },
      { AttributeName: 'expiresAt', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'proposalId', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byStatus',
        KeySchema: [
          { AttributeName: 'status', KeyType: 'HASH' },
          { AttributeName: 'expiresAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    Replicas: [{ Region: 'us-east-1' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  },
};

test('a table gets its keys, index, stream and time to live', async () => {
  const running = await dynamoDbGlobalTableKind.create(proposals, host);
  expect(running.ref).toBe('Stack-Proposals');
  expect(running.attributes.Arn).toBe(
    'arn:aws:dynamodb:us-east-1:000000000000:table/Stack-Proposals',
  );

  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Stack-Proposals' }));
  expect(Table?.KeySchema).toEqual([{ AttributeName: 'proposalId', KeyType: 'HASH' }]);
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  expect(Table?.StreamSpecification).toEqual({
    StreamEnabled: true,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  });
  expect(Table?.GlobalSecondaryIndexes).toMatchObject([
    {
      IndexName: 'byStatus',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'expiresAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: 'Stack-Proposals' }),
  );
  expect(TimeToLiveDescription).toEqual({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
});

test('the stream is registered under the ARN that the template sees, with the one of the engine', async () => {
  const { attributes } = await dynamoDbGlobalTableKind.create(proposals, host);
  const streamArn = attributes.StreamArn ?? '';
  expect(streamArn).toMatch(
    /^arn:aws:dynamodb:us-east-1:000000000000:table\/Stack-Proposals\/stream\/.+$/,
  );
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Stack-Proposals' }));
  expect(host.tableStream(streamArn)).toMatchObject({
    tableName: 'Stack-Proposals',
    streamArn,
    engineStreamArn: Table?.LatestStreamArn,
  });
});

test('a table that an earlier run left is kept when its schema is the same', async () => {
  const first = await dynamoDbGlobalTableKind.create(proposals, host);
  const second = await dynamoDbGlobalTableKind.create(proposals, host);
  expect(second.ref).toBe(first.ref);
  expect(second.attributes).toEqual(first.attributes);
});

test('a table that an earlier run left with another schema is one clear error', async () => {
  await dynamoDbGlobalTableKind.create(proposals, host);
  const changed = {
    ...proposals,
    properties: {
      ...proposals.properties,
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    },
  };
  await expect(dynamoDbGlobalTableKind.create(changed, host)).rejects.toThrow(
    'Proposals: the table Stack-Proposals exists with another schema (stream: the database has NEW_AND_OLD_IMAGES, the template NEW_IMAGE). Delete the database, or start with another --db-path.',
  );
});

test('a table without a stream has no stream ARN; a physical name is used as given', async () => {
  const running = await dynamoDbTableKind.create(
    {
      logicalId: 'Plain',
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: 'named-table',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    host,
  );
  expect(running.ref).toBe('named-table');
  expect(running.attributes).not.toHaveProperty('StreamArn');
});

test('a property of the wrong form says what was received', async () => {
  const broken = {
    ...proposals,
    properties: { ...proposals.properties, StreamSpecification: { StreamViewType: 'ALL' } },
  };
  await expect(dynamoDbGlobalTableKind.create(broken, host)).rejects.toThrow(
    /^Proposals \(AWS::DynamoDB::GlobalTable\): StreamSpecification\.StreamViewType: .*received "ALL"$/,
  );
});
