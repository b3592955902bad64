import type { z } from 'zod';
import { channelRefusal } from '../auth/channel-refusal.ts';
import { filterRefusal } from '../auth/filter-refusal.ts';
import type { Identity } from '../auth/identity.ts';
import { liveChannels, strangerTo } from '../auth/live-channels.ts';
import { readerClaims } from '../auth/reader-claims.ts';
import { revokedMessage } from '../auth/revocation.ts';
import type { RevocationCheck } from '../auth/revocations.ts';
import type { Reader } from '../channel/is-visible.ts';
import { channelSelection, liveSelection, type Selection } from '../channel/selection.ts';
import type { Clock } from '../clock.ts';
import { isConnectionOf } from '../connection/connection-id.ts';
import { type Drain, drainMessage, drainRetryMs } from '../drain/drain.ts';
import type { DrainCheck } from '../drain/drains.ts';
import { LogReader } from '../log/log-reader.ts';
import type { SegmentStore } from '../log/segment.ts';
import type { Meter } from '../metrics/meter.ts';
import { filtersIn } from '../wire/channel-filters.ts';
import { channelsOf } from '../wire/channel-list.ts';
import { formatCursor } from '../wire/cursor.ts';
import type { ChannelName } from '../wire/event.ts';
import { type polledSchema, type pollQuerySchema, sinceMsOf } from '../wire/management/poll.ts';
import { Refused } from '../wire/refused.ts';
import { isStaff } from '../wire/role.ts';
import { type PollStart, poll } from './poll.ts';

/** What answering a poll works with. */
export interface AnswerPollPorts {
  /** The log of every channel. */
  readonly segments: SegmentStore;
  readonly drains: DrainCheck;
  readonly revocations: RevocationCheck;
  readonly meter: Pick<Meter, 'count'>;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<unknown>;
}

type PollQuery = z.infer<typeof pollQuerySchema>;

/** A revocation ends an open stream within so long; a poll that took longer asks again. */
const revocationDelayMs = 5_000;

/**
 * A poll that waits holds an environment, as a stream does: staff's may, those of strangers are
 * answered at once, and get this as the time to wait (docs/decisions/0054).
 */
const publicPauseMs = 5_000;

/**
 * The events of a channel after a cursor, for a caller whose token is good.
 *
 * @throws Refused when the caller may not read the channel, or during a drain; for a query that
 *   contradicts itself; for another user's connection; and when the token was revoked meanwhile
 */
export async function answerPoll(
  query: PollQuery,
  identity: Identity,
  ports: AnswerPollPorts,
): Promise<z.infer<typeof polledSchema>> {
  const { segments, revocations, drains, meter, now, pause } = ports;
  const selection = selectionOf(query, identity);
  const refusal = filterRefusal(identity, filtersIn(query), selection.channels);
  if (refusal !== undefined) throw new Refused(refusal.code, refusal.detail);
  refuseWhile(await drains.current(), now());
  const start = startOf(query);
  const startedAtMs = now();
  const mayWait = isStaff(identity.role);
  const logOf = (channel: ChannelName): LogReader =>
    new LogReader({ store: segments, channel, clock: now });
  const { historyOf } = query;
  const { gap, isLoss, cursor, ...rest } = await poll({
    reader: await readerOf(identity, query),
    selection,
    log: logOf(selection.log),
    logOf,
    ...(historyOf === undefined ? {} : { historyOf: channelsOf(historyOf) }),
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
  if (isLoss) meter.count('Gaps', { channel: selection.name });
  return {
    ...rest,
    events: [...rest.events],
    cursor: formatCursor(cursor),
    ...(selection.name === 'live' ? readAs(selection, identity) : {}),
    ...(mayWait || rest.hasMore ? {} : { retryMs: publicPauseMs }),
    ...(gap === undefined ? {} : { gap: { ...gap, to: formatCursor(gap.to) } }),
  };
}

/** For pages: by it they know which of the channels an event belongs to. */
function readAs({ channels }: Selection, identity: Identity) {
  const { userId, role } = identity;
  const { permissions, addresses } = readerClaims(identity);
  return {
    ...{ channels: [...channels], userId, role },
    ...(permissions === undefined ? {} : { permissions: [...permissions] }),
    ...(addresses === undefined ? {} : { addresses: [...addresses] }),
  };
}

function selectionOf(query: PollQuery, identity: Identity): Selection {
  const { channel, channels, historyOf } = query;
  if ((channel === undefined) === (channels === undefined)) {
    const received = channel === undefined ? 'neither channel nor' : 'both channel and';
    throw new Refused('QUERY_INVALID', `received ${received} channels; expected one of them`);
  }
  if (channel !== undefined) {
    // Whether its caller may read those was asked of nobody.
    if (historyOf !== undefined) {
      const detail = `received historyOf=${historyOf} with channel; expected it with channels`;
      throw new Refused('QUERY_INVALID', detail);
    }
    const refusal = channelRefusal(identity, channel);
    if (refusal !== undefined) throw new Refused(refusal.code, refusal.detail);
    return channelSelection(channel);
  }
  const live = liveChannels(identity, channelsOf(channels ?? ''));
  if (live.kind === 'refused') throw new Refused(live.refusal.code, live.refusal.detail);
  const stranger = strangerTo(
    live.channels,
    historyOf === undefined ? undefined : channelsOf(historyOf),
  );
  if (stranger !== undefined) throw new Refused('QUERY_INVALID', stranger);
  return liveSelection(live.channels);
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

/** What is none was never a place in a log, and a moment before history is no place that was reached. */
async function readerOf(identity: Identity, query: PollQuery): Promise<Reader> {
  const { userId, role } = identity;
  const { types, priority, connectionId } = query;
  // By the id alone: whether somebody else's connection is or was there is returned to nobody.
  if (connectionId !== undefined && !(await isConnectionOf(connectionId, userId))) {
    const detail = `received connectionId=${connectionId}; expected the id of a connection of the caller’s`;
    throw new Refused('CONNECTION_NOT_FOUND', detail);
  }
  return {
    userId,
    role,
    connectionId: connectionId ?? '',
    ...readerClaims(identity),
    ...filtersIn(query),
    ...(types === undefined ? {} : { types: new Set(types.split(',')) }),
    ...(priority === undefined ? {} : { minPriority: priority }),
  };
}
