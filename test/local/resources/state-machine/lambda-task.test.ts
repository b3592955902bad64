import type { AwsJsonService } from '../../../../local/contract/aws-json-service.ts';
import type { InvocationResult } from '../../../../local/contract/invocation.ts';
import { IamAccessControl } from '../../../../local/iam/access-control.ts';
import { trustStatements } from '../../../../local/iam/policy-statements.ts';
import { stateMachineKind } from '../../../../local/resources/state-machine/state-machine.ts';
import { anyRole, createTestHost, type TestHost } from '../../test-host.ts';

const settles = (task: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    StartAt: 'Settle',
    States: {
      Settle: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'settler', 'Payload.$': '$' },
        Next: 'Done',
        ...task,
      },
      Done: { Type: 'Succeed' },
    },
  });

/** One execution with this input, run to its end. */
async function run(
  host: TestHost,
  DefinitionString: string,
  executionInput: unknown = { streamId: 's-1' },
  RoleArn = anyRole,
): Promise<Readonly<Record<string, unknown>>> {
  const machine = await stateMachineKind().create(
    {
      logicalId: 'Deadline',
      type: 'AWS::StepFunctions::StateMachine',
      properties: { DefinitionString, RoleArn },
    },
    host,
  );
  const service = host.services.get('AWSStepFunctions') as AwsJsonService;
  const asked = { stateMachineArn: machine.ref, input: JSON.stringify(executionInput) };
  const started = await service.handle({ operation: 'StartExecution', input: asked });
  const input = { executionArn: Reflect.get(started, 'executionArn') };
  const describe = async (): Promise<Readonly<Record<string, unknown>>> => ({
    ...(await service.handle({ operation: 'DescribeExecution', input })),
  });
  let described = await describe();
  // Step Functions notifies nobody: its clients ask again.
  while (described.status === 'RUNNING') {
    await new Promise(resolve => setTimeout(resolve, 10));
    described = await describe();
  }
  await machine.stop?.();
  return described;
}

const failure = (errorType: string, errorMessage: string): InvocationResult => ({
  kind: 'error',
  errorType,
  errorMessage,
});

test('the payload goes to the function, and its answer comes back as Payload', async () => {
  const host = createTestHost();
  const payloads: unknown[] = [];
  host.addFunction('settler', payload => {
    payloads.push(payload);
    return { kind: 'ok', payload: { dueAt: 'later' } };
  });
  const { status, output } = await run(host, settles());
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(String(output))).toEqual({
    ExecutedVersion: '$LATEST',
    Payload: { dueAt: 'later' },
    StatusCode: 200,
  });
  expect(payloads).toEqual([{ streamId: 's-1' }]);
  const short = await run(host, settles({ OutputPath: '$.Payload' }));
  expect(short.output).toBe('{"dueAt":"later"}');
});

test('an error of the function is the task’s, under its own name', async () => {
  const host = createTestHost();
  host.addFunction('settler', () => failure('AppError', 'no store'));
  expect(await run(host, settles())).toMatchObject({
    status: 'FAILED',
    error: 'AppError',
    cause: '{"errorType":"AppError","errorMessage":"no store"}',
  });
  const caught = settles({ Catch: [{ ErrorEquals: ['AppError'], Next: 'Done' }] });
  expect(JSON.parse(String((await run(host, caught)).output))).toEqual({
    Error: 'AppError',
    Cause: '{"errorType":"AppError","errorMessage":"no store"}',
  });
});

test('a function at its limit is an error of Lambda, and retried by that name', async () => {
  const host = createTestHost();
  const results = [failure('TooManyRequestsException', 'Rate Exceeded.')];
  host.addFunction('settler', () => results.pop() ?? { kind: 'ok', payload: 1 });
  const ErrorEquals = ['Lambda.TooManyRequestsException'];
  const Retry = [{ ErrorEquals, IntervalSeconds: 1, MaxAttempts: 1 }];
  expect((await run(host, settles({ Retry }))).status).toBe('SUCCEEDED');
  expect(results).toEqual([]);
});

test('a function that is not there is an error of Lambda', async () => {
  expect(await run(createTestHost(), settles())).toMatchObject({
    status: 'FAILED',
    error: 'Lambda.ResourceNotFoundException',
  });
});

test('a state machine whose role may not invoke the function does not', async () => {
  const host = createTestHost();
  const access = new IamAccessControl(host.log);
  const arn = 'arn:aws:iam::000000000000:role/deadline';
  const Principal = { Service: 'states.amazonaws.com' };
  const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal };
  access.addRole(
    { arn, name: 'deadline', logicalId: 'DeadlineRole' },
    trustStatements({ Version: '2012-10-17', Statement }, 'deadline'),
  );
  const settler = host.addFunction('settler', () => ({ kind: 'ok', payload: 1 }));
  expect(await run({ ...host, access }, settles(), {}, arn)).toMatchObject({
    status: 'FAILED',
    error: 'Lambda.AWSLambdaException',
    cause: `User: arn:aws:sts::000000000000:assumed-role/deadline/Stack-Deadline is not authorized to perform: lambda:InvokeFunction on resource: ${settler} because no identity-based policy allows the lambda:InvokeFunction action`,
  });
  expect(access.usage()[0]?.refusals).toEqual([
    { action: 'lambda:InvokeFunction', resource: settler },
  ]);
});
