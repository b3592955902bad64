import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { startQueues, type TestQueues } from './test-queue.ts';

let queues: TestQueues;
let client: SQSClient;
let QueueUrl: string;

beforeEach(async () => {
  queues = await startQueues();
  ({ client } = queues);
  QueueUrl = (await queues.add('Queue')).ref;
});
afterEach(() => queues.stop());

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
const receiveOne = async (more: Partial<ReceiveMessageCommandInput> = {}) => {
  const [message] = await receive(more);
  return { ...message, ReceiptHandle: message?.ReceiptHandle ?? '' };
};
const counts = async () => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await client.send(command);
  return [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
    Attributes.ApproximateNumberOfMessagesDelayed,
  ].map(Number);
};

test('a message is sent, received once at a time, and deleted', async () => {
  const { MessageId, MD5OfMessageBody } = await send('hello');
  expect(MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
  const received = await receiveOne({ MessageSystemAttributeNames: ['All'] });
  expect(received).toMatchObject({
    MessageId,
    Body: 'hello',
    MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
    Attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
    },
  });
  expect(await receive()).toEqual([]);
  expect(await counts()).toEqual([0, 1, 0]);
  const { ReceiptHandle } = received;
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  expect(await counts()).toEqual([0, 0, 0]);
});

test('attributes come with a message where they are asked for, with their digest', async () => {
  const attribName1 = { DataType: 'String', StringValue: 'attribValue 1' };
  const binaryAttribute = { DataType: 'Binary', BinaryValue: Buffer.from('Hello binary world!') };
  const sent = await send('hello', { MessageAttributes: { attribName1 } });
  expect(sent.MD5OfMessageAttributes).toBe('19e27d4e946b072f3f58da80d94fd778');
  await send('bytes', { MessageAttributes: { binaryAttribute } });
  expect(await receiveOne({ MessageAttributeNames: ['attrib.*', 'attribName1'] })).toMatchObject({
    MD5OfMessageAttributes: '19e27d4e946b072f3f58da80d94fd778',
    MessageAttributes: { attribName1 },
  });
  const { MessageAttributes } = await receiveOne({ MessageAttributeNames: ['All'] });
  const bytes = MessageAttributes?.binaryAttribute?.BinaryValue ?? [];
  expect(Buffer.from(bytes).toString()).toBe('Hello binary world!');
  await send('not asked for', { MessageAttributes: { attribName1 } });
  expect(await receiveOne()).not.toHaveProperty('MessageAttributes');
});

test('a receive waits for the first message, and for one whose delay ends', async () => {
  const waiting = receiveOne({ WaitTimeSeconds: 20 });
  await send('later', { DelaySeconds: 1 });
  expect(await counts()).toEqual([0, 0, 1]);
  expect(await waiting).toMatchObject({ Body: 'later' });
});

test('those who wait get one message each', async () => {
  const first = receiveOne({ WaitTimeSeconds: 20 });
  const second = receiveOne({ WaitTimeSeconds: 20 });
  await send('one');
  await send('two');
  expect([(await first).Body, (await second).Body].sort()).toEqual(['one', 'two']);
});

test('a receive ends without a message when its time is over', async () => {
  expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
});

test('a receive whose caller is gone takes no message', async () => {
  const gone = new AbortController();
  const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
    abortSignal: gone.signal,
  });
  await expect(receive({ WaitTimeSeconds: 1 })).resolves.toEqual([]);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  // The endpoint knows by now that nobody reads: this call came after on another connection.
  await expect(receive({ WaitTimeSeconds: 1 })).resolves.toEqual([]);
  await send('hello');
  expect(await receiveOne()).toMatchObject({ Body: 'hello' });
});

test('a visibility timeout of its own, and a change of it, bring a message back sooner', async () => {
  await send('hello');
  const first = await receiveOne({ VisibilityTimeout: 1 });
  const second = await receiveOne({ WaitTimeSeconds: 20, AttributeNames: ['All'] });
  expect(second).toMatchObject({ Attributes: { ApproximateReceiveCount: '2' } });
  expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
  const { ReceiptHandle } = second;
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
  );
  expect(await receiveOne()).toMatchObject({ Body: 'hello' });
});

test('a message is not deleted by an earlier receive of it', async () => {
  await send('hello');
  const { ReceiptHandle } = await receiveOne({ VisibilityTimeout: 0 });
  await receiveOne();
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  expect(await counts()).toEqual([0, 1, 0]);
});

test('a message that was received as often as it may is in the dead-letter queue', async () => {
  const lost = await queues.add('Lost');
  const source = await queues.add('Source', {
    RedrivePolicy: { deadLetterTargetArn: lost.attributes.Arn, maxReceiveCount: '1' },
  });
  const sent = await send('hello', { QueueUrl: source.ref });
  await receive({ QueueUrl: source.ref, VisibilityTimeout: 0 });
  expect(await receive({ QueueUrl: source.ref })).toEqual([]);
  const found = await receive({ QueueUrl: lost.ref, MessageSystemAttributeNames: ['All'] });
  expect(found).toMatchObject([
    {
      MessageId: sent.MessageId,
      Attributes: { ApproximateReceiveCount: '2', DeadLetterQueueSourceArn: source.attributes.Arn },
    },
  ]);
});

test('batches do what they can, and say which entries they could not', async () => {
  const bodies = Array.from({ length: 10 }, (_, at) => `m${at}`);
  const { Successful = [], Failed = [] } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: bodies.map((MessageBody, at) => ({
        Id: MessageBody,
        MessageBody,
        ...(at === 3 && { DelaySeconds: 901 }),
      })),
    }),
  );
  expect(Successful).toHaveLength(9);
  expect(Failed).toEqual([
    {
      Id: 'm3',
      SenderFault: true,
      Code: 'InvalidParameterValue',
      Message:
        'Value 901 for parameter DelaySeconds is invalid. Reason: Must be >= 0 and <= 900, if provided.',
    },
  ]);
  const received = await receive({ MaxNumberOfMessages: 10 });
  expect(received.map(({ Body }) => Body)).toEqual(bodies.filter(body => body !== 'm3'));
  const handles = received.map(({ ReceiptHandle = '' }) => ReceiptHandle);
  const changed = await client.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', ReceiptHandle: handles[0], VisibilityTimeout: 0 },
        { Id: 'b', ReceiptHandle: 'none', VisibilityTimeout: 0 },
      ],
    }),
  );
  expect(changed.Successful).toEqual([{ Id: 'a' }]);
  expect(changed.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
  const deleted = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: handles.slice(1).map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle })),
    }),
  );
  expect(deleted.Successful).toHaveLength(8);
  expect(await counts()).toEqual([1, 0, 0]);
});

test('a queue is found by its name, is in the list, and says what it is', async () => {
  const other = await queues.add('Other', {
    QueueName: 'other-queue',
    DelaySeconds: '5',
    VisibilityTimeout: 60,
    MessageRetentionPeriod: 3_600,
    MaximumMessageSize: 2_048,
    ReceiveMessageWaitTimeSeconds: 3,
  });
  const found = await client.send(new GetQueueUrlCommand({ QueueName: 'other-queue' }));
  expect(found.QueueUrl).toBe(other.ref);
  expect(other.ref).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/other-queue$/);
  const listed = await client.send(new ListQueuesCommand({}));
  expect(listed.QueueUrls).toEqual([QueueUrl, other.ref]);
  const page = await client.send(new ListQueuesCommand({ MaxResults: 1 }));
  const { NextToken } = page;
  expect(page.QueueUrls).toEqual([QueueUrl]);
  const rest = await client.send(new ListQueuesCommand({ MaxResults: 1, NextToken }));
  expect([rest.QueueUrls, rest.NextToken]).toEqual([[other.ref], undefined]);
  const named = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'other' }));
  expect(named.QueueUrls).toEqual([other.ref]);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: other.ref, AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:other-queue',
    DelaySeconds: '5',
    VisibilityTimeout: '60',
    MessageRetentionPeriod: '3600',
    MaximumMessageSize: '2048',
    ReceiveMessageWaitTimeSeconds: '3',
  });
});

test('a queue is named by the path of its URL, whatever host that has', async () => {
  await send('hello', { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/Stack-Queue' });
  expect(await receiveOne()).toMatchObject({ Body: 'hello' });
});

test('a queue is emptied, once a minute', async () => {
  await send('one');
  await send('two', { DelaySeconds: 900 });
  await receiveOne();
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await counts()).toEqual([0, 0, 0]);
  await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
    name: 'PurgeQueueInProgress',
    message: 'Only one PurgeQueue operation on Stack-Queue is allowed every 60 seconds.',
    $metadata: { httpStatusCode: 403 },
  });
});
