import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { type LogConsumer, runConsumers } from '../../core/log/log-consumers.ts';
import { deliverWorkflowEvents } from '../../core/room/deliver-events.ts';
import { wakeWebhooks } from '../../core/webhook/wake-webhooks.ts';
import { countedBatch } from '../adapters/changes/counted-batch.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { decodeSegment } from '../adapters/log/decode-segment.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createStatistics } from '../adapters/telemetry/telemetry.ts';
import { createEnabledWebhooks } from '../adapters/webhooks/enabled-webhooks.ts';
import { createWakeQueue } from '../adapters/webhooks/wake-queue.ts';
import { readConfig } from './config.ts';
import { createRoomPorts } from './room-ports.ts';

const config = readConfig();
const logger = createLogger('event-courier');
const client = createDocumentClient();
const meter = createMeter(logger);
const statistics = createStatistics(config, { client, logger, meter });
const ports = createRoomPorts(config, { client, statistics, logger });
const webhookPorts = {
  webhooks: createEnabledWebhooks(client, config.webhooksTableName, systemClock, unread => {
    logger.error('a webhook cannot be read and is sent nothing', { ...unread });
  }),
  wake: createWakeQueue(config.webhookQueueUrl),
};

/** What the logs' new segments are for. */
const consumers: readonly LogConsumer[] = [
  {
    channel: 'workflows',
    consume: async segments => {
      const sent = await deliverWorkflowEvents(segments, ports);
      logger.info('delivered workflow events', { segments: segments.length, sent });
    },
  },
  {
    channel: 'global',
    consume: async segments => {
      const woken = await wakeWebhooks(segments, webhookPorts);
      if (woken > 0) logger.info('woke webhooks', { segments: segments.length, woken });
    },
  },
];

/** A batch of segments; a throw makes the stream give it again. */
export async function handler(batch: DynamoDBStreamEvent): Promise<void> {
  await countedBatch(
    batch,
    { series: 'proposals', statistics, meter, logger },
    async ({ Records }) => {
      await runConsumers(await Promise.all(Records.map(decodeSegment)), consumers);
    },
  );
}
