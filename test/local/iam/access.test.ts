import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoDbClient } from '../../../local/engine/dynamodb-client.ts';
import { type Engine, startEngine } from '../../../local/engine/start-engine.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';
import { allow, caller, lambdaRole, urlPermissions } from './strict-resources.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const betsArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Tiny-Bets';
const fightsArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Tiny-Fights';
const table = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

const tableResource = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: ['id', 'room'].map(AttributeName => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byRoom',
        KeySchema: [{ AttributeName: 'room', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
};

const definition = {
  StartAt: 'Write',
  States: {
    Write: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:putItem',
      Parameters: { TableName: 'Tiny-Bets', Item: { id: { S: 'by-machine' } } },
      End: true,
    },
  },
};
const machineRole = (statements: object[]) => lambdaRole(statements, 'states.amazonaws.com');
const machine = (role: string) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    DefinitionString: JSON.stringify(definition),
    RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
  },
});

/** A table each, a secret and two state machines, one of which may not write. */
const things = {
  Bets: tableResource,
  Fights: tableResource,
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'key', SecretString: 'hush' },
  },
  Machine: machine('MachineRole'),
  MachineRole: machineRole([allow('dynamodb:PutItem', table('Bets'))]),
  Powerless: machine('PowerlessRole'),
  PowerlessRole: machineRole([allow('dynamodb:GetItem', table('Bets'))]),
};

let engine: Engine;
let host: TestHost | undefined;
beforeAll(async () => {
  engine = await startEngine({ log: silent, environment: {} });
});
afterAll(() => engine.stop());
afterEach(() => host?.stop());

/** A host whose one function has these statements in its role, and may be called by anybody. */
async function start(statements: object[], more: Record<string, unknown> = {}): Promise<TestHost> {
  host = await runAssembly(
    {
      isStrict: true,
      functions: { caller },
      resources: {
        ...things,
        Role: lambdaRole(statements),
        Main: functionResource('caller', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
        Url: urlResource('Main', 'BUFFERED'),
        ...urlPermissions('Main'),
        ...more,
      },
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
        Machine: { Value: { Ref: 'Machine' } },
        Powerless: { Value: { Ref: 'Powerless' } },
        SecretArn: { Value: { Ref: 'Secret' } },
      },
    },
    { engine: { endpoint: engine.endpoint, stop: async () => {} } },
  );
  return host;
}

type Answer = Readonly<Record<string, unknown>>;
async function call({ outputs }: TestHost, ...request: unknown[]): Promise<Answer> {
  const response = await fetch(outputs.Url ?? '', {
    method: 'POST',
    body: JSON.stringify(request),
  });
  return (await response.json()) as Answer;
}

const refusalOf = (action: string, resource: string) => ({
  error: 'AccessDeniedException',
  message: `User: arn:aws:sts::000000000000:assumed-role/Tiny-Role/Tiny-Main is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  status: 400,
});

const put = ['dynamodb', 'PutItem', { TableName: 'Tiny-Bets', Item: { id: { S: 'b1' } } }];
const byRoom = [
  'dynamodb',
  'Query',
  {
    TableName: 'Tiny-Bets',
    IndexName: 'byRoom',
    KeyConditionExpression: 'room = :room',
    ExpressionAttributeValues: { ':room': { S: 'red' } },
  },
];
const batch = [
  'dynamodb',
  'BatchWriteItem',
  { RequestItems: { 'Tiny-Bets': [{ PutRequest: { Item: { id: { S: 'b2' } } } }] } },
];
const transaction = [
  'dynamodb',
  'TransactWriteItems',
  {
    TransactItems: [
      {
        ConditionCheck: {
          TableName: 'Tiny-Fights',
          Key: { id: { S: 'f1' } },
          ConditionExpression: 'attribute_not_exists(id)',
        },
      },
      { Put: { TableName: 'Tiny-Bets', Item: { id: { S: 'b3' } } } },
    ],
  },
];

describe('a function without the grant is refused as on AWS, and with it is served:', () => {
  const bets = table('Bets');
  const index = { 'Fn::Join': ['', [bets, '/index/byRoom']] };
  test.each<[string, unknown[], object[], string, string, object[]]>([
    [
      'a write',
      put,
      [allow('dynamodb:GetItem', bets)],
      'dynamodb:PutItem',
      betsArn,
      [allow('dynamodb:PutItem', bets)],
    ],
    [
      'a write to another table',
      put,
      [allow('dynamodb:PutItem', table('Fights'))],
      'dynamodb:PutItem',
      betsArn,
      [allow('dynamodb:Put*', '*')],
    ],
    [
      'a query of an index, granted on the table',
      byRoom,
      [allow('dynamodb:Query', bets)],
      'dynamodb:Query',
      `${betsArn}/index/byRoom`,
      [allow('dynamodb:Query', index)],
    ],
    [
      'a batch, granted as single writes',
      batch,
      [allow('dynamodb:PutItem', bets)],
      'dynamodb:BatchWriteItem',
      betsArn,
      [allow('dynamodb:BatchWriteItem', bets)],
    ],
    [
      'a transaction, granted for its writes only',
      transaction,
      [allow('dynamodb:PutItem', bets), allow('dynamodb:TransactWriteItems', '*')],
      'dynamodb:ConditionCheckItem',
      fightsArn,
      [allow('dynamodb:PutItem', bets), allow('dynamodb:ConditionCheckItem', table('Fights'))],
    ],
  ])('%s', async (_, request, wrong, action, resource, right) => {
    const without = await start(wrong);
    expect(await call(without, ...request)).toEqual(refusalOf(action, resource));
    expect(without.lines).toContain(
      `error [Main] access denied: its role may not ${action} on ${resource}`,
    );
    await without.stop();
    expect(await call(await start(right), ...request)).not.toHaveProperty('error');
  });

  test('a secret, by whatever name it is asked for', async () => {
    const request = ['secrets', 'GetSecretValue', { SecretId: 'key' }];
    const wrong = await start([allow('secretsmanager:DescribeSecret', { Ref: 'Secret' })]);
    const { SecretArn = '' } = wrong.outputs;
    expect(await call(wrong, ...request)).toEqual(
      refusalOf('secretsmanager:GetSecretValue', SecretArn),
    );
    await wrong.stop();
    const right = await start([allow('secretsmanager:GetSecretValue', { Ref: 'Secret' })]);
    expect(await call(right, ...request)).toMatchObject({ SecretString: 'hush' });
  });

  test('a parameter, by its ARN', async () => {
    const Urls = {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/urls', Type: 'String', Value: 'x' },
    };
    const request = ['parameters', 'GetParameter', { Name: '/urls' }];
    const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter/urls';
    const wrong = await start([allow('ssm:GetParameter', `${arn}2`)], { Urls });
    expect(await call(wrong, ...request)).toEqual(refusalOf('ssm:GetParameter', arn));
    await wrong.stop();
    const right = await start([allow('ssm:GetParameter', arn)], { Urls });
    expect(await call(right, ...request)).toMatchObject({ Parameter: { Value: 'x' } });
  });

  test('the start of an execution, on that state machine', async () => {
    const grant = allow('states:StartExecution', { Ref: 'Machine' });
    const running = await start([grant]);
    const { Machine = '', Powerless = '' } = running.outputs;
    const startOf = (stateMachineArn: string) => ['states', 'StartExecution', { stateMachineArn }];
    expect(await call(running, ...startOf(Powerless))).toEqual(
      refusalOf('states:StartExecution', Powerless),
    );
    expect(await call(running, ...startOf(Machine))).toHaveProperty('executionArn');
  });
});

test('a refused transaction writes nothing', async () => {
  const running = await start([allow('dynamodb:PutItem', table('Bets'))]);
  const Item = { id: { S: 'never' } };
  const TransactItems = [
    { Put: { TableName: 'Tiny-Bets', Item } },
    { Put: { TableName: 'Tiny-Fights', Item } },
  ];
  const answer = await call(running, 'dynamodb', 'TransactWriteItems', { TransactItems });
  expect(answer).toEqual(refusalOf('dynamodb:PutItem', fightsArn));
  const client = dynamoDbClient(engine.endpoint, 'us-east-1');
  const read = new GetItemCommand({ TableName: 'Tiny-Bets', Key: Item });
  expect((await client.send(read)).Item).toBeUndefined();
  client.destroy();
});

test('a deny wins over what allows, and the refusal says so', async () => {
  const deny = { Effect: 'Deny', Action: 'dynamodb:Put*', Resource: '*' };
  const running = await start([allow('dynamodb:*', '*'), deny]);
  expect(await call(running, ...put)).toMatchObject({
    error: 'AccessDeniedException',
    message: expect.stringMatching(/ with an explicit deny in an identity-based policy$/),
  });
});

test('a policy of its own kind grants to the roles it names', async () => {
  const running = await start([], {
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'Writes',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [allow('dynamodb:PutItem', table('Bets'))],
        },
        Roles: [{ Ref: 'Role' }],
      },
    },
  });
  expect(await call(running, ...put)).not.toHaveProperty('error');
});

test('somebody outside may do anything, with any other credentials', async () => {
  const { outputs } = await start([]);
  const credentials = { accessKeyId: 'ASIAOUTSIDE', secretAccessKey: 'any' };
  const client = dynamoDbClient(outputs.DynamoDbEndpoint ?? '', 'us-east-1', credentials);
  const secrets = new SecretsManagerClient({
    endpoint: outputs.AwsEndpointUrl ?? '',
    region: 'us-east-1',
    credentials,
  });
  await client.send(new PutItemCommand({ TableName: 'Tiny-Bets', Item: { id: { S: 'o' } } }));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'key' }));
  expect(SecretString).toBe('hush');
  client.destroy();
  secrets.destroy();
});

test('uses are counted by grant, and refusals kept', async () => {
  const running = await start([allow(['dynamodb:PutItem', 'dynamodb:GetItem'], table('Bets'))]);
  await call(running, ...put);
  await call(running, ...put);
  await call(running, ...byRoom);
  const usage = running.iamUsage().find(({ role }) => role === 'Role');
  expect(usage).toEqual({
    role: 'Role',
    actors: ['Main'],
    grants: [
      { action: 'logs:CreateLogStream', resource: '*', uses: 1 },
      { action: 'logs:PutLogEvents', resource: '*', uses: 1 },
      { action: 'dynamodb:PutItem', resource: betsArn, uses: 2 },
      { action: 'dynamodb:GetItem', resource: betsArn, uses: 0 },
    ],
    refusals: [{ action: 'dynamodb:Query', resource: `${betsArn}/index/byRoom` }],
  });
  const report = await fetch(`${running.outputs.AwsEndpointUrl}/_host/iam`);
  expect(await report.json()).toContainEqual(usage);
});

describe('a state machine acts in its own role:', () => {
  const describeEnd = async (running: TestHost, stateMachineArn: string | undefined) => {
    const { executionArn } = await call(running, 'states', 'StartExecution', { stateMachineArn });
    for (;;) {
      const described = await call(running, 'states', 'DescribeExecution', { executionArn });
      if (described.status !== 'RUNNING') return described;
    }
  };

  test('its task fails without the grant, under the name that Catch knows', async () => {
    const running = await start([allow('states:*', '*')]);
    expect(await describeEnd(running, running.outputs.Powerless)).toMatchObject({
      status: 'FAILED',
      error: 'DynamoDB.AccessDeniedException',
      cause: expect.stringContaining(
        `assumed-role/Tiny-PowerlessRole/Tiny-Powerless is not authorized to perform: dynamodb:PutItem on resource: ${betsArn} because`,
      ),
    });
    expect(await describeEnd(running, running.outputs.Machine)).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('a role that only Lambda may assume is an error at the start', async () => {
    await expect(start([], { MachineRole: lambdaRole([]) })).rejects.toThrow(
      'Machine: states.amazonaws.com may not assume the role arn:aws:iam::000000000000:role/Tiny-MachineRole',
    );
  });
});

describe('a role', () => {
  test('that Lambda may not assume is an error at the start', async () => {
    await expect(start([], { Role: lambdaRole([], 'ec2.amazonaws.com') })).rejects.toThrow(
      'Main: lambda.amazonaws.com may not assume the role arn:aws:iam::000000000000:role/Tiny-Role: its AssumeRolePolicyDocument does not allow that',
    );
  });

  test('that the template does not make is an error at the start', async () => {
    const Role = 'arn:aws:iam::000000000000:role/elsewhere';
    await expect(start([], { Main: functionResource('caller', { Role }) })).rejects.toThrow(
      /^Main: expected a role of this template, whose policies can be read; received arn:aws:iam::000000000000:role\/elsewhere/,
    );
  });

  test('with a condition that nobody here understands is an error at the start', async () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    await expect(start([{ ...allow('dynamodb:*', '*'), Condition }])).rejects.toThrow(
      'Role: its policy Own, statement 2: the local host does not understand its Condition {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}',
    );
  });

  test('with a managed policy has what AWS put into it, and an unknown one is an error', async () => {
    const managed = (name: string) => ({
      Role: lambdaRole([], 'lambda.amazonaws.com', [`arn:aws:iam::aws:policy/${name}`]),
    });
    await expect(start([], managed('AdministratorAccess'))).rejects.toThrow(
      'Role: the local host does not know the managed policy arn:aws:iam::aws:policy/AdministratorAccess',
    );
    const running = await start([], managed('service-role/AWSLambdaBasicExecutionRole'));
    await call(running, ...put);
    expect(running.lines).toContain('warn [Main] about to call PutItem');
  });

  test('that may not write logs leaves the log of its function empty', async () => {
    const running = await start([], {
      Role: lambdaRole([], 'lambda.amazonaws.com', [], [allow('dynamodb:PutItem', table('Bets'))]),
    });
    expect(await call(running, ...put)).not.toHaveProperty('error');
    expect(running.lines.filter(line => line.includes('about to call'))).toEqual([]);
    expect(running.lines).toContainEqual(
      expect.stringMatching(
        /^error \[Main\] access denied: its role may not logs:CreateLogStream on arn:aws:logs:us-east-1:000000000000:log-group:\/aws\/lambda\/Tiny-Main:log-stream:/,
      ),
    );
  });
});
