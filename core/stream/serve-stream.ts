import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Admission } from '../../lambdas/channel-stream/admit.ts';
import type { Config } from '../../lambdas/channel-stream/config.ts';
import type { StreamResponse } from '../../lambdas/channel-stream/stream-response.ts';
import { systemClock } from '../clock.ts';
import { checkLease } from '../connection/check-lease.ts';
import { claimPlace, type PlacePorts } from '../connection/claim-leases.ts';
import { connectionIdOf } from '../connection/connection-id.ts';
import { HeldConnection } from '../connection/held-connection.ts';
import type { StreamLease, StreamLeaseRequest } from '../connection/stream-leases.ts';
import { type Drain, drainRetryMs } from '../drain/drain.ts';
import type { DoorPorts } from '../limit/door-refusal.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { Statistics } from '../statistics/statistics.ts';
import { countDelivered, countEnd } from '../telemetry/stream-telemetry.ts';
import { cutText } from '../wire/cut-text.ts';
import type { EndReason } from '../wire/end-reason.ts';
import type { Problem } from '../wire/problem.ts';
import type { LogTail } from './log-tail.ts';
import { ReaderStream } from './reader-stream.ts';
import { leaseEndsAtMs, streamLifetimeMs } from './stream-lifetime.ts';

/** AWS ends a response at 200 MB; what is left is for the last words and for comments. */
const maxBytes = 190_000_000;

/** What one stream needs of its invocation and of its process. */
export interface ServeContext extends PlacePorts, Pick<DoorPorts, 'drains'> {
  readonly event: APIGatewayProxyEventV2;
  readonly context: Context;
  readonly config: Pick<Config, 'channel' | 'streamLifetimeSeconds'>;
  readonly log: LogReader;
  readonly tail: LogTail;
  readonly statistics: Statistics;
  readonly logger: Logger;
}

/**
 * Serves an admitted reader, on a place of its own, until its stream's planned end; or says why not,
 * before anything was written.
 */
export async function serveStream(
  response: StreamResponse,
  admission: Admission,
  serving: ServeContext,
): Promise<Problem | undefined> {
  const { config, context, logger, statistics } = serving;
  const connectionId = await connectionIdOf(randomUUID(), admission.identity.userId);
  const connectedAtMs = systemClock();
  const remainingMs = context.getRemainingTimeInMillis();
  const endsAtMs =
    connectedAtMs +
    streamLifetimeMs(config.streamLifetimeSeconds * 1_000, remainingMs, Math.random);
  const life: StreamLife = { connectionId, connectedAtMs, endsAtMs };
  const lease = leaseRequest(admission, serving, life);
  const { identity } = admission;
  const deadlineMs = connectedAtMs + remainingMs;
  const place = await claimPlace({ lease, identity, deadlineMs }, serving);
  if (place.kind === 'refused') return place.problem;
  const { userId, role } = identity;
  const resumed = admission.query.lastEventId !== undefined;
  try {
    logger.info('stream opened', { connectionId, userId, role, resumed });
    const stream = readerStream(response, admission, serving, life, place.lease);
    const reason = await stream.run();
    logger.info('stream ended', { connectionId, userId, reason });
    countEnd(statistics, config.channel, reason);
  } finally {
    await place.release();
  }
  response.end();
  return undefined;
}

/** One stream's name, and its planned time. */
interface StreamLife {
  readonly connectionId: string;
  readonly connectedAtMs: number;
  readonly endsAtMs: number;
}

function leaseRequest(
  { identity, query }: Admission,
  { config, event }: ServeContext,
  { connectionId, connectedAtMs, endsAtMs }: StreamLife,
): StreamLeaseRequest {
  const { userId, role, tokenId, sessionId } = identity;
  const { sourceIp, userAgent } = event.requestContext.http;
  return {
    userId,
    role,
    connectionId,
    channel: config.channel,
    ...(query.clientId === undefined ? {} : { clientId: query.clientId }),
    ...query.label,
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    sourceIp,
    userAgent: cutText(userAgent ?? '', 256),
    connectedAtMs,
    expiresAtMs: leaseEndsAtMs(endsAtMs),
  };
}

function readerStream(
  output: StreamResponse,
  { identity, query }: Admission,
  { config, log, tail, drains, logger, statistics }: ServeContext,
  { connectionId, connectedAtMs, endsAtMs }: StreamLife,
  lease: StreamLease,
): ReaderStream {
  const { types, minPriority, lastEventId, historyCount } = query;
  const { userId, role } = identity;
  const held = new HeldConnection(connectedAtMs);
  let drain: Drain | undefined;
  const checked = async (): Promise<EndReason | undefined> => {
    drain = await drains.current();
    if (drain !== undefined) return 'draining';
    try {
      const onUntold = (error: unknown): void =>
        logger.warn('the lease could not be told', { connectionId, error });
      return await checkLease(lease, held, onUntold, systemClock());
    } catch (error) {
      logger.warn('the lease could not be read', { connectionId, error });
      return undefined;
    }
  };
  return new ReaderStream({
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
    output,
    ...(lastEventId === undefined ? {} : { lastEventId }),
    historyCount,
    onOpened: () => {
      held.happened('opened', systemClock());
      // Not only with the next check: admins see at once who is there.
      void checked();
    },
    onDelivered: events => {
      const nowMs = systemClock();
      held.happened('active', nowMs);
      countDelivered(statistics, config.channel, events, nowMs);
    },
    checkLease: checked,
    drainRetryMs: () => drain && drainRetryMs(drain.untilMs, systemClock(), Math.random),
    endsAtMs,
    tokenExpiresAtMs: identity.expiresAtMs,
    maxBytes,
    clock: systemClock,
    random: Math.random,
  });
}
