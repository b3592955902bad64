import { readFile } from 'node:fs/promises';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WebSocket } from 'ws';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { IamFunctionPolicies } from '../../../local/iam/function-policies.ts';
import { eventsRuleKind } from '../../../local/resources/events/events-rule.ts';
import { closing, nextMessage } from '../resources/websocket-api/test-api.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { createTestHost } from '../test-host.ts';
import { functionResource } from '../tiny-assembly.ts';
import { allow, invokePermission, lambdaRole } from './strict-resources.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const arn = (logicalId: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [logicalId, attribute] });

let host: TestHost | undefined;
afterEach(async () => {
  await host?.stop();
  host = undefined;
});

describe('an event source mapping reads and discards in the role of its function:', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startEngine({ log: silent, environment: {} });
  });
  afterEach(() => engine.stop());

  const stream = arn('Bets', 'StreamArn');
  const readsStream = allow(
    [
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:DescribeStream',
      'dynamodb:ListStreams',
    ],
    stream,
  );
  const lists = allow('s3:ListBucket', arn('Failed'));
  const puts = allow('s3:PutObject', { 'Fn::Join': ['', [arn('Failed'), '/*']] });

  const start = async (...statements: object[]) => {
    host = await runAssembly(
      {
        isStrict: true,
        functions: { main: 'export const handler = async () => { throw new Error("no"); };' },
        resources: {
          Bets: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
              KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
              StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
            },
          },
          Failed: { Type: 'AWS::S3::Bucket', Properties: {} },
          Role: lambdaRole(statements),
          Main: functionResource('main', { Role: arn('Role') }),
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: stream,
              FunctionName: { Ref: 'Main' },
              StartingPosition: 'TRIM_HORIZON',
              MaximumRetryAttempts: 0,
              DestinationConfig: { OnFailure: { Destination: arn('Failed') } },
            },
          },
        },
      },
      { engine: { endpoint: engine.endpoint, stop: async () => {} } },
    );
    const client = dynamoDbClient(engine.endpoint, 'us-east-1');
    await client.send(new PutItemCommand({ TableName: 'Tiny-Bets', Item: { id: { S: 'b1' } } }));
    client.destroy();
    return host;
  };

  test.each([
    ['the stream', [lists, puts], /dynamodb:GetRecords on resource: arn:aws:dynamodb:/],
    [
      'part of what reading takes',
      [allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator'], stream), lists, puts],
      /dynamodb:DescribeStream on resource/,
    ],
  ])('without %s it is not made', async (_, statements, missing) => {
    const started = start(...statements);
    await expect(started).rejects.toThrow(
      /^Mapping: Cannot access stream arn:aws:dynamodb:\S+\. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM\./,
    );
    await expect(started).rejects.toThrow(missing);
  });

  test('without its destination it is not made', async () => {
    await expect(start(readsStream, puts)).rejects.toThrow(
      /^Mapping: its on-failure destination: .* is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::tiny-failed /,
    );
  });

  test('without s3:PutObject what it discards is lost', async () => {
    const running = await start(readsStream, lists);
    expect(await running.logged(/records are lost/)).toMatch(
      /^error \[Mapping\] 1 records are lost: User: arn:aws:sts::000000000000:assumed-role\/Tiny-Role\/Tiny-Main is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::tiny-failed\/aws\/lambda\//,
    );
    expect(running.lines.filter(line => line.includes('was put, at'))).toEqual([]);
  });

  test('with all of it what it discards is kept', async () => {
    const running = await start(readsStream, lists, puts);
    const [, file = ''] = / was put, at (.+)$/.exec(await running.logged(/was put, at/)) ?? [];
    expect(JSON.parse(await readFile(file, 'utf8')).DDBStreamBatchInfo.batchSize).toBe(1);
    expect(running.iamUsage()[0]?.grants.filter(({ uses }) => uses === 0)).toEqual([]);
  });
});

describe('a schedule', () => {
  const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:sweep';
  const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/Stack-Rule';
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-21T10:00:00Z') }));
  afterEach(() => jest.useRealTimers());

  test.each([
    ['another rule', `${ruleArn}2`, 0],
    ['its rule', ruleArn, 2],
  ])('invokes its function where the permission is for %s', async (_, sourceArn, expected) => {
    const functionPolicies = new IamFunctionPolicies('000000000000', silent);
    const action = 'lambda:InvokeFunction';
    functionPolicies.add({ functionArn, action, principal: 'events.amazonaws.com', sourceArn });
    const testHost = createTestHost({ functionPolicies });
    let invocations = 0;
    const Arn = testHost.addFunction('sweep', () => {
      invocations += 1;
      return { kind: 'ok', payload: null };
    });
    const rule = await eventsRuleKind.create(
      {
        logicalId: 'Rule',
        type: 'AWS::Events::Rule',
        properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn, Id: 'T' }] },
      },
      testHost,
    );
    await rule.start?.();
    await jest.advanceTimersByTimeAsync(130_000);
    await rule.stop?.();
    expect(invocations).toBe(expected);
  });
});

describe('a WebSocket API', () => {
  /** Echoes, and with {"post": ID} posts to that connection instead. */
  const socket = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(`${process.cwd()}/package.json`)});
const sdk = require('@aws-sdk/client-apigatewaymanagementapi');
export const handler = async ({ body, requestContext }) => {
  const { close } = JSON.parse(body ?? '{}');
  if (!close) return { statusCode: 200, body: requestContext.connectionId };
  const client = new sdk.ApiGatewayManagementApiClient({ endpoint: process.env.CALLBACK });
  try {
    await client.send(new sdk.DeleteConnectionCommand({ ConnectionId: requestContext.connectionId }));
    return { statusCode: 200, body: 'closed' };
  } catch (error) {
    return { statusCode: 200, body: error.name + ' ' + error.$metadata.httpStatusCode + ' ' + error.message };
  }
};
`;
  const authorizer = `
export const handler = async ({ methodArn }) => ({
  principalId: 'ana',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }] },
});
`;
  const uri = (logicalId: string) => ({
    'Fn::Join': [
      '',
      [
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
        arn(logicalId),
        '/invocations',
      ],
    ],
  });
  const ofApi = (path: unknown) => ({
    'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:000000000000:', { Ref: 'Api' }, '/', path]],
  });
  const apiPart = (type: string, properties: object) => ({
    Type: `AWS::ApiGatewayV2::${type}`,
    Properties: { ApiId: { Ref: 'Api' }, ...properties },
  });
  const Target = { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] };

  const forRoute = (routeKey: string) =>
    invokePermission('Main', 'apigateway.amazonaws.com', ofApi(`*${routeKey}`));
  const permissions = {
    Connect: forRoute('$connect'),
    Default: forRoute('$default'),
    Authorize: invokePermission('Authorizer', 'apigateway.amazonaws.com', {
      'Fn::Join': ['', [ofApi('authorizers/'), { Ref: 'Asked' }]],
    }),
  };

  const start = async (granted: Record<string, object>, method = 'DELETE') => {
    host = await runAssembly({
      isStrict: true,
      functions: { socket, authorizer },
      resources: {
        Api: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: {
            ProtocolType: 'WEBSOCKET',
            RouteSelectionExpression: '$request.body.action',
          },
        },
        Stage: apiPart('Stage', { StageName: 'live' }),
        Integration: apiPart('Integration', {
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: uri('Main'),
        }),
        Asked: apiPart('Authorizer', {
          AuthorizerType: 'REQUEST',
          AuthorizerUri: uri('Authorizer'),
        }),
        ConnectRoute: apiPart('Route', {
          RouteKey: '$connect',
          Target,
          AuthorizationType: 'CUSTOM',
          AuthorizerId: { Ref: 'Asked' },
        }),
        DefaultRoute: apiPart('Route', {
          RouteKey: '$default',
          Target,
          RouteResponseSelectionExpression: '$default',
        }),
        Answer: apiPart('RouteResponse', {
          RouteId: { Ref: 'DefaultRoute' },
          RouteResponseKey: '$default',
        }),
        Role: lambdaRole([
          allow('execute-api:ManageConnections', ofApi(`live/${method}/@connections/*`)),
        ]),
        Main: functionResource('socket', {
          Role: arn('Role'),
          Environment: {
            Variables: {
              CALLBACK: {
                'Fn::Join': [
                  '',
                  ['https://', { Ref: 'Api' }, '.execute-api.us-east-1.amazonaws.com/live'],
                ],
              },
            },
          },
        }),
        Authorizer: functionResource('authorizer', { Role: arn('Role') }),
        ...granted,
      },
      outputs: {
        Url: {
          Value: {
            'Fn::Join': [
              '',
              ['wss://', { Ref: 'Api' }, '.execute-api.us-east-1.amazonaws.com/live'],
            ],
          },
        },
      },
    });
    const client = new WebSocket(host.outputs.Url ?? '');
    return new Promise<{ client: WebSocket; status: number | undefined }>(resolve => {
      client.on('open', () => resolve({ client, status: 101 }));
      client.on('error', () => {});
      client.on('unexpected-response', (_, response) => {
        resolve({ client, status: response.statusCode });
        client.terminate();
      });
    });
  };

  test('that may not invoke its authorizer refuses with 500', async () => {
    const { Authorize: _, ...others } = permissions;
    expect((await start(others)).status).toBe(500);
    expect(host?.lines).toContainEqual(
      expect.stringMatching(
        /^error access denied: apigateway\.amazonaws\.com may not lambda:InvokeFunction on arn:aws:lambda:us-east-1:000000000000:function:Tiny-Authorizer for arn:aws:execute-api:us-east-1:000000000000:\w+\/authorizers\/Asked: /,
      ),
    );
  });

  test('that may not invoke its $connect refuses with 500', async () => {
    const { Connect: _, ...others } = permissions;
    expect((await start(others)).status).toBe(500);
  });

  test('that may not invoke a route answers its frames with an error', async () => {
    const { Default: _, ...others } = permissions;
    const { client, status } = await start(others);
    expect(status).toBe(101);
    const answer = nextMessage(client);
    client.send('{}');
    expect(JSON.parse(await answer)).toMatchObject({ message: 'Internal server error' });
    client.terminate();
  });

  test('lets a function manage connections by the methods it was granted', async () => {
    const wrong = await start(permissions, 'POST');
    const answer = nextMessage(wrong.client);
    wrong.client.send('{"close":true}');
    expect(await answer).toMatch(
      /^AccessDeniedException 403 User: arn:aws:sts::000000000000:assumed-role\/Tiny-Role\/Tiny-Main is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:us-east-1:000000000000:\w+\/live\/DELETE\/@connections\/\S+ because no identity-based policy allows the execute-api:ManageConnections action$/,
    );
    wrong.client.terminate();
    await host?.stop();

    const right = await start(permissions);
    right.client.send('{"close":true}');
    expect(await closing(right.client)).toEqual([1000, 'Connection Closed Normally']);
  });
});
