import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { OutgoingWebhook, SendResult } from '../../../core/webhook/send-webhook.ts';
import { type AwsDestination, awsDestination } from '../../../core/webhook/webhook-url.ts';
import { requestBounds } from '../runtime/request-bounds.ts';
import type { Sender } from './send-https.ts';

/** Of a message of SQS with its attributes, and of an entry of EventBridge with all its fields. */
const maxBytes = 256 * 1_024;

/** What SQS carries as attributes: the three headers that receivers verify, and the trace. */
const carriedHeaders = [
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'traceparent',
] as const;

/** The clients of one region. */
interface Clients {
  readonly queues: SQSClient;
  readonly buses: EventBridgeClient;
}

/**
 * Sends to queues and buses by their ARNs, in the ARN's region, wherever this runs. What AWS took is
 * answered with 200 and its id.
 */
export function createAwsSender(): Sender {
  const clients = new Map<string, Clients>();
  const clientsOf = (region: string) => {
    const known = clients.get(region) ?? createClients(region);
    clients.set(region, known);
    return known;
  };
  return {
    send: async message => {
      const destination = awsDestination(message.url);
      if (!destination) return failed('DESTINATION_NOT_ALLOWED', 'it is no queue and no bus', 0);
      return await sendWithin(message, destination, clientsOf(destination.region));
    },
    close: async () => {
      for (const { queues, buses } of clients.values()) {
        queues.destroy();
        buses.destroy();
      }
      clients.clear();
    },
  };
}

function createClients(region: string): Clients {
  const settings = { region, maxAttempts: 2, requestHandler: requestBounds(10_000) };
  return {
    // A queue's URL names the queue and no more: where requests go, the region or the settings say.
    queues: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
    buses: new EventBridgeClient(settings),
  };
}

async function sendWithin(
  message: OutgoingWebhook,
  destination: AwsDestination,
  clients: Clients,
): Promise<SendResult> {
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const isOver = new AbortController();
  const timer = setTimeout(() => isOver.abort(), message.timeoutMs);
  try {
    const put = destination.kind === 'queue' ? putMessage : putEvent;
    const taken = await put(message, destination, clients, isOver.signal);
    if ('refused' in taken) return failed('DESTINATION_FAILED', taken.refused, tookMs());
    const { id: answer } = taken;
    return { kind: 'answered', status: 200, answer, isAnswerCut: false, tookMs: tookMs() };
  } catch (error) {
    return isOver.signal.aborted
      ? failed('TIMEOUT', 'AWS did not answer in time', tookMs())
      : failed('DESTINATION_FAILED', refusal(nameOf(error)), tookMs());
  } finally {
    clearTimeout(timer);
  }
}

type Taken = { readonly id: string } | { readonly refused: string };

async function putMessage(
  { headers, body }: OutgoingWebhook,
  { partition, region, account, name }: AwsDestination,
  { queues }: Clients,
  abortSignal: AbortSignal,
): Promise<Taken> {
  const attributes = carriedHeaders.flatMap(header => {
    const value = headers[header];
    return value === undefined
      ? []
      : [[header, { DataType: 'String', StringValue: value }] as const];
  });
  // An attribute's type counts too.
  const counted = attributes.flatMap(([key, value]) => [key, ...Object.values(value)]);
  const size = bytesOf(body, ...counted);
  if (size > maxBytes) return tooLarge(size);
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const command = new SendMessageCommand({
    QueueUrl: `https://sqs.${region}.${domain}/${account}/${name}`,
    MessageBody: body,
    MessageAttributes: Object.fromEntries(attributes),
  });
  const { MessageId } = await queues.send(command, { abortSignal });
  return { id: MessageId ?? '' };
}

const eventSource = 'gallobets';

async function putEvent(
  { headers, body }: OutgoingWebhook,
  { arn }: AwsDestination,
  { buses }: Clients,
  abortSignal: AbortSignal,
): Promise<Taken> {
  const type = typeOf(body);
  // A moment counts as 14 bytes, whatever it is.
  const size = bytesOf(eventSource, type, body) + 14;
  if (size > maxBytes) return tooLarge(size);
  const seconds = Number(headers['webhook-timestamp']);
  const entry = {
    EventBusName: arn,
    Source: eventSource,
    DetailType: type,
    Detail: body,
    ...(seconds > 0 ? { Time: new Date(seconds * 1_000) } : {}),
  };
  const { FailedEntryCount, Entries } = await buses.send(
    new PutEventsCommand({ Entries: [entry] }),
    { abortSignal },
  );
  const [result] = Entries ?? [];
  // It answers 200 for entries that it did not take.
  if (FailedEntryCount || result?.ErrorCode) return { refused: refusal(result?.ErrorCode ?? '') };
  return { id: result?.EventId ?? '' };
}

/** A body for a chat tool has none. */
function typeOf(body: string): string {
  const { type }: { readonly type?: unknown } = JSON.parse(body);
  return typeof type === 'string' ? type : 'webhook';
}

const bytesOf = (...texts: readonly string[]) =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

const tooLarge = (size: number): Taken => ({
  refused: `received ${size} bytes, expected ${maxBytes} at most`,
});

/** By the error's name alone: the text names roles and accounts. */
const refusal = (name: string) =>
  `AWS did not take it (${/^[A-Za-z.]{1,80}$/.test(name) ? name : 'unknown error'})`;

const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';

const failed = (
  failure: 'DESTINATION_FAILED' | 'DESTINATION_NOT_ALLOWED' | 'TIMEOUT',
  message: string,
  tookMs: number,
): SendResult => ({ kind: 'failed', failure, message, tookMs });
