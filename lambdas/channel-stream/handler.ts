import type { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { systemTimers } from '../../core/clock.ts';
import { eachMinute } from '../../core/each-minute.ts';
import { OpenReaders } from '../../core/stream/open-readers.ts';
import { OpenStreams } from '../../core/stream/open-streams.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createCredentialKeys } from '../adapters/identity/token-key.ts';
import { serveRequest } from '../adapters/streams/serve-request.ts';
import { createStreamPorts } from '../adapters/streams/stream-ports.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { readConfig } from './config.ts';
import { StreamResponse } from './stream-response.ts';
import { createStreamSlots } from './stream-slots.ts';
import { urlRequest } from './url-request.ts';

/** Nobody waits for it: the stream has ended by then. */
const telemetryBoundMs = 3_000;
const flushEveryMs = 10_000;

/** A revocation ends an open stream within five seconds: with the first beat after this. */
const leaseCheckMs = 4_000;

/** The local host asks with it when there is newer code; Lambda asks only functions with an extension. */
const streams = new OpenStreams();
process.once('SIGTERM', () => streams.close('shutdown'));

const config = readConfig();
const { channel } = config;
const route = { channel, path: '/' };
const logger = createLogger('channel-stream');
logger.appendKeys({ channel });
const client = createDocumentClient();
const telemetry = createTelemetry(config, { client, logger, boundMs: telemetryBoundMs });
const { statistics, meter } = telemetry;
const keys = createCredentialKeys(config, logger);
const slots = createStreamSlots(config, client);
const readers = new OpenReaders();
const parts = { client, logger, statistics, meter, readers, streams, leaseCheckMs, slots };
const ports = createStreamPorts(config, parts);
const service = { rules: config, keys, ports, telemetry, logger };

/** One reader of one channel: refused with a problem, or served until its stream's planned end. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEventV2, responseStream: Writable, context: Context) => {
    logger.appendKeys({ correlationId: context.awsRequestId });
    const flushing = setInterval(() => void statistics.flush(), flushEveryMs);
    const stopMinutes = eachMinute(systemTimers, () => {
      readers.countIn(meter);
      meter.flush();
    });
    const request = urlRequest(event, context.awsRequestId);
    const timed = { request, remainingMs: () => context.getRemainingTimeInMillis() };
    try {
      await serveRequest(new StreamResponse(responseStream), timed, route, service);
    } finally {
      clearInterval(flushing);
      stopMinutes();
      await telemetry.settled();
    }
  },
);
