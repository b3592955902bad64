import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock, systemTimers } from '../../core/clock.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import type { Meter } from '../../core/metrics/meter.ts';
import type { LanePorts } from '../../core/webhook/lane/lane-ports.ts';
import { deliveryMessage } from '../../core/webhook/message.ts';
import { openKeys } from '../../core/webhook/webhook-key.ts';
import { createRevocations } from '../adapters/identity/revocations-table.ts';
import { createEventLogTable } from '../adapters/log/event-log-table.ts';
import { createHopLog } from '../adapters/telemetry/hop-log.ts';
import { createLaneStore } from '../adapters/webhooks/lane-table.ts';
import { createMakers } from '../adapters/webhooks/makers.ts';
import { createWakeQueue } from '../adapters/webhooks/wake-queue.ts';
import { deliveryKeptMs } from '../adapters/webhooks/webhook-environment.ts';
import { createWebhookSecrets } from '../adapters/webhooks/webhook-secrets.ts';
import type { Config } from './config.ts';

/** What running a lane works with, but for the sender; made once at module scope. */
export function createLanePorts(
  config: Config,
  options: {
    readonly client: DynamoDBDocumentClient;
    readonly logger: Logger;
    readonly meter: Pick<Meter, 'count'>;
  },
): Omit<LanePorts, 'send'> {
  const { client, logger, meter } = options;
  const store = createEventLogTable(client, config.eventLogTableName);
  const secrets = createWebhookSecrets(config.webhookKeyArn, logger);
  const revocations = createRevocations(client, config);
  return {
    lanes: createLaneStore(client, config),
    log: new LogReader({ store, channel: 'global', clock: systemClock }),
    message: async (delivery, webhook, nowMs) =>
      deliveryMessage(delivery, webhook, await openKeys(webhook, secrets, nowMs), nowMs),
    makers: createMakers(client, revocations, config.usersTableName),
    wake: createWakeQueue(config.webhookQueueUrl),
    meter,
    logHop: createHopLog(logger),
    timers: systemTimers,
    random: Math.random,
    newLeaseId: randomUUID,
    deliveryKeptMs: deliveryKeptMs(config),
  };
}
