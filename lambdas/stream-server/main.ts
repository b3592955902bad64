import { randomUUID } from 'node:crypto';
import { systemClock, systemTimers } from '../../core/clock.ts';
import { eachMinute } from '../../core/each-minute.ts';
import { OpenReaders } from '../../core/stream/open-readers.ts';
import { within } from '../../core/within.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createCredentialKeys } from '../adapters/identity/token-key.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { Capacity, environmentCeilings } from './capacity.ts';
import { readConfig } from './config.ts';
import { createStreamServer } from './create-stream-server.ts';

/** How long what was counted may take to be written, while streams go on. */
const telemetryBoundMs = 3_000;
const flushEveryMs = 10_000;

/**
 * Lambda waits a second after SIGTERM: for the last frames of streams and until their leases are given back,
 * each of which would count against its user and address for minutes; then for what was counted since.
 */
const lastStreamsMs = 800;
const lastFlushMs = 150;

const config = readConfig();
const processId = randomUUID();
const logger = createLogger('stream-server');
logger.appendKeys({ processId });
const client = createDocumentClient();
const ownClient = createDocumentClient();
const telemetry = createTelemetry(config, { client, logger, boundMs: telemetryBoundMs });
const keys = createCredentialKeys(config, logger);
const ceilings = environmentCeilings;
const capacity = new Capacity({
  memoryBytes: () => process.memoryUsage.rss(),
  ceilings,
  now: systemClock,
});
const { audit, meter, statistics } = telemetry;
const readers = new OpenReaders();
const server = createStreamServer(config, {
  client,
  ownClient,
  logger,
  telemetry,
  readers,
  keys,
  capacity,
  processId,
});

async function flush(): Promise<void> {
  await Promise.all([audit.settled(), statistics.flush()]);
}

async function end(): Promise<void> {
  logger.info('server ends', { requests: server.requests });
  await Promise.all([server.shutDown(lastStreamsMs), within(flush(), lastStreamsMs)]);
  const { requests } = server;
  if (requests > 0) logger.warn('requests were cut', { requests });
  meter.flush();
  await within(flush(), lastFlushMs);
  process.exit(0);
}

setInterval(() => void flush(), flushEveryMs).unref();
eachMinute(systemTimers, () => {
  readers.countIn(meter);
  meter.flush();
});
process.once('SIGTERM', () => void end());
void server.listen(config.awsLambdaHttpEndpoint);
