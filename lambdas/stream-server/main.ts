import { systemClock } from '../../core/clock.ts';
import { OpenStreams } from '../../core/stream/open-streams.ts';
import { within } from '../../core/within.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createCredentialKeys } from '../adapters/identity/token-key.ts';
import { createStreamPorts } from '../adapters/streams/stream-ports.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { readConfig } from './config.ts';
import { environmentCeilings, Room, usedMemoryBytes } from './room.ts';
import { StreamServer } from './stream-server.ts';

/** How long what is not written yet may take, while streams go on. */
const telemetryBoundMs = 3_000;
const flushEveryMs = 10_000;

/** A stream is notified of its lease's end; what was not seen so, it finds at its own look. */
const leaseCheckMs = 60_000;

/** Lambda waits a second after SIGTERM: for the streams' last frames, and for what was counted. */
const lastFramesMs = 600;
const lastFlushMs = 300;

const config = readConfig();
const logger = createLogger('stream-server');
const client = createDocumentClient();
const telemetry = createTelemetry(config, { client, logger, boundMs: telemetryBoundMs });
const { statistics } = telemetry;
const streams = new OpenStreams();
const ports = createStreamPorts(config, { client, logger, statistics, streams, leaseCheckMs });
const keys = createCredentialKeys(config, logger);
const server = new StreamServer({
  service: { rules: config, keys, ports, telemetry, logger },
  allowedOrigins: config.allowedOrigins,
  streams,
  room: new Room({ memoryBytes: usedMemoryBytes, ceilings: environmentCeilings, now: systemClock }),
  now: systemClock,
});

async function flush(): Promise<void> {
  await Promise.all([telemetry.settled(), statistics.flush()]);
}

setInterval(() => void flush(), flushEveryMs).unref();

process.once('SIGTERM', async () => {
  logger.info('server shuts down', { streams: streams.size });
  await server.shutDown(lastFramesMs);
  await within(flush(), lastFlushMs);
  process.exit(0);
});

/** Readers of every channel, and of several at once, until Lambda has no more use for the process. */
void server.listen(config.awsLambdaHttpEndpoint);
