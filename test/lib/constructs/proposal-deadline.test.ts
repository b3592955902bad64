import { readable } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize();
const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));

describe('a proposal’s deadline', () => {
  it('is kept by a standard workflow, exactly once', () => {
    expect(machine?.Properties.StateMachineType).toBe('STANDARD');
  });

  it('waits, writes the outcome unless there is one, and calls no function', () => {
    expect(JSON.parse(readable(machine?.Properties.DefinitionString))).toEqual({
      StartAt: 'Wait until it expires',
      States: {
        'Wait until it expires': {
          Type: 'Wait',
          TimestampPath: '$.expiresAt',
          Next: 'Time out',
        },
        'Time out': {
          Type: 'Task',
          Resource: 'arn:{AWS::Partition}:states:::dynamodb:updateItem',
          Parameters: {
            TableName: '{ProposalsTable}',
            Key: { proposalId: { 'S.$': '$.proposalId' } },
            ConditionExpression: '#status = :pending AND expiresAt = :expiresAt',
            UpdateExpression:
              'SET #status = :timeout, decidedAt = :expiresAt, updatedAt = :expiresAt, endedAt = :expiresAt REMOVE pendingUntil',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':timeout': { S: 'timeout' },
              ':pending': { S: 'pending' },
              ':expiresAt': { 'S.$': '$.expiresAt' },
            },
          },
          Retry: [
            { ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], MaxAttempts: 0 },
            {
              ErrorEquals: ['States.ALL'],
              IntervalSeconds: 1,
              BackoffRate: 2,
              MaxDelaySeconds: 60,
              MaxAttempts: 10,
            },
          ],
          Catch: [
            {
              ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'],
              Next: 'Already decided',
            },
          ],
          End: true,
        },
        'Already decided': { Type: 'Succeed' },
      },
    });
  });
});

describe('what runs by the clock', () => {
  it('is each sweeper each minute, not repeated when it fails, and the marker each day', () => {
    const rules = Object.values(template.findResources('AWS::Events::Rule')).map(
      ({ Properties: { ScheduleExpression, Targets } }) => [
        ScheduleExpression,
        readable(Targets[0].Arn).replace(/[0-9A-F]{8}\.Arn/, ''),
        Targets[0].RetryPolicy,
      ],
    );
    expect(rules).toEqual([
      ['cron(0 4 * * ? *)', '{LogMarkerFunction}', undefined],
      [
        'rate(1 minute)',
        '{ProposalSweeperFunction}',
        { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      ],
      [
        'rate(1 minute)',
        '{PaymentStreamDeadlinesScheduler}',
        { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      ],
      [
        'rate(1 minute)',
        '{WorkflowBulkSweeper}',
        { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      ],
      [
        'rate(1 minute)',
        '{WorkflowDeadlinesScheduler}',
        { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      ],
      [
        'rate(1 minute)',
        '{WebhooksSweeper}',
        { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      ],
      [
        'rate(1 minute)',
        '{StatisticsRollupFunction}',
        { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      ],
    ]);
  });
});
