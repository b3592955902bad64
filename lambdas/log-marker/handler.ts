import { channelNames } from '../../core/wire/event.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogWriter } from '../adapters/log/log-writer.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { readConfig } from './config.ts';

const logger = createLogger('log-marker');
const meter = createMeter(logger);
const writer = createLogWriter(createDocumentClient(), readConfig(), meter);

/** Once a day: a marker in every log, so that the head of a quiet one does not expire. */
export async function handler(): Promise<void> {
  try {
    for (const channel of channelNames) await writer.appendMarker(channel);
  } finally {
    meter.flush();
  }
  logger.info('wrote daily log markers', { logs: channelNames });
}
