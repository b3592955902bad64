import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { HostOptions } from '../../../local/host.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource } from '../tiny-assembly.ts';

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Reports what it was given, and does what the body says. */
const worker = `
const warn = message => console.log(JSON.stringify({ level: 'WARN', message }));
let running = 0;
export const handler = async ({ Records }) => {
  warn('got ' + Records.map(({ body, attributes }) => body + '#' + attributes.ApproximateReceiveCount).join());
  const failed = [];
  for (const record of Records) {
    if (record.body === 'show') warn('event ' + JSON.stringify(record));
    if (record.body === 'throw') throw new Error('no');
    if (record.body === 'once' && record.attributes.ApproximateReceiveCount === '1') throw new Error('not yet');
    if (record.body === 'report') failed.push({ itemIdentifier: record.messageId });
    if (record.body === 'wrong') failed.push({ itemIdentifier: 'nobody' });
    if (record.body.startsWith('slow')) {
      warn('begun ' + record.body);
      await new Promise(resolve => setTimeout(resolve, 300));
      warn('ended ' + record.body);
    }
  }
  return { batchItemFailures: failed };
};
`;

let host: TestHost | undefined;
let client: SQSClient;
afterEach(async () => {
  await host?.stop();
  host = undefined;
  client?.destroy();
});

interface Settings {
  readonly queue?: Readonly<Record<string, unknown>>;
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly main?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<HostOptions>;
}

async function start({ queue = {}, mapping = {}, main = {}, options = {} }: Settings = {}) {
  const started = await runAssembly(
    {
      functions: { main: worker },
      resources: {
        Lost: { Type: 'AWS::SQS::Queue', Properties: {} },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            VisibilityTimeout: 3,
            RedrivePolicy: { deadLetterTargetArn: arn('Lost'), maxReceiveCount: 2 },
            ...queue,
          },
        },
        Main: functionResource('main', { Timeout: 3, ...main }),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: arn('Queue'), FunctionName: { Ref: 'Main' }, ...mapping },
        },
      },
      outputs: { Queue: { Value: { Ref: 'Queue' } }, Lost: { Value: { Ref: 'Lost' } } },
    },
    options,
  );
  host = started;
  const { AwsEndpointUrl: endpoint = '', Queue: QueueUrl = '', Lost = '' } = started.outputs;
  client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  return {
    host: started,
    QueueUrl,
    send: async (...bodies: string[]) => {
      const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    },
    /** The next message of the dead-letter queue. */
    lost: async () => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: Lost, WaitTimeSeconds: 20, AttributeNames: ['All'] }),
      );
      return Messages[0];
    },
    /** How many messages the queue has: visible and in flight. */
    left: async () => {
      const AttributeNames = [
        'ApproximateNumberOfMessages' as const,
        'ApproximateNumberOfMessagesNotVisible' as const,
      ];
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
      const { Attributes = {} } = await client.send(command);
      return AttributeNames.map(name => Attributes[name]);
    },
  };
}

test('a function gets messages in the form of Lambda, and they are gone when it returns', async () => {
  const { host, QueueUrl, left } = await start();
  await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: 'show',
      MessageAttributes: { attribName1: { DataType: 'String', StringValue: 'attribValue 1' } },
    }),
  );
  const line = await host.logged(/event /);
  expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    receiptHandle: expect.any(String),
    body: 'show',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      SenderId: '000000000000',
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
    },
    messageAttributes: {
      attribName1: {
        stringValue: 'attribValue 1',
        stringListValues: [],
        binaryListValues: [],
        dataType: 'String',
      },
    },
    md5OfBody: 'a7dd12b1dab17d25467b0b0a4c8d4a92',
    md5OfMessageAttributes: '19e27d4e946b072f3f58da80d94fd778',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Tiny-Queue',
    awsRegion: 'us-east-1',
  });
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'after' }));
  await host.logged(/got after#1/);
  expect((await left())[0]).toBe('0');
});

test('a message that fails comes again after the visibility timeout', async () => {
  const { host, send } = await start();
  await send('once');
  await host.logged(/got once#1/);
  await host.logged(/got once#2/);
  expect(host.lines.filter(line => /got once/.test(line))).toHaveLength(2);
});

test('a message that failed as often as it may goes to the dead-letter queue', async () => {
  const { host, send, lost, left } = await start();
  await send('throw');
  expect(await lost()).toMatchObject({
    Body: 'throw',
    Attributes: {
      ApproximateReceiveCount: '3',
      DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:Tiny-Queue',
    },
  });
  expect(host.lines.filter(line => /got throw/.test(line))).toHaveLength(2);
  expect(await left()).toEqual(['0', '0']);
});

test('with a report of what failed, only that comes again', async () => {
  const { host, send, lost } = await start({
    mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] },
  });
  await send('good', 'report');
  expect(await lost()).toMatchObject({ Body: 'report' });
  expect(host.lines.filter(line => /got .*good/.test(line))).toHaveLength(1);
});

test('with a report that names a message of nobody, all of the batch comes again', async () => {
  const { host, send } = await start({
    mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] },
  });
  await send('wrong', 'good');
  await host.logged(/got .*good#2/);
});

test('no more invocations run at once than the scaling configuration says', async () => {
  const { host, send } = await start({
    mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
    queue: { VisibilityTimeout: 30 },
    main: { Timeout: 30 },
  });
  const bodies = ['slow1', 'slow2', 'slow3', 'slow4', 'slow5'];
  await send(...bodies);
  await host.loggedTimes(/ended slow/, 5);
  let running = 0;
  let most = 0;
  for (const line of host.lines) {
    if (line.includes('begun slow')) running += 1;
    if (line.includes('ended slow')) running -= 1;
    most = Math.max(most, running);
  }
  expect(most).toBe(2);
});

test('a throttled invocation keeps its messages and uses up no receive while it is tried again', async () => {
  const { host, send } = await start({
    queue: { VisibilityTimeout: 30 },
    options: { faults: { functions: { Main: { kind: 'throttle', times: 3 } } } },
  });
  await send('hello');
  await host.logged(/got hello#1/);
  expect(host.lines.filter(line => /injected fault/.test(line))).toHaveLength(3);
});

test('an invocation that is throttled for longer than the visibility timeout uses up one receive', async () => {
  const { host, send } = await start({
    options: { faults: { functions: { Main: { kind: 'throttle', times: 5 } } } },
  });
  await send('hello');
  await host.logged(/got hello#2/);
});

test('the message of a function that was killed comes again', async () => {
  const { host, send } = await start({
    options: { faults: { functions: { Main: { kind: 'kill', at: 'answer', times: 1 } } } },
  });
  await send('hello');
  await host.logged(/got hello#1/);
  await host.logged(/got hello#2/);
});

test('a batch that was accepted is delivered again where faults say so', async () => {
  const { host, send } = await start({
    options: { faults: { redelivery: { share: 1, times: 1 } } },
  });
  await send('hello');
  await host.loggedTimes(/got hello#1/, 2);
  await send('after');
  await host.logged(/got after#1/);
  expect(host.lines.filter(line => /got hello/.test(line))).toHaveLength(2);
});

test('a batch is gathered for as long as its window lasts, and beyond ten messages', async () => {
  const { host, send } = await start({
    mapping: { BatchSize: 12, MaximumBatchingWindowInSeconds: 5 },
    queue: { VisibilityTimeout: 60 },
  });
  await send('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  await send('i', 'j', 'k', 'l', 'm');
  expect((await host.logged(/got /)).match(/#1/g)).toHaveLength(12);
  await host.logged(/got m#1/);
});

test.each<[string, Settings, RegExp]>([
  [
    'a queue that gives messages again while the function may run',
    { main: { Timeout: 4 } },
    /^Mapping: Queue visibility timeout: 3 seconds is less than Function timeout: 4 seconds$/,
  ],
  [
    'a batch of more than ten without a window',
    { mapping: { BatchSize: 11 } },
    /^Mapping: Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10/,
  ],
  [
    'a concurrency of one',
    { mapping: { ScalingConfig: { MaximumConcurrency: 1 } } },
    /^Mapping \(AWS::Lambda::EventSourceMapping\): ScalingConfig\.MaximumConcurrency: expected an integer from 2 to 1000; received 1$/,
  ],
  [
    'a filter',
    { mapping: { FilterCriteria: { Filters: [{ Pattern: '{}' }] } } },
    /^Mapping: the local host does not know FilterCriteria of a mapping whose source is a queue/,
  ],
  [
    'a starting position',
    { mapping: { StartingPosition: 'LATEST' } },
    /^Mapping: the local host does not know StartingPosition/,
  ],
])('%s is refused, as by Lambda or by name', async (_, settings, message) => {
  await expect(start(settings)).rejects.toThrow(message);
});

test('a mapping that is disabled reads nothing', async () => {
  const { send, left } = await start({ mapping: { Enabled: false } });
  await send('hello');
  expect(await left()).toEqual(['1', '0']);
});

describe('with a directory that outlives the host', () => {
  let statePath: string;
  beforeEach(() => {
    statePath = mkdtempSync(join(tmpdir(), 'queue-test-'));
  });
  afterEach(() => rmSync(statePath, { recursive: true }));

  test('what a function had not done when the host ended comes to it after the next start', async () => {
    const before = await start({
      options: {
        statePath,
        faults: { functions: { Main: { kind: 'hang', at: 'start', times: 1 } } },
      },
    });
    await before.send('hello');
    await before.host.logged(/injected fault/);
    await before.host.stop();
    client.destroy();
    const after = await start({ options: { statePath } });
    await after.host.logged(/got hello#2/);
  });
});
