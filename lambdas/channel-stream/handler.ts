import type { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { OpenStreams } from '../../core/stream/open-streams.ts';
import { recordRefusal } from '../../core/telemetry/stream-telemetry.ts';
import { failureCategory } from '../../core/wire/failure-category.ts';
import { problem } from '../../core/wire/problem.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createCredentialKeys } from '../adapters/identity/token-key.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { readConfig } from './config.ts';
import { createReaderPorts } from './reader-ports.ts';
import { serveRequest } from './serve-request.ts';
import { StreamResponse } from './stream-response.ts';

/** Nobody waits for it: the stream has ended by then. */
const telemetryBoundMs = 3_000;
const flushEveryMs = 10_000;

/** The local host asks with it when there is newer code; Lambda asks only functions with an extension. */
const streams = new OpenStreams();
process.once('SIGTERM', () => streams.close('shutdown'));

const config = readConfig();
const { channel } = config;
const logger = createLogger('channel-stream');
logger.appendKeys({ channel });
const client = createDocumentClient();
const telemetry = createTelemetry(config, { client, logger, boundMs: telemetryBoundMs });
const { statistics } = telemetry;
const keys = createCredentialKeys(config, logger);
const ports = createReaderPorts(config, { client, logger, statistics, streams });

/** One reader of one channel: refused with a problem, or served until its stream's planned end. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEventV2, responseStream: Writable, context: Context) => {
    const response = new StreamResponse(responseStream);
    const flushing = setInterval(() => void statistics.flush(), flushEveryMs);
    statistics.request(channel);
    logger.appendKeys({ correlationId: context.awsRequestId });
    try {
      const refusal = await serveRequest(response, { event, context }, { config, keys, ports });
      if (refusal === undefined) return;
      response.refuse(refusal.problem, refusal.retryAfterSec);
      const { status, code, category } = refusal.problem;
      logger.info('refused a stream request', { status, code, category });
      const { sourceIp } = event.requestContext.http;
      const correlationId = context.awsRequestId;
      recordRefusal(refusal, { channel, sourceIp, correlationId, atMs: systemClock() }, telemetry);
    } catch (error) {
      const category = failureCategory(error);
      statistics.error(channel, category);
      logger.error('stream failed', { error, category });
      response.refuse(problem('UNAVAILABLE', 'the stream cannot be served right now; try again'));
    } finally {
      clearInterval(flushing);
      await telemetry.settled();
    }
  },
);
