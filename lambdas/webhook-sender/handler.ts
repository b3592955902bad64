import type { SQSEvent } from 'aws-lambda';
import { runLane } from '../../core/webhook/lane/run-lane.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createSender } from '../adapters/webhooks/send-webhook.ts';
import { decodeWakeUp } from '../adapters/webhooks/wake-up.ts';
import { allowsLoopback } from '../adapters/webhooks/webhook-environment.ts';
import { readConfig } from './config.ts';
import { createLanePorts } from './lane-ports.ts';

const config = readConfig();
const logger = createLogger('webhook-sender');
const meter = createMeter(logger);
const ports = createLanePorts(config, { client: createDocumentClient(), logger, meter });
const destinations = config.webhookDestinations;

/** Goes on with the webhooks that are named; a throw makes the queue give them again, a few times. */
export async function handler({ Records }: SQSEvent): Promise<void> {
  // Connections do not outlive the invocation: a frozen one would look open and be dead.
  const sender = createSender({ allowsLoopback: allowsLoopback(config), destinations });
  try {
    for (const { body, messageId } of Records) {
      const webhookId = decodeWakeUp(body);
      if (webhookId === undefined) logger.error('dropped a malformed wake-up', { messageId });
      else await run(webhookId, sender);
    }
  } finally {
    meter.flush();
    await sender.close();
  }
}

async function run(webhookId: string, { send }: Pick<ReturnType<typeof createSender>, 'send'>) {
  const { kind, disabled, ...did } = await runLane(webhookId, { ...ports, send });
  logger.info('ran a webhook', { webhookId, kind, ...did });
  if (disabled) logger.warn('disabled a webhook', { webhookId, reason: disabled });
}
