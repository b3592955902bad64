import { createHash } from 'node:crypto';
import { createSender } from '../../../../lambdas/adapters/webhooks/send-webhook.ts';
import {
  answers,
  neverAnswers,
  type ReceiverBehaviour,
  startReceiver,
  type WebhookReceiver,
} from '../../../support/webhook-receivers.ts';

const queue = 'arn:aws:sqs:eu-central-1:111122223333:orders';
const bus = 'arn:aws:events:eu-west-1:111122223333:event-bus/fights';
const body = '{"type":"BET_MATCHED","timestamp":1795262400000,"data":{"note":"2 × 3 €"}}';
const headers = {
  'content-type': 'application/json',
  'user-agent': 'GalloBets-Webhooks/1.0',
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1795262460',
  'webhook-signature': 'v1,abc= v1,def=',
};

const sender = createSender({ allowsLoopback: false, destinations: [queue, bus] });
const message = (url: string, changes = {}) => ({
  url,
  headers,
  body,
  timeoutMs: 10_000,
  ...changes,
});

const environment = { ...process.env };
let aws: WebhookReceiver;

beforeAll(async () => {
  aws = await startReceiver(answers(500));
  const endpoint = `http://127.0.0.1:${aws.port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
    AWS_REGION: 'us-east-1',
  });
});
afterAll(async () => {
  process.env = environment;
  await sender.close();
  await aws.close();
});

const json = (status: number, value: unknown, headers = {}): ReceiverBehaviour =>
  answers(status, JSON.stringify(value), {
    'content-type': 'application/x-amz-json-1.0',
    ...headers,
  });

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const last = () => {
  const request = aws.requests.at(-1);
  if (!request) throw new Error('nothing was asked');
  return { target: request.headers['x-amz-target'], input: JSON.parse(request.body), request };
};

test('a queue gets the body as it is, and what verifies it as attributes', async () => {
  aws.becomes(json(200, { MessageId: 'm-1', MD5OfMessageBody: md5(body) }));
  expect(await sender.send(message(queue))).toEqual({
    kind: 'answered',
    status: 200,
    answer: 'm-1',
    isAnswerCut: false,
    tookMs: expect.any(Number),
  });
  const { target, input, request } = last();
  expect(target).toBe('AmazonSQS.SendMessage');
  expect(input).toEqual({
    QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders',
    MessageBody: body,
    MessageAttributes: {
      'webhook-id': { DataType: 'String', StringValue: 'msg_1' },
      'webhook-timestamp': { DataType: 'String', StringValue: '1795262460' },
      'webhook-signature': { DataType: 'String', StringValue: 'v1,abc= v1,def=' },
    },
  });
  // In the region of the ARN, not of the function.
  expect(request.headers.authorization).toContain('/eu-central-1/sqs/');
});

test('a bus gets an event with the body as its detail', async () => {
  aws.becomes(json(200, { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] }));
  expect(await sender.send(message(bus))).toMatchObject({ status: 200, answer: 'e-1' });
  const { target, input, request } = last();
  expect(target).toBe('AWSEvents.PutEvents');
  expect(input).toEqual({
    Entries: [
      {
        EventBusName: bus,
        Source: 'gallobets',
        DetailType: 'BET_MATCHED',
        Detail: body,
        Time: 1_795_262_460,
      },
    ],
  });
  expect(request.headers.authorization).toContain('/eu-west-1/events/');
});

test('text for a chat tool has no type, and is an event all the same', async () => {
  aws.becomes(json(200, { FailedEntryCount: 0, Entries: [{ EventId: 'e-2' }] }));
  await sender.send(message(bus, { body: '{"text":"hello"}' }));
  expect(last().input.Entries[0]).toMatchObject({ DetailType: 'webhook', Detail: '{"text":"hello"}' });
});

const tookMs = expect.any(Number);

test('an entry that a bus did not take is a failure, though it answers 200', async () => {
  const entry = { ErrorCode: 'ThrottlingException', ErrorMessage: 'arn:aws:iam::1:role/x' };
  aws.becomes(json(200, { FailedEntryCount: 1, Entries: [entry] }));
  expect(await sender.send(message(bus))).toEqual({
    kind: 'failed',
    failure: 'DESTINATION_FAILED',
    message: 'AWS did not take it (ThrottlingException)',
    tookMs,
  });
});

test('a queue that is not there is a failure, by its name alone', async () => {
  aws.becomes(
    json(400, {
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'arn:aws:iam::111122223333:role/secret may not',
    }),
  );
  expect(await sender.send(message(queue))).toEqual({
    kind: 'failed',
    failure: 'DESTINATION_FAILED',
    message: expect.stringMatching(/^AWS did not take it \([A-Za-z.]+\)$/),
    tookMs,
  });
});

test('AWS that does not answer is given up at its time', async () => {
  aws.becomes(neverAnswers);
  expect(await sender.send(message(queue, { timeoutMs: 300 }))).toEqual({
    kind: 'failed',
    failure: 'TIMEOUT',
    message: 'AWS did not answer in time',
    tookMs,
  });
});

const sized = (bytes: number) => {
  const empty = '{"type":"A","data":""}';
  return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`);
};

test.each([
  // What the attributes weigh, and source, type and time of an event.
  ['a queue', queue, 262_144 - 92],
  ['a bus', bus, 262_144 - 24],
])('256 KB with all that counts are the most for %s; more is not sent', async (_, url, bytes) => {
  const largest = sized(bytes);
  aws.becomes(json(200, { MessageId: 'm-1', MD5OfMessageBody: md5(largest), FailedEntryCount: 0 }));
  expect(await sender.send(message(url, { body: largest }))).toMatchObject({ status: 200 });
  const asked = aws.requests.length;
  expect(await sender.send(message(url, { body: sized(bytes + 1) }))).toEqual({
    kind: 'failed',
    failure: 'DESTINATION_FAILED',
    message: 'received 262145 bytes, expected 262144 at most',
    tookMs,
  });
  expect(aws.requests).toHaveLength(asked);
});

test.each([
  'arn:aws:sqs:eu-central-1:111122223333:others',
  'arn:aws:sqs:eu-central-1:111122223333:orders.fifo',
  'arn:aws:events:eu-west-1:111122223333:event-bus/other',
  'arn:aws:sns:eu-central-1:111122223333:orders',
])('%s is not among the destinations of the settings [W3]', async url => {
  const asked = aws.requests.length;
  expect(await sender.send(message(url))).toMatchObject({ failure: 'DESTINATION_NOT_ALLOWED' });
  expect(aws.requests).toHaveLength(asked);
});
