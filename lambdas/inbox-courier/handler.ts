import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { type CourierPorts, deliverInbox } from '../../core/socket/deliver-inbox.ts';
import { countedBatch } from '../adapters/changes/counted-batch.ts';
import { createDeliveryPorts } from '../adapters/connections/delivery-ports.ts';
import { createSocketDirectory } from '../adapters/connections/socket-directory.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { decodeSegment } from '../adapters/log/decode-segment.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createStatistics } from '../adapters/telemetry/telemetry.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('inbox-courier');
const client = createDocumentClient();
const meter = createMeter(logger);
const statistics = createStatistics(config, { client, logger, meter });
const ports: CourierPorts = {
  ...createDeliveryPorts(config, { client, statistics, logger }),
  directory: createSocketDirectory(client, config.connectionsTableName, systemClock),
};

/** A batch of the inbox's segments; a throw makes the stream give it again. */
export async function handler(batch: DynamoDBStreamEvent): Promise<void> {
  await countedBatch(batch, { series: 'proposals', statistics, meter, logger }, deliver);
}

async function deliver(batch: DynamoDBStreamEvent): Promise<void> {
  const segments = await Promise.all(batch.Records.map(decodeSegment));
  const sent = await deliverInbox(segments, ports);
  logger.info('delivered inbox events', { segments: segments.length, sent });
}
