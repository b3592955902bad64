import { StateMachine } from 'aws-local-stepfunctions';
import { Execution } from '../../../../local/resources/state-machine/execution.ts';
import { StateMachineService } from '../../../../local/resources/state-machine/state-machine-service.ts';
import { createTestHost } from '../../test-host.ts';

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:wait';
const { log } = createTestHost();

/** A service of at most two executions, over a machine that waits as many seconds as its input says. */
function serviceOfTwo() {
  const wait = new StateMachine({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', SecondsPath: '$.seconds', End: true } },
  });
  const started: Execution[] = [];
  const service = new StateMachineService(2);
  service.add({
    arn: machineArn,
    name: 'wait',
    start: identity => {
      const execution = new Execution(identity, wait, new Map(), {}, log);
      started.push(execution);
      return execution;
    },
  });
  const start = (name: string, seconds: number) =>
    service.handle({
      operation: 'StartExecution',
      input: { stateMachineArn: machineArn, name, input: JSON.stringify({ seconds }) },
    });
  return { service, started, start };
}

test('at the bound the execution that ended first is forgotten, and its name free again', async () => {
  const { service, started, start } = serviceOfTwo();
  await start('a', 0);
  await started[0]?.ended;
  await start('b', 3_600);
  expect(await start('a', 0)).toMatchObject({ failure: { type: 'ExecutionAlreadyExists' } });
  await start('c', 3_600);
  expect(
    await service.handle({
      operation: 'DescribeExecution',
      input: { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:wait:a' },
    }),
  ).toMatchObject({ failure: { type: 'ExecutionDoesNotExist' } });
  await service.stop();
});

test('at the bound with all of them running, another is refused', async () => {
  const { service, start } = serviceOfTwo();
  await start('a', 3_600);
  await start('b', 3_600);
  expect(await start('c', 0)).toEqual({
    failure: {
      type: 'ExecutionLimitExceeded',
      message: '2 executions run, which is the limit of the local host.',
      status: 400,
    },
  });
  await service.stop();
});

test.each([262_144, 262_145])('an input of %d bytes is measured against the limit', async bytes => {
  const { service } = serviceOfTwo();
  const answer = await service.handle({
    operation: 'StartExecution',
    input: {
      stateMachineArn: machineArn,
      input: `{"seconds":0,"x":"${'x'.repeat(bytes - 20)}"}`,
    },
  });
  if (bytes === 262_144) expect(answer).toHaveProperty('executionArn');
  else expect(answer).toMatchObject({ failure: { type: 'InvalidExecutionInput' } });
  await service.stop();
});
