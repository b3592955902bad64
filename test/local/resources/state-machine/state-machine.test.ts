import {
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidExecutionInput,
  InvalidName,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type AwsEndpoint, startAwsEndpoint } from '../../../../local/aws-endpoint.ts';
import type { RunningResource } from '../../../../local/contract/resource-kind.ts';
import { dynamoDbClient } from '../../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../../local/engine/start-engine.ts';
import { stateMachineKind } from '../../../../local/resources/state-machine/state-machine.ts';
import { anyRole, createTestHost, type TestHost } from '../../test-host.ts';
import { until } from '../../until.ts';

/** Waits until a time, then ends what is still pending; nothing else is an error. */
const deadline = {
  StartAt: 'WaitUntilExpiry',
  TimeoutSeconds: 3_600,
  States: {
    WaitUntilExpiry: { Type: 'Wait', TimestampPath: '$.expiresAt', Next: 'TimeOut' },
    TimeOut: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:updateItem',
      Parameters: {
        TableName: 'Proposals',
        Key: { proposalId: { 'S.$': '$.proposalId' } },
        UpdateExpression: 'SET #status = :timeout, endedBy = :execution',
        ConditionExpression: '#status = :pending',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':pending': { S: 'pending' },
          ':timeout': { S: 'timeout' },
          ':execution': { 'S.$': '$$.Execution.Name' },
        },
      },
      ResultPath: null,
      Catch: [
        {
          ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'],
          ResultPath: '$.caught',
          Next: 'Answered',
        },
      ],
      End: true,
    },
    Answered: { Type: 'Succeed' },
  },
};

let engine: Engine;
let tables: DynamoDBClient;
let endpoint: AwsEndpoint;
let host: TestHost;
let machine: RunningResource;
let sfn: SFNClient;

beforeAll(async () => {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  engine = await startEngine({ log, environment: {} });
  tables = dynamoDbClient(engine.endpoint, 'us-east-1');
  await tables.send(
    new CreateTableCommand({
      TableName: 'Proposals',
      KeySchema: [{ AttributeName: 'proposalId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'proposalId', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(async () => {
  tables.destroy();
  await engine.stop();
});

beforeEach(async () => {
  host = createTestHost({ dynamoDbEndpoint: engine.endpoint });
  endpoint = await startAwsEndpoint({
    ...host,
    port: 0,
    serviceOf: prefix => host.services.get(prefix),
  });
  machine = await stateMachineKind().create(declared(deadline), host);
  sfn = new SFNClient({
    endpoint: endpoint.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterEach(async () => {
  sfn.destroy();
  await machine.stop?.();
  await endpoint.stop();
});

function declared(definition: unknown, properties: Record<string, unknown> = {}) {
  return {
    logicalId: 'Deadline',
    type: 'AWS::StepFunctions::StateMachine',
    properties: { DefinitionString: JSON.stringify(definition), RoleArn: anyRole, ...properties },
  };
}

const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

async function put(proposalId: string, status: string) {
  await tables.send(
    new PutItemCommand({
      TableName: 'Proposals',
      Item: { proposalId: { S: proposalId }, status: { S: status } },
    }),
  );
}

const statusOf = async (proposalId: string) =>
  (
    await tables.send(
      new GetItemCommand({ TableName: 'Proposals', Key: { proposalId: { S: proposalId } } }),
    )
  ).Item;

function start(proposalId: string, expiresAt: string, name: string | undefined = proposalId) {
  const input = JSON.stringify({ proposalId, expiresAt });
  return sfn.send(new StartExecutionCommand({ stateMachineArn: machine.ref, name, input }));
}

async function ended(executionArn: string | undefined) {
  let described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  // Step Functions notifies nobody either: its clients ask again.
  while (described.status === 'RUNNING') {
    await new Promise(resolve => setTimeout(resolve, 20));
    described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  }
  return described;
}

test('an execution waits until its timestamp, then updates the item', async () => {
  await put('p1', 'pending');
  const expiresAt = inMs(2_000);
  const { executionArn } = await start('p1', expiresAt);
  expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:Stack-Deadline:p1');
  expect((await statusOf('p1'))?.status).toEqual({ S: 'pending' });

  const { status, stopDate } = await ended(executionArn);
  expect(status).toBe('SUCCEEDED');
  expect(stopDate?.getTime()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  expect(await statusOf('p1')).toEqual({
    proposalId: { S: 'p1' },
    status: { S: 'timeout' },
    endedBy: { S: 'p1' },
  });
});

test('a condition that does not hold is caught under the name that AWS gives it', async () => {
  await put('p2', 'accepted');
  const { executionArn } = await start('p2', inMs(0));
  const { status, output } = await ended(executionArn);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '').caught).toEqual({
    Error: 'DynamoDB.ConditionalCheckFailedException',
    Cause: 'The conditional request failed',
  });
  expect((await statusOf('p2'))?.status).toEqual({ S: 'accepted' });
});

test('an error that nothing catches fails the execution, with a warning', async () => {
  const noTable = structuredClone(deadline);
  noTable.States.TimeOut.Parameters.TableName = 'Nowhere';
  const broken = await stateMachineKind().create(
    declared(noTable, { StateMachineName: 'broken' }),
    host,
  );
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: broken.ref,
      name: 'e1',
      input: JSON.stringify({ proposalId: 'p3', expiresAt: inMs(0) }),
    }),
  );
  const { status, error } = await ended(executionArn);
  expect([status, error]).toEqual(['FAILED', 'DynamoDB.ResourceNotFoundException']);
  expect(host.logged).toContainEqual(
    expect.stringMatching(/^warn: broken\/e1: FAILED DynamoDB\.ResourceNotFoundException /),
  );
  await broken.stop?.();
});

test('the same name and input while running is the same execution, anything else a conflict', async () => {
  await put('p4', 'pending');
  const later = inMs(60_000);
  const first = await start('p4', later);
  expect((await start('p4', later)).executionArn).toBe(first.executionArn);
  await expect(start('p4', inMs(90_000))).rejects.toBeInstanceOf(ExecutionAlreadyExists);

  await sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));
  await expect(start('p4', later)).rejects.toThrow(
    "Execution Already Exists: 'arn:aws:states:us-east-1:000000000000:execution:Stack-Deadline:p4'",
  );
});

test('a stopped execution does nothing more and says who stopped it', async () => {
  await put('p5', 'pending');
  const expiresAt = inMs(2_000);
  const { executionArn } = await start('p5', expiresAt);
  await sfn.send(
    new StopExecutionCommand({ executionArn, error: 'Test', cause: 'no longer needed' }),
  );
  expect(await ended(executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'Test',
    cause: 'no longer needed',
  });
  const untilThenMs = Date.parse(expiresAt) - Date.now() + 300;
  await new Promise(resolve => setTimeout(resolve, untilThenMs));
  expect((await statusOf('p5'))?.status).toEqual({ S: 'pending' });
});

test('stopping the host ends every wait', async () => {
  await put('p6', 'pending');
  const { executionArn } = await start('p6', inMs(3_600_000));
  await machine.stop?.();
  expect((await ended(executionArn)).status).toBe('ABORTED');
});

test('executions are listed newest first, by status and page by page', async () => {
  await put('p7', 'accepted');
  await ended((await start('p7', inMs(0), 'done')).executionArn);
  await start('p7', inMs(60_000), 'running-1');
  await start('p7', inMs(60_000), 'running-2');
  const list = async (query: object) => {
    const command = new ListExecutionsCommand({ stateMachineArn: machine.ref, ...query });
    const { executions, nextToken } = await sfn.send(command);
    return { names: executions?.map(({ name }) => name), nextToken };
  };
  expect(await list({})).toEqual({ names: ['running-2', 'running-1', 'done'] });
  expect(await list({ statusFilter: 'RUNNING' })).toEqual({ names: ['running-2', 'running-1'] });
  const first = await list({ maxResults: 2 });
  expect(first.names).toEqual(['running-2', 'running-1']);
  expect(await list({ maxResults: 2, nextToken: first.nextToken })).toEqual({ names: ['done'] });
});

test.each(['', 'a b', 'a:b', 'a/b', 'x'.repeat(81)])('the name %p is refused', async name => {
  await expect(start('p8', inMs(0), name)).rejects.toBeInstanceOf(InvalidName);
});

test('a name of 80 characters is taken', async () => {
  const name = 'x'.repeat(80);
  expect((await start('p8', inMs(60_000), name)).executionArn).toMatch(/:x{80}$/);
});

test('unknown machines and executions, and input that is not JSON, are refused as by AWS', async () => {
  const input = '{"open":';
  await expect(
    sfn.send(new StartExecutionCommand({ stateMachineArn: machine.ref, input })),
  ).rejects.toBeInstanceOf(InvalidExecutionInput);
  await expect(
    sfn.send(new StartExecutionCommand({ stateMachineArn: `${machine.ref}x` })),
  ).rejects.toBeInstanceOf(StateMachineDoesNotExist);
  await expect(
    sfn.send(new DescribeExecutionCommand({ executionArn: `${machine.ref}:x` })),
  ).rejects.toBeInstanceOf(ExecutionDoesNotExist);
});

test('a wait longer than a timer can count fails instead of ending at once', async () => {
  await put('p9', 'pending');
  const { executionArn } = await start('p9', inMs(30 * 24 * 3_600_000));
  const { status, cause } = await ended(executionArn);
  expect(status).toBe('FAILED');
  expect(cause).toMatch(
    /^The local host waits at most 2147483647 ms \(24\.8 days\); WaitUntilExpiry wants /,
  );
  expect((await statusOf('p9'))?.status).toEqual({ S: 'pending' });
});

test('the history lists each state and the error that was caught, newest first if asked', async () => {
  await put('p11', 'accepted');
  const { executionArn } = await start('p11', inMs(0));
  await ended(executionArn);
  const history = async (query: object) =>
    (await sfn.send(new GetExecutionHistoryCommand({ executionArn, ...query }))).events ?? [];
  const events = await history({});
  expect(events.map(({ id, type }) => `${id} ${type}`)).toEqual([
    '1 ExecutionStarted',
    '2 WaitStateEntered',
    '3 WaitStateExited',
    '4 TaskStateEntered',
    '5 TaskFailed',
    '6 TaskStateExited',
    '7 SucceedStateEntered',
    '8 SucceedStateExited',
    '9 ExecutionSucceeded',
  ]);
  expect(events[4]?.taskFailedEventDetails?.error).toBe('DynamoDB.ConditionalCheckFailedException');
  expect(events[3]?.stateEnteredEventDetails?.name).toBe('TimeOut');
  expect((await history({ reverseOrder: true, maxResults: 1 }))[0]?.type).toBe(
    'ExecutionSucceeded',
  );
});

test('an express state machine is refused', async () => {
  await expect(
    stateMachineKind().create(declared(deadline, { StateMachineType: 'EXPRESS' }), host),
  ).rejects.toThrow(
    'Deadline (AWS::StepFunctions::StateMachine): StateMachineType: expected STANDARD, the one type that the local host runs; received "EXPRESS"',
  );
});

test('transitions are in the debug log', async () => {
  await put('p10', 'accepted');
  await ended((await start('p10', inMs(0))).executionArn);
  await until(() => host.logged.includes('debug: Stack-Deadline/p10: ExecutionSucceeded'));
  expect(host.logged).toContain('debug: Stack-Deadline/p10: StateEntered TimeOut');
});
