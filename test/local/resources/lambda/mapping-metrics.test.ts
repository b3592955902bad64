import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../../local/engine/start-engine.ts';
import { runAssembly, type TestHost } from '../../running-host.ts';
import { functionResource } from '../../tiny-assembly.ts';
import { untilMetrics } from '../../until-metrics.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Throws at a bad item, however often it is tried. */
const consumer = `
export const handler = async ({ Records }) => {
  if (Records.some(({ dynamodb }) => dynamodb.Keys.id.S === 'bad')) throw new Error('bad');
};`;

/** Writes to a table as the item of its event says. */
const writer = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(`${process.cwd()}/package.json`)});
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({ maxAttempts: 1 });
export const handler = async () => {
  const TableName = 'Tiny-Bets';
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: 'x' } } })).catch(() => {});
  await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'x' } } })).catch(() => {});
};`;

const resources = (onFailure: object) => ({
  Bets: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  },
  Lost: { Type: 'AWS::S3::Bucket', Properties: {} },
  Consumer: functionResource('consumer'),
  Writer: functionResource('writer'),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Bets', 'StreamArn'] },
      FunctionName: { Ref: 'Consumer' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1,
      MaximumRetryAttempts: 1,
      MetricsConfig: { Metrics: ['EventCount'] },
      ...onFailure,
    },
  },
});

const toBucket = {
  DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Lost', 'Arn'] } } },
};

let engine: Engine;
let host: TestHost | undefined;
beforeEach(async () => {
  engine = await startEngine({ log: silent, environment: {} });
});
afterEach(async () => {
  await host?.stop();
  await engine.stop();
});

async function start(onFailure: object, faults: object = {}): Promise<TestHost> {
  host = await runAssembly(
    { functions: { consumer, writer }, resources: resources(onFailure) },
    { engine: { endpoint: engine.endpoint, stop: async () => {} }, faults },
  );
  return host;
}

async function put(...ids: readonly string[]): Promise<void> {
  const client = dynamoDbClient(engine.endpoint, 'us-east-1');
  for (const id of ids) {
    await client.send(new PutItemCommand({ TableName: 'Tiny-Bets', Item: { id: { S: id } } }));
  }
  client.destroy();
}

test.each([
  ['a bucket', toBucket, 'aws_lambda_on_failure_destination_delivered_event_count_total'],
  ['nowhere', {}, 'aws_lambda_dropped_event_count_total'],
])('what is given up goes to %s, and is counted so', async (_, onFailure, given) => {
  const running = await start(onFailure);
  await put('good', 'bad');
  const mapping = '{event_source_mapping_uuid="Mapping"}';
  const text = await untilMetrics(running, [
    `${given}${mapping} 1`,
    `aws_lambda_invoked_event_count_total${mapping} 3`,
    `aws_lambda_failed_invoke_event_count_total${mapping} 2`,
    'aws_lambda_iterator_age_milliseconds_count{function_name="Tiny-Consumer"} 3',
  ]);
  const others = ['dropped', 'delivered'].filter(word => !given.includes(word));
  for (const word of others) expect(text).not.toContain(`${word}_event_count_total`);
});

test('what DynamoDB does not serve is counted by table and operation', async () => {
  const running = await start(
    {},
    {
      database: [
        { kind: 'error', error: 'ThrottlingException', operations: ['PutItem'] },
        { kind: 'outage', operations: ['GetItem'] },
      ],
    },
  );
  const invoked = await fetch(
    `${running.outputs.AwsEndpointUrl}/2015-03-31/functions/Tiny-Writer/invocations`,
    {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20261130/us-east-1/lambda/aws4_request',
      },
      body: '{}',
    },
  );
  expect(invoked.status).toBe(200);
  await untilMetrics(running, [
    'aws_dynamodb_throttled_requests_total{operation="PutItem",table_name="Tiny-Bets"} 1',
    'aws_dynamodb_write_throttle_events_total{table_name="Tiny-Bets"} 1',
    'aws_dynamodb_system_errors_total{operation="GetItem",table_name="Tiny-Bets"} 1',
  ]);
});

test('a throttled function is no invocation, and no error', async () => {
  const running = await start(
    { MaximumRetryAttempts: undefined },
    { functions: { Consumer: { kind: 'throttle', times: 2 } } },
  );
  await put('good');
  const text = await untilMetrics(running, [
    'aws_lambda_throttles_total{function_name="Tiny-Consumer"} 2',
    'aws_lambda_invocations_total{function_name="Tiny-Consumer"} 1',
    'aws_lambda_errors_total{function_name="Tiny-Consumer"} 0',
    // Of the one batch that it was invoked with.
    'aws_lambda_iterator_age_milliseconds_count{function_name="Tiny-Consumer"} 1',
  ]);
  expect(text).toContain('aws_lambda_failed_invoke_event_count_total');
});
