import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { ReaderStream } from '../../core/stream/reader-stream.ts';
import { type Problem, problem } from '../../core/wire/problem.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createEventLogTable } from '../adapters/event-log-table.ts';
import { createLogger } from '../adapters/logger.ts';
import { createStreamLeases } from '../adapters/stream-leases.ts';
import { createTokenKeySource } from '../adapters/token-key.ts';
import { type Admission, admit } from './admit.ts';
import { readConfig } from './config.ts';
import { StreamResponse } from './stream-response.ts';

const config = readConfig();
const logger = createLogger('channel-stream');
logger.appendKeys({ channel: config.channel });
const client = createDocumentClient();
const tokenKey = createTokenKeySource(config.tokenEnvironment);
const leases = createStreamLeases(client, config.connectionsTableName);
const log = new LogReader({
  store: createEventLogTable(client, config.eventLogTableName),
  channel: config.channel,
  clock: systemClock,
});
const tail = new LogTail(log, error => logger.warn('the log could not be read', { error }));

/** AWS ends a response at 200 MB; what is left is for the last words. */
const maxBytes = 190_000_000;
/** Between the stream's own end and the function's deadline. */
const deadlineMarginMs = 5_000;
/** A lease outlives its stream by this much, so that it never ends first. */
const leaseMarginMs = 10_000;

/** One reader of one channel: refused with a problem, or served until its stream's planned end. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEventV2, responseStream: Writable, context: Context) => {
    const response = new StreamResponse(responseStream);
    try {
      const admission = await admit(event, config, tokenKey, systemClock());
      if (admission.kind === 'admitted') await serve(response, admission, event, context);
      else refuse(response, admission.problem);
    } catch (error) {
      logger.error('the stream failed', { error });
      response.refuse(problem('UNAVAILABLE', 'the stream cannot be served right now; try again'));
    }
  },
);

function refuse(response: StreamResponse, reason: Problem): void {
  logger.info('refused', { status: reason.status, code: reason.code });
  response.refuse(reason);
}

async function serve(
  response: StreamResponse,
  { identity, query }: Admission,
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<void> {
  const { userId, role } = identity;
  const { clientId, types, minPriority, lastEventId, historyCount } = query;
  const connectedAtMs = systemClock();
  const endsAtMs = connectedAtMs + streamLifetimeMs(context.getRemainingTimeInMillis());
  const connectionId = randomUUID();
  const lease = await leases.acquire({
    userId,
    role,
    connectionId,
    channel: config.channel,
    ...(clientId === undefined ? {} : { clientId }),
    sourceIp: event.requestContext.http.sourceIp,
    userAgent: event.requestContext.http.userAgent.slice(0, 256),
    connectedAtMs,
    expiresAtMs: endsAtMs + leaseMarginMs,
  });
  const stream = new ReaderStream({
    reader: {
      userId,
      role,
      connectionId,
      ...(types === undefined ? {} : { types }),
      ...(minPriority === undefined ? {} : { minPriority }),
    },
    channel: config.channel,
    log,
    tail,
    output: response,
    ...(lastEventId === undefined ? {} : { lastEventId }),
    historyCount,
    checkLease: lease.check,
    endsAtMs,
    tokenExpiresAtMs: identity.expiresAtMs,
    maxBytes,
    clock: systemClock,
    random: Math.random,
  });
  logger.info('stream opened', { connectionId, userId, role, resumed: lastEventId !== undefined });
  try {
    const reason = await stream.run();
    logger.info('stream ended', { connectionId, userId, reason });
  } finally {
    response.end();
    await lease.release();
  }
}

/** The configured lifetime with its jitter of ±10 %, so that readers do not all return at once. */
function streamLifetimeMs(remainingMs: number): number {
  const jittered = config.streamLifetimeMs * (0.9 + Math.random() * 0.2);
  return Math.max(0, Math.min(jittered, remainingMs - deadlineMarginMs));
}
