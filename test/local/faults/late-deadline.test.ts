import type { AwsJsonService } from '../../../local/resources/resource.ts';
import { stateMachineKind } from '../../../local/resources/state-machine.ts';
import { createTestHost } from '../test-host.ts';

const DefinitionString = JSON.stringify({
  StartAt: 'Deadline',
  States: {
    Deadline: { Type: 'Wait', Seconds: 0, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
});

async function lastsMs(service: AwsJsonService, stateMachineArn: string): Promise<number> {
  const startedMs = performance.now();
  const started = await service.handle({ operation: 'StartExecution', input: { stateMachineArn } });
  const input = { executionArn: 'executionArn' in started ? started.executionArn : undefined };
  for (;;) {
    const execution = await service.handle({ operation: 'DescribeExecution', input });
    if ('status' in execution && execution.status !== 'RUNNING')
      return performance.now() - startedMs;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

test('by request the deadlines of executions that start from now on come late', async () => {
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
    expect(await lastsMs(service, machine.ref)).toBeLessThan(400);
    await host.switches.set({ stateMachines: { waitLongerMs: 500 } });
    expect(await lastsMs(service, machine.ref)).toBeGreaterThanOrEqual(495);
    await host.switches.clear();
    expect(await lastsMs(service, machine.ref)).toBeLessThan(400);
  } finally {
    await machine.stop?.();
  }
});
