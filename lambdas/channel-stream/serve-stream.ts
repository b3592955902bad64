import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { revokedMessage } from '../../core/auth/revocation.ts';
import { systemClock } from '../../core/clock.ts';
import type { LogReader } from '../../core/log/log-reader.ts';
import type { LogTail } from '../../core/stream/log-tail.ts';
import { ReaderStream } from '../../core/stream/reader-stream.ts';
import { type Problem, problem } from '../../core/wire/problem.ts';
import type { RevocationCheck } from '../adapters/revocations-table.ts';
import type { StreamLease, StreamLeases } from '../adapters/stream-leases.ts';
import type { Admission } from './admit.ts';
import type { Config } from './config.ts';
import { streamLifetimeMs } from './stream-lifetime.ts';
import type { StreamResponse } from './stream-response.ts';

/** AWS ends a response at 200 MB; what is left is for the last words and for comments. */
const maxBytes = 190_000_000;
/** A lease outlives its stream by this much, so that it never ends first. */
const leaseMarginMs = 10_000;

/** What one stream needs of its invocation and of its process. */
export interface ServeContext {
  readonly event: APIGatewayProxyEventV2;
  readonly context: Context;
  readonly config: Pick<Config, 'channel' | 'streamLifetimeMs'>;
  readonly log: LogReader;
  readonly tail: LogTail;
  readonly leases: StreamLeases;
  readonly revocations: RevocationCheck;
  readonly logger: Logger;
}

/**
 * Serves an admitted reader, on a slot of its own, until its stream's planned end; or says why not,
 * before anything was written.
 */
export async function serveStream(
  response: StreamResponse,
  admission: Admission,
  serving: ServeContext,
): Promise<Problem | undefined> {
  const { config, context, event, leases, logger, revocations } = serving;
  const { identity } = admission;
  const { userId, role, tokenId, sessionId } = identity;
  // Before it takes a slot, perhaps from a stream that has every right to it.
  if (await revocations.isRevoked(identity)) return problem('TOKEN_REVOKED', revokedMessage);
  const connectionId = randomUUID();
  const connectedAtMs = systemClock();
  const remainingMs = context.getRemainingTimeInMillis();
  const endsAtMs =
    connectedAtMs + streamLifetimeMs(config.streamLifetimeMs, remainingMs, Math.random);
  const { clientId } = admission.query;
  const { sourceIp, userAgent } = event.requestContext.http;
  const lease = await leases.acquire({
    userId,
    role,
    connectionId,
    channel: config.channel,
    ...(clientId === undefined ? {} : { clientId }),
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    sourceIp,
    userAgent: userAgent?.slice(0, 256) ?? '',
    connectedAtMs,
    expiresAtMs: endsAtMs + leaseMarginMs,
  });
  const resumed = admission.query.lastEventId !== undefined;
  try {
    // And again: whoever revokes from now on finds the lease, whoever did before is found here.
    if (await revocations.isRevoked(identity)) return problem('TOKEN_REVOKED', revokedMessage);
    logger.info('stream opened', { connectionId, userId, role, resumed });
    const stream = readerStream(response, admission, serving, { connectionId, lease, endsAtMs });
    const reason = await stream.run();
    logger.info('stream ended', { connectionId, userId, reason });
  } finally {
    await lease.release();
  }
  response.end();
  return undefined;
}

function readerStream(
  output: StreamResponse,
  { identity, query }: Admission,
  { config, log, tail, logger }: ServeContext,
  life: { readonly connectionId: string; readonly lease: StreamLease; readonly endsAtMs: number },
): ReaderStream {
  const { types, minPriority, lastEventId, historyCount } = query;
  return new ReaderStream({
    reader: {
      userId: identity.userId,
      role: identity.role,
      connectionId: life.connectionId,
      ...(types === undefined ? {} : { types }),
      ...(minPriority === undefined ? {} : { minPriority }),
    },
    channel: config.channel,
    log,
    tail,
    output,
    ...(lastEventId === undefined ? {} : { lastEventId }),
    historyCount,
    checkLease: async () => {
      try {
        return await life.lease.check();
      } catch (error) {
        logger.warn('the lease could not be read', { connectionId: life.connectionId, error });
        return undefined;
      }
    },
    endsAtMs: life.endsAtMs,
    tokenExpiresAtMs: identity.expiresAtMs,
    maxBytes,
    clock: systemClock,
    random: Math.random,
  });
}
