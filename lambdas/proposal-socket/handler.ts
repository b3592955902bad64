import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failureCategory } from '../../core/wire/failure-category.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { carryOut } from './carry-out.ts';
import { readConfig } from './config.ts';
import { readSocketEvent } from './decode-event.ts';
import { createSocketPorts } from './socket-ports.ts';

/**
 * The answer waits for it, because a function freezes once it has answered. Far more than a row takes;
 * one that takes longer goes to the log.
 */
const telemetryBoundMs = 250;

/** A message more would cost a write more; what an environment counted last waits for its next one. */
const promptFlushes = 0;

const config = readConfig();
const logger = createLogger('proposal-socket');
const client = createDocumentClient();
const bounds = { boundMs: telemetryBoundMs, promptFlushes };
const telemetry = createTelemetry(config, { client, logger, ...bounds });
const ports = createSocketPorts(config, { client, logger });

/** Every event of every bettor's socket; what is returned for a message is its answer. */
export async function handler(event: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  const received = await readSocketEvent(event);
  const { userId, connectionId } = received.user;
  logger.appendKeys({ userId, connectionId, correlationId: received.eventId });
  try {
    return await carryOut(received, { ports, telemetry, logger });
  } catch (error) {
    telemetry.statistics.error('proposals', failureCategory(error));
    throw error;
  } finally {
    await telemetry.settled();
  }
}
