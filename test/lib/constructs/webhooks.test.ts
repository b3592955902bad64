import { Match } from 'aws-cdk-lib/assertions';
import { readable } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize();

/** The functions by their names. */
const functions = Object.fromEntries(
  Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => [
    Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
    Properties,
  ]),
);

describe('the queue of wake-ups', () => {
  it('hides a message for six times as long as its function may take, and gives it up after five', () => {
    expect(functions['webhook-sender'].Timeout).toBe(90);
    template.hasResource('AWS::SQS::Queue', {
      Properties: {
        VisibilityTimeout: 540,
        SqsManagedSseEnabled: true,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['WebhookWakeUpsLost', 'Arn'] },
          maxReceiveCount: 5,
        },
      },
    });
  });

  it('keeps what was given up for two weeks', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: Match.absent(),
    });
  });

  it('is reached by TLS only, and so is that of the lost', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const denied = policies.map(({ Properties }) => ({
      queues: Properties.Queues.map(readable),
      statements: Properties.PolicyDocument.Statement,
    }));
    const statements = [
      expect.objectContaining({
        ...{ Effect: 'Deny', Action: 'sqs:*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ];
    expect(denied).toEqual([
      { queues: ['{WebhookWakeUpsLost}'], statements },
      { queues: ['{WebhookWakeUps}'], statements },
    ]);
  });

  it.each([
    [{}, 50],
    [{ accountConcurrency: '10' }, 2],
    [{ reservedConcurrency: 'webhooks=30' }, 30],
  ])('given %j wakes one lane at a time, so many beside each other: %i', (context, atOnce) => {
    synthesize(context).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': ['WebhookWakeUps', 'Arn'] },
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: atOnce },
    });
  });
});

describe('event-courier', () => {
  it('is given what the logs of workflows and global gain, each in its order and neither behind the other', () => {
    const [mapping] = Object.values(
      template.findResources('AWS::Lambda::EventSourceMapping', {
        Properties: { FunctionName: { Ref: Match.stringLikeRegexp('^EventCourierFunction') } },
      }),
    );
    expect(mapping?.Properties).toMatchObject({
      ...{ ParallelizationFactor: 10, MaximumRecordAgeInSeconds: 600, BatchSize: 100 },
    });
    expect(JSON.parse(mapping?.Properties.FilterCriteria.Filters[0].Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: { Keys: { channel: { S: ['workflows', 'global'] } } },
    });
  });
});

test('each minute the lanes are swept whose moment has come', () => {
  expect(functions['webhook-sweeper']).toMatchObject({ Timeout: 50, MemorySize: 256 });
  template.hasResourceProperties('AWS::Events::Rule', {
    Description: 'Wakes webhooks whose moment has come',
    ScheduleExpression: 'rate(1 minute)',
    Targets: [
      Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebhooksSweeper'), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      }),
    ],
  });
});
