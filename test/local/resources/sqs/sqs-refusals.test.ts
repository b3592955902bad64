import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
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
test('a queue that does not exist is refused under both names of the error', async () => {
  const unknown = send('hello', { QueueUrl: QueueUrl.replace('Stack-Queue', 'Nobody') });
  await expect(unknown).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(unknown).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' },
    message: 'The specified queue does not exist.',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'Nobody' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
});

const kibibyte = 1_024;

test.each<[string, () => Promise<unknown>, string, string]>([
  [
    'an empty message',
    () => send(''),
    'MissingParameter',
    'The request must contain the parameter MessageBody.',
  ],
  [
    'a message above 1 MiB',
    () => send('x'.repeat(kibibyte * kibibyte + 1)),
    'InvalidParameterValue',
    'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
  ],
  [
    'a batch above 1 MiB',
    () =>
      client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: ['a', 'b'].map(Id => ({ Id, MessageBody: 'x'.repeat(600 * kibibyte) })),
        }),
      ),
    'BatchRequestTooLong',
    'Batch requests cannot be longer than 1048576 bytes. You have sent 1228800 bytes.',
  ],
  [
    'a delay above 15 minutes',
    () => send('x', { DelaySeconds: 901 }),
    'InvalidParameterValue',
    'Value 901 for parameter DelaySeconds is invalid. Reason: Must be >= 0 and <= 900, if provided.',
  ],
  [
    'a character that XML does not have',
    () => send('\u0001'),
    'InvalidMessageContents',
    'Invalid characters found.',
  ],
  [
    'an id against duplicates, which FIFO queues have',
    () => send('x', { MessageDeduplicationId: 'once' }),
    'InvalidParameterValue',
    'not valid for this queue type',
  ],
  [
    'eleven messages at once',
    () => receive({ MaxNumberOfMessages: 11 }),
    'InvalidParameterValue',
    'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be >= 1 and <= 10, if provided.',
  ],
  [
    'a wait above 20 seconds',
    () => receive({ WaitTimeSeconds: 21 }),
    'InvalidParameterValue',
    'Value 21 for parameter WaitTimeSeconds',
  ],
  [
    'a visibility timeout above 12 hours',
    () => receive({ VisibilityTimeout: 43_201 }),
    'InvalidParameterValue',
    'Value 43201 for parameter VisibilityTimeout',
  ],
  [
    'a handle that is none',
    () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'none' })),
    'ReceiptHandleIsInvalid',
    'The input receipt handle "none" is not a valid receipt handle.',
  ],
  [
    'no entries',
    () => client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })),
    'EmptyBatchRequest',
    'There should be at least one SendMessageBatchRequestEntry in the request.',
  ],
  [
    'eleven entries',
    () => client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(11) })),
    'TooManyEntriesInBatchRequest',
    'Maximum number of entries per request are 10. You have sent 11.',
  ],
  [
    'an id twice',
    () =>
      client.send(
        new SendMessageBatchCommand({ QueueUrl, Entries: [...entries(1), ...entries(1)] }),
      ),
    'BatchEntryIdsNotDistinct',
    'Id e0 repeated.',
  ],
  [
    'an id that is none',
    () =>
      client.send(
        new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a b', MessageBody: 'x' }] }),
      ),
    'InvalidBatchEntryId',
    'A batch entry id can only contain',
  ],
  [
    'an attribute of queues that there is not',
    () =>
      client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Color' as 'All'] })),
    'InvalidAttributeName',
    'Unknown Attribute Color.',
  ],
  [
    'an operation that the host does not know',
    () => client.send(new CreateQueueCommand({ QueueName: 'mine' })),
    'InvalidAction',
    'received CreateQueue.',
  ],
])('%s is refused as by AWS', async (_, call, name, message) => {
  const failure = await call().then(
    () => undefined,
    (error: Error) => error,
  );
  expect(failure).toMatchObject({ name });
  expect(failure?.message).toContain(message);
});

const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Id: `e${at}`, MessageBody: 'x' }));

test('a message of just 1 MiB is taken, its attributes counted', async () => {
  const attribute = { DataType: 'String', StringValue: 'x' };
  const MessageAttributes = { a: attribute };
  const largest = kibibyte * kibibyte - 'aStringx'.length;
  await expect(send('"'.repeat(largest), { MessageAttributes })).resolves.toBeDefined();
  await expect(send('"'.repeat(largest + 1), { MessageAttributes })).rejects.toThrow('shorter');
});

test('a message that is not in flight has no visibility timeout to change', async () => {
  await send('hello');
  const { ReceiptHandle } = await receiveOne({ VisibilityTimeout: 0 });
  const change = () =>
    client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }),
    );
  await expect(change()).rejects.toMatchObject({ name: 'MessageNotInflight' });
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  await expect(change()).rejects.toThrow(
    'Message does not exist or is not available for visibility timeout change.',
  );
});
