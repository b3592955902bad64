import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { queuePolicyKind } from '../../../../local/resources/sqs/queue-policy-kind.ts';
import { createTestHost } from '../../test-host.ts';
import { startQueues, type TestQueues } from './test-queue.ts';

let queues: TestQueues;
beforeEach(async () => {
  queues = await startQueues();
});
afterEach(() => queues.stop());

test('a queue has its URL as Ref, and its ARN and name as attributes', async () => {
  const { ref, attributes } = await queues.add('WakeUps', { SqsManagedSseEnabled: true });
  expect(ref).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/Stack-WakeUps$/);
  expect(attributes).toEqual({
    Arn: 'arn:aws:sqs:us-east-1:000000000000:Stack-WakeUps',
    QueueName: 'Stack-WakeUps',
    QueueUrl: ref,
  });
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'a FIFO queue',
    { FifoQueue: true },
    'FifoQueue: expected a standard queue, for the local host runs no FIFO queues; received true',
  ],
  [
    'the name of a FIFO queue',
    { QueueName: 'wake-ups.fifo' },
    'QueueName: expected a standard queue, for the local host runs no FIFO queues',
  ],
  ['a name with a space', { QueueName: 'wake ups' }, 'QueueName: expected 1 to 80 letters'],
  ['a delay', { DelaySeconds: 901 }, 'DelaySeconds: expected an integer from 0 to 900'],
  [
    'a visibility timeout',
    { VisibilityTimeout: 43_201 },
    'VisibilityTimeout: expected an integer from 0 to 43200',
  ],
  [
    'a retention',
    { MessageRetentionPeriod: 59 },
    'MessageRetentionPeriod: expected an integer from 60 to 1209600',
  ],
  [
    'a message size',
    { MaximumMessageSize: 1_048_577 },
    'MaximumMessageSize: expected an integer from 1024 to 1048576',
  ],
  [
    'a wait',
    { ReceiveMessageWaitTimeSeconds: 21 },
    'ReceiveMessageWaitTimeSeconds: expected an integer from 0 to 20',
  ],
  [
    'a number of receives',
    { RedrivePolicy: { deadLetterTargetArn: 'arn', maxReceiveCount: 0 } },
    'RedrivePolicy.maxReceiveCount: expected an integer from 1 to 1000',
  ],
  [
    'a dead-letter queue that is not there',
    { RedrivePolicy: { deadLetterTargetArn: 'arn:nobody', maxReceiveCount: 1 } },
    'Reason: Dead letter target does not exist.',
  ],
])('%s out of what SQS takes is an error that names it', async (_, properties, message) => {
  await expect(queues.add('Queue', properties)).rejects.toThrow(message);
});

test('a dead-letter queue takes messages of the queues only that it allows', async () => {
  const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const lost = await queues.add('Lost', {
    RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('Stack-Mine')] },
  });
  const RedrivePolicy = { deadLetterTargetArn: lost.attributes.Arn, maxReceiveCount: 5 };
  await expect(queues.add('Other', { RedrivePolicy })).rejects.toThrow(
    'Dead letter target does not allow this queue by its RedriveAllowPolicy.',
  );
  await expect(queues.add('Mine', { RedrivePolicy })).resolves.toBeDefined();
});

test('two queues of one name are an error', async () => {
  await queues.add('One', { QueueName: 'same' });
  await expect(queues.add('Two', { QueueName: 'same' })).rejects.toThrow(
    'Two: this template has a queue named same already',
  );
});

describe('the policy of a queue', () => {
  const create = (statement: object) =>
    queuePolicyKind.create(
      {
        logicalId: 'Policy',
        type: 'AWS::SQS::QueuePolicy',
        properties: { Queues: ['url'], PolicyDocument: { Statement: [statement] } },
      },
      createTestHost(),
    );

  test('may refuse requests without TLS', async () => {
    const statement = {
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Resource: 'arn',
    };
    await expect(create(statement)).resolves.toMatchObject({ ref: 'Policy' });
  });

  test('may allow nobody anything', async () => {
    const statement = { Action: 'sqs:SendMessage', Effect: 'Allow', Principal: '*' };
    await expect(create(statement)).rejects.toThrow(
      'PolicyDocument.Statement.0: expected only the statement of enforceSSL',
    );
  });
});

describe('with a directory that outlives the host', () => {
  let statePath: string;
  beforeEach(() => {
    statePath = mkdtempSync(join(tmpdir(), 'queue-test-'));
  });
  afterEach(() => rmSync(statePath, { recursive: true }));

  test('messages are there after a restart, each in the state in which it was', async () => {
    const run = async () => {
      const started = await startQueues(statePath);
      const { ref: QueueUrl } = await started.add('Queue');
      const { client } = started;
      return {
        stop: () => started.stop(),
        send: (MessageBody: string, DelaySeconds = 0) =>
          client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds })),
        receive: async () => {
          const command = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] });
          return (await client.send(command)).Messages?.[0];
        },
        remove: (ReceiptHandle = '') =>
          client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
        counts: async () => {
          const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
          const { Attributes } = await client.send(command);
          return [
            Attributes?.ApproximateNumberOfMessages,
            Attributes?.ApproximateNumberOfMessagesNotVisible,
            Attributes?.ApproximateNumberOfMessagesDelayed,
          ].map(Number);
        },
      };
    };
    const before = await run();
    for (const body of ['deleted', 'in flight', 'waiting', 'last']) await before.send(body);
    await before.send('delayed', 900);
    await before.remove((await before.receive())?.ReceiptHandle);
    const inFlight = await before.receive();
    await before.stop();

    const after = await run();
    expect(await after.counts()).toEqual([2, 1, 1]);
    expect((await after.receive())?.Body).toBe('waiting');
    await after.remove(inFlight?.ReceiptHandle);
    expect(await after.counts()).toEqual([1, 1, 1]);
    await after.stop();
  });
});
