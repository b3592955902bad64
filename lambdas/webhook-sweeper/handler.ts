import { systemClock } from '../../core/clock.ts';
import { sweepLanes } from '../../core/webhook/sweep-lanes.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createDueLanes } from '../adapters/webhooks/due-lanes.ts';
import { createWakeQueue } from '../adapters/webhooks/wake-queue.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('webhook-sweeper');
const due = createDueLanes(createDocumentClient(), config.webhooksTableName);
const wake = createWakeQueue(config.webhookQueueUrl);

/** Once a minute: the webhooks are woken whose moment has come. */
export async function handler(): Promise<void> {
  const { woken, failures, isCut } = await sweepLanes({ due, wake, now: systemClock });
  if (woken > 0) logger.info('woke webhooks that were due', { woken });
  if (isCut) logger.warn('left webhooks that were due to the next sweep', { woken });
  if (failures.length === 0) return;
  // Failing is what an alarm sees; the work itself is the next sweep's.
  const message = `${failures.length} shards of webhooks could not be swept`;
  throw new AppError('STORE_UNAVAILABLE', message, { cause: failures[0] });
}
