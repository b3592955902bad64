import { channelNames } from '../../core/wire/event.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogWriter } from '../adapters/log/log-writer.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { readConfig } from './config.ts';

const logger = createLogger('log-marker');
const writer = createLogWriter(createDocumentClient(), readConfig());

/** Once a day: a marker in every log, so that the head of a quiet one does not expire. */
export async function handler(): Promise<void> {
  for (const channel of channelNames) await writer.appendMarker(channel);
  logger.info('wrote daily log markers', { logs: channelNames });
}
