import { readable } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize();
const machine = Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).find(
  ([id]) => id.startsWith('WorkflowBulk'),
)?.[1];

describe('the worker of bulk operations', () => {
  it('is invoked by a standard workflow, which runs as long as an operation takes', () => {
    expect(machine?.Properties.StateMachineType).toBe('STANDARD');
  });

  it('is invoked again when it is gone, and while it answers that there is more', () => {
    const definition = readable(machine?.Properties.DefinitionString);
    expect(JSON.parse(definition.replaceAll(/(?<=Worker)[0-9A-F]{8}/g, ''))).toEqual({
      StartAt: 'CarryOut',
      States: {
        CarryOut: {
          Type: 'Task',
          Resource: 'arn:{AWS::Partition}:states:::lambda:invoke',
          Parameters: { FunctionName: '{WorkflowBulkWorker.Arn}', 'Payload.$': '$' },
          OutputPath: '$.Payload',
          Retry: [
            {
              ErrorEquals: ['States.ALL'],
              IntervalSeconds: 1,
              BackoffRate: 2,
              MaxDelaySeconds: 60,
              MaxAttempts: 10,
            },
          ],
          Next: 'Is there more to do?',
        },
        'Is there more to do?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.bulkOperationId', IsPresent: true, Next: 'CarryOut' }],
          Default: 'Ended',
        },
        Ended: { Type: 'Succeed' },
      },
    });
  });
});
