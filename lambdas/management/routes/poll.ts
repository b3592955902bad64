import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { channelRefusal } from '../../../core/auth/channel-refusal.ts';
import type { Identity } from '../../../core/auth/identity.ts';
import { revokedMessage } from '../../../core/auth/revocation.ts';
import type { Reader } from '../../../core/channel/is-visible.ts';
import { isConnectionOf } from '../../../core/connection/connection-id.ts';
import { type Drain, drainMessage, drainRetryMs } from '../../../core/drain/drain.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import { type PollStart, poll } from '../../../core/stream/poll.ts';
import { formatCursor } from '../../../core/wire/cursor.ts';
import { polledSchema, pollQuerySchema, sinceMsOf } from '../../../core/wire/management/poll.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { isStaff } from '../../../core/wire/role.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import type { ManagementPorts } from '../ports.ts';
import { callerRefusals, json, refusals } from '../responses.ts';

type PollPorts = CallerPorts & Pick<ManagementPorts, 'segments' | 'drains' | 'now' | 'pause'>;

type PollQuery = z.infer<typeof pollQuerySchema>;

/** A revocation ends an open stream within so long; a poll that took longer asks again. */
const revocationDelayMs = 5_000;

/**
 * A poll that waits holds an environment, as a stream does: staff's may, those of strangers are
 * answered at once, and get this as the time to wait (docs/decisions/0054).
 */
const publicPauseMs = 5_000;

/** The channels by polling, for clients that cannot keep a stream open. */
export function pollRoutes(ports: PollPorts) {
  const { segments, revocations, drains, now, pause } = ports;
  const getEvents = createRoute({
    method: 'get',
    path: '/poll',
    operationId: 'poll',
    tags: ['Events'],
    summary: 'The events of a channel after a cursor, as its stream would send them',
    description: 'For whoever may read the channel.',
    security: [{ bearer: [] }, { bearerInQuery: [] }, { sseToken: [] }, { session: [] }],
    middleware: signedIn(ports, { sseToken: true }),
    request: { query: pollQuerySchema },
    responses: {
      200: json('The events, and where to go on', polledSchema),
      ...callerRefusals,
      ...refusals(404),
    },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(getEvents, async context => {
    const query = context.req.valid('query');
    const identity = context.get('identity');
    const refusal = channelRefusal(identity, query.channel);
    if (refusal !== undefined) throw new Refused(refusal.code, refusal.detail);
    refuseWhile(await drains.current(), now());
    const start = startOf(query);
    const startedAtMs = now();
    const mayWait = isStaff(identity.role);
    const { gap, cursor, ...rest } = await poll({
      reader: await readerOf(identity, query),
      channel: query.channel,
      log: new LogReader({ store: segments, channel: query.channel, clock: now }),
      start,
      limit: query.limit,
      waitMs: mayWait ? Math.min(query.wait * 1_000, identity.expiresAtMs - startedAtMs) : 0,
      clock: now,
      pause,
      mayWaitOn: async () => (await drains.current()) === undefined,
    });
    if (rest.events.length === 0) refuseWhile(await drains.current(), now());
    if (now() - startedAtMs > revocationDelayMs && (await revocations.isRevoked(identity))) {
      throw new Refused('TOKEN_REVOKED', revokedMessage);
    }
    const answer = {
      ...rest,
      events: [...rest.events],
      cursor: formatCursor(cursor),
      ...(mayWait || rest.hasMore ? {} : { retryMs: publicPauseMs }),
      ...(gap === undefined ? {} : { gap: { ...gap, to: formatCursor(gap.to) } }),
    };
    return context.json(answer, 200);
  });
}

function refuseWhile(drain: Drain | undefined, nowMs: number): void {
  if (drain === undefined) return;
  const afterSec = Math.ceil(drainRetryMs(drain.untilMs, nowMs, Math.random) / 1_000);
  throw new Refused('DRAINING', drainMessage(drain), { afterSec });
}

function startOf({ cursor, since }: PollQuery): PollStart {
  if (cursor !== undefined && since !== undefined) {
    throw new Refused('QUERY_INVALID', 'received both cursor and since; expected one of them');
  }
  if (cursor !== undefined) return { kind: 'cursor', text: cursor };
  if (since !== undefined) return { kind: 'since', sinceMs: sinceMsOf(since), text: since };
  return { kind: 'latest' };
}

async function readerOf(
  { userId, role }: Identity,
  { types, priority, connectionId }: PollQuery,
): Promise<Reader> {
  // By the id alone: whether somebody else's connection is or was there is returned to nobody.
  if (connectionId !== undefined && !(await isConnectionOf(connectionId, userId))) {
    const detail = `received connectionId=${connectionId}; expected the id of a connection of the caller’s`;
    throw new Refused('CONNECTION_NOT_FOUND', detail);
  }
  return {
    userId,
    role,
    connectionId: connectionId ?? '',
    ...(types === undefined ? {} : { types: new Set(types.split(',')) }),
    ...(priority === undefined ? {} : { minPriority: priority }),
  };
}
