import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsConfig } from '../../tools/aws-client-config.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { answersLate, startReceiver, type WebhookReceiver } from '../support/webhook-receivers.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';
import { createWebhookWorld, type WebhookWorld } from './support/webhook-world.ts';

/** A queue that the stack has anyway, and that nothing else puts anything into. */
const queueName = 'GalloBetsRealtime-WebhookWakeUpsLost';
const queueArn = `arn:aws:sqs:us-east-1:000000000000:${queueName}`;

/** Of its own: functions that are killed, and a queue that webhooks may deliver to. */
let host: QuietHost;
let target: Target;
let world: WebhookWorld;
let receiver: WebhookReceiver;
let sqs: SQSClient;

/** A lease ends, and a sweep that is killed is made up for by the next: two minutes and a half. */
const patienceMs = 280_000;
jest.setTimeout(300_000);

beforeAll(async () => {
  host = await startQuietHost('webhook-faults', { webhookDestinations: queueArn });
  target = await connectTarget(host.outputsFile);
  world = await createWebhookWorld(target);
  sqs = new SQSClient({ ...awsConfig(target.outputs), useQueueUrlAsEndpoint: false });
  receiver = await startReceiver(answersLate(100));
}, 300_000);
afterAll(async () => {
  sqs?.destroy();
  await receiver?.close();
  await target?.close();
  await host?.stop();
});

const faultsUrl = () => `${requireOutput(target.outputs, 'AwsEndpointUrl')}/_host/faults`;

test('courier, sender and sweeper are killed in the middle of it: nothing is missing, and what comes twice has one id [W3]', async () => {
  if (target.outputs.AwsEndpointUrl === undefined) return;
  await world.register(receiver.url);
  const kill = (afterMs: number) => ({ kind: 'kill', at: 'start', afterMs, times: 1 });
  const body = JSON.stringify({
    functions: {
      EventCourierFunction: kill(0),
      WebhooksSender: kill(800),
      WebhooksSweeper: kill(0),
    },
  });
  const answer = await fetch(faultsUrl(), { method: 'POST', body });
  // A third of all batches come twice meanwhile, messages of the queue among them.
  expect([answer.status, await answer.json()]).toMatchObject([200, { redelivery: { share: 0.3 } }]);

  const names = Array.from({ length: 80 }, (_, at) => unique(`killed-${at}-`));
  const eventIds = await Promise.all(names.map(name => world.publish(name)));
  await untilSeen(
    async () => new Set(receiver.requests.map(({ body: text }) => JSON.parse(text).id)),
    seen => eventIds.every(id => seen.has(id)),
    { withinMs: patienceMs },
  );
  const left = await (await fetch(faultsUrl())).json();
  expect(left).toMatchObject({ functions: {} });

  const idsOf = new Map<string, Set<string>>();
  for (const { headers, body: text } of receiver.requests) {
    const { id } = JSON.parse(text);
    idsOf.set(id, (idsOf.get(id) ?? new Set()).add(headers['webhook-id'] ?? ''));
  }
  expect([...idsOf.keys()].toSorted()).toEqual(eventIds.toSorted());
  expect([...idsOf.values()].map(({ size }) => size)).toEqual(Array(80).fill(1));
  expect(new Set([...idsOf.values()].flatMap(ids => [...ids])).size).toBe(80);
});

test('a queue that the settings name is delivered to, one that they do not name is refused [W3]', async () => {
  if (target.outputs.AwsEndpointUrl === undefined) return;
  const other = await world.call('POST', '/webhooks', { url: `${queueArn}2` });
  expect(other).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });

  const { webhookId } = await world.register(queueArn);
  const name = unique('queued');
  const eventId = await world.publish(name);
  const delivery = await world.delivery(webhookId, eventId, ({ state }) => state === 'delivered');
  const QueueUrl = requireOutput(target.outputs, 'WebhookWakeUpsLostQueueUrl');
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MessageAttributeNames: ['All'] }),
  );
  expect(Messages).toMatchObject([
    {
      Body: delivery.request.body,
      MessageAttributes: { 'webhook-id': { StringValue: delivery.messageId } },
    },
  ]);
  const [message] = Messages;
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
});
