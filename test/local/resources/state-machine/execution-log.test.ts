import type { Statement } from '../../../../local/contract/policy-statement.ts';
import { stateMachineKind } from '../../../../local/resources/state-machine/state-machine.ts';
import { anyRole, createTestHost, type TestHost } from '../../test-host.ts';

const group = 'arn:aws:logs:us-east-1:000000000000:log-group:executions:*';

const definition = {
  StartAt: 'Choose',
  States: {
    Choose: {
      Type: 'Choice',
      Choices: [{ Variable: '$.fails', BooleanEquals: true, Next: 'Broken' }],
      Default: 'Done',
    },
    Broken: { Type: 'Fail', Error: 'Late', Cause: 'too late' },
    Done: { Type: 'Succeed' },
  },
};

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly execution_arn: string;
}

async function run(
  LoggingConfiguration: object | undefined,
  input: object,
  host: TestHost = createTestHost(),
) {
  host.logs.addGroup('executions');
  const kind = stateMachineKind();
  const machine = await kind.create(
    {
      logicalId: 'Deadline',
      type: kind.type,
      properties: {
        DefinitionString: JSON.stringify(definition),
        RoleArn: anyRole,
        ...(LoggingConfiguration && { LoggingConfiguration }),
      },
    },
    host,
  );
  await machine.start?.();
  const service = host.services.get('AWSStepFunctions');
  const call = (operation: string, more: object) =>
    service?.handle({ operation, input: { ...more } }) as Promise<Record<string, unknown>>;
  const { executionArn } = await call('StartExecution', {
    stateMachineArn: machine.ref,
    name: 'one',
    input: JSON.stringify(input),
  });
  for (;;) {
    const { status } = await call('DescribeExecution', { executionArn });
    if (status !== 'RUNNING') break;
    await new Promise(resolve => setImmediate(resolve));
  }
  await machine.stop?.();
  const entries = (host.logs.events('executions') ?? []).map(
    ({ message }) => JSON.parse(message) as Entry,
  );
  return { host, entries };
}

const logging = (Level: string, IncludeExecutionData?: boolean) => ({
  Level,
  ...(IncludeExecutionData === undefined ? {} : { IncludeExecutionData }),
  Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: group } }],
});

test('ALL has each event of an execution, without what it works on', async () => {
  const { entries } = await run(logging('ALL'), { fails: false, person: 'ana' });
  expect(entries.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'ChoiceStateEntered',
    'ChoiceStateExited',
    'SucceedStateEntered',
    'SucceedStateExited',
    'ExecutionSucceeded',
  ]);
  expect(JSON.stringify(entries)).not.toContain('ana');
  expect(entries[1]).toMatchObject({
    id: '2',
    previous_event_id: '1',
    event_timestamp: expect.stringMatching(/^\d{13}$/),
    details: { name: 'Choose' },
    execution_arn: 'arn:aws:states:us-east-1:000000000000:execution:Stack-Deadline:one',
  });
});

test('with the data of an execution it is there', async () => {
  const { entries } = await run(logging('ALL', true), { fails: false, person: 'ana' });
  expect(entries[0]?.details).toEqual({ input: '{"fails":false,"person":"ana"}' });
});

test.each([
  ['ERROR', ['ExecutionFailed']],
  ['FATAL', ['ExecutionFailed']],
  ['OFF', []],
])('%s has %j of an execution that fails', async (level, types) => {
  const { entries } = await run(logging(level), { fails: true });
  expect(entries.map(({ type }) => type)).toEqual(types);
});

test('executions are counted by how they end', async () => {
  const { host } = await run(undefined, { fails: true });
  const counted = host.samples.map(({ namespace, name, dimensions }) => [
    namespace,
    name,
    dimensions,
  ]);
  const dimensions = {
    StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Stack-Deadline',
  };
  expect(counted).toEqual([
    ['AWS/States', 'ExecutionsStarted', dimensions],
    ['AWS/States', 'ExecutionsFailed', dimensions],
    ['AWS/States', 'ExecutionTime', dimensions],
  ]);
});

test.each([
  ['no destination', { Level: 'ALL' }, 'Deadline: expected a destination of its log'],
  [
    'a group of somebody else’s',
    {
      Level: 'ALL',
      Destinations: [
        {
          CloudWatchLogsLogGroup: {
            LogGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:other:*',
          },
        },
      ],
    },
    'Deadline: expected the ARN of a log group of this template; received arn:aws:logs:us-east-1:000000000000:log-group:other:*',
  ],
  [
    'a group without its streams',
    {
      Level: 'ALL',
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: group.replace(':*', '') } }],
    },
    'Deadline: expected the ARN of a log group to end with :*',
  ],
])('%s is an error at the start', async (_, configuration, message) => {
  await expect(run(configuration, {})).rejects.toThrow(message);
});

test('a role that may not deliver logs is an error at the start', async () => {
  const host = createTestHost();
  const deny: Statement = {
    effect: 'Deny',
    actions: { negated: false, patterns: ['logs:CreateLogDelivery'] },
    resources: { negated: false, patterns: ['*'] },
    services: [],
    conditions: [],
  };
  host.access.roleNamed(anyRole, 'test').attach([deny]);
  await expect(run(logging('ALL'), {}, host)).rejects.toThrow(
    /^Deadline: The state machine IAM Role is not authorized to access the Log Destination\. .*logs:CreateLogDelivery/,
  );
});
