import { setTimeout as pause } from 'node:timers/promises';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { WakeLanes } from '../../../core/webhook/lane.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const batchSize = 10;

/** Of what the queue did not take, the first included. The client itself repeats a failed request. */
const maxAttempts = 4;
const firstPauseMs = 50;

/** How long one attempt may take. */
const requestTimeoutMs = 3_000;

/** The client of queues. Its endpoint is the environment's, whatever host a queue's URL names. */
export function createQueueClient(): SQSClient {
  return new SQSClient({
    maxAttempts,
    requestHandler: requestBounds(requestTimeoutMs),
    useQueueUrlAsEndpoint: false,
  });
}

/**
 * The port over the queue of that URL.
 *
 * @throws AppError STORE_UNAVAILABLE when the queue leaves some out each time
 */
export function createWakeQueue(
  queueUrl: string,
  client: SQSClient = createQueueClient(),
  wait: (ms: number) => Promise<unknown> = ms => pause(ms),
): WakeLanes {
  return async (webhookIds, delaySeconds = 0) => {
    const ids = [...new Set(webhookIds)];
    for (let from = 0; from < ids.length; from += batchSize) {
      const entries = ids.slice(from, from + batchSize).map((webhookId, at) => ({
        Id: String(at),
        MessageBody: JSON.stringify({ webhookId }),
        DelaySeconds: delaySeconds,
      }));
      await send(client, queueUrl, entries, wait);
    }
  };
}

async function send(
  client: SQSClient,
  QueueUrl: string,
  entries: readonly SendMessageBatchRequestEntry[],
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  let left = entries;
  let codes: readonly string[] = [];
  for (let made = 0; made < maxAttempts && left.length > 0; made += 1) {
    if (made > 0) await wait(Math.random() * firstPauseMs * 2 ** made);
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl, Entries: [...left] }),
    );
    const failed = new Set(Failed.map(({ Id }) => Id));
    left = left.filter(({ Id }) => failed.has(Id));
    codes = [...new Set(Failed.map(({ Code }) => Code ?? 'no code'))];
  }
  if (left.length === 0) return;
  const message = `the queue did not take ${left.length} wake-ups in ${maxAttempts} attempts: ${codes.join(', ')}`;
  throw new AppError('STORE_UNAVAILABLE', message);
}
