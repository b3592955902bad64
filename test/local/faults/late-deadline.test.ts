import type { AwsJsonService } from '../../../local/contract/aws-json-service.ts';
import { stateMachineKind } from '../../../local/resources/state-machine/state-machine.ts';
import { createTestHost } from '../test-host.ts';

const DefinitionString = JSON.stringify({
  StartAt: 'Deadline',
  States: {
    Deadline: { Type: 'Wait', Seconds: 0, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
});

/** Starts an execution; the result says whether it has succeeded by now. */
async function started(service: AwsJsonService, stateMachineArn: string) {
  const answer = await service.handle({ operation: 'StartExecution', input: { stateMachineArn } });
  const input = { executionArn: 'executionArn' in answer ? answer.executionArn : undefined };
  return async (): Promise<unknown> => {
    const execution = await service.handle({ operation: 'DescribeExecution', input });
    return 'status' in execution && execution.status;
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('the deadlines of executions that start after the fault is set come late', async () => {
  const host = createTestHost();
  const machine = await stateMachineKind().create(
    {
      logicalId: 'Deadline',
      type: 'AWS::StepFunctions::StateMachine',
      properties: { DefinitionString, RoleArn: 'arn:aws:iam::000000000000:role/any' },
    },
    host,
  );
  const service = host.services.get('AWSStepFunctions') as AwsJsonService;
  try {
    const inTime = await started(service, machine.ref);
    await jest.advanceTimersByTimeAsync(0);
    expect(await inTime()).toBe('SUCCEEDED');
    await host.switches.set({ stateMachines: { waitLongerMs: 500 } });
    const late = await started(service, machine.ref);
    await host.switches.clear();
    const after = await started(service, machine.ref);
    await jest.advanceTimersByTimeAsync(499);
    expect(await after()).toBe('SUCCEEDED');
    expect(await late()).toBe('RUNNING');
    await jest.advanceTimersByTimeAsync(1);
    expect(await late()).toBe('SUCCEEDED');
  } finally {
    await machine.stop?.();
  }
});
