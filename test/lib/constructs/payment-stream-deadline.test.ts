import { readable } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize();
const [, machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));

describe('a payment stream’s deadline', () => {
  it('is kept by a standard workflow, exactly once', () => {
    expect(machine?.Properties.StateMachineType).toBe('STANDARD');
  });

  it('waits, has the stream settled, and waits on where more is due soon', () => {
    const definition = readable(machine?.Properties.DefinitionString);
    expect(JSON.parse(definition.replaceAll(/(?<=Settler)[0-9A-F]{8}/g, ''))).toEqual({
      StartAt: 'Wait until it is due',
      States: {
        'Wait until it is due': { Type: 'Wait', TimestampPath: '$.dueAt', Next: 'Settle' },
        Settle: {
          Type: 'Task',
          Resource: 'arn:{AWS::Partition}:states:::lambda:invoke',
          Parameters: {
            FunctionName: '{PaymentStreamDeadlinesSettler.Arn}',
            'Payload.$': '$',
          },
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
          Next: 'Is more due soon?',
        },
        'Is more due soon?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.dueAt', IsPresent: true, Next: 'Wait until it is due' }],
          Default: 'Settled',
        },
        Settled: { Type: 'Succeed' },
      },
    });
  });
});
