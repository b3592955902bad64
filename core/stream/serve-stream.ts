import { type ReaderClaims, readerClaims } from '../auth/reader-claims.ts';
import type { Reader } from '../channel/is-visible.ts';
import type { Selection } from '../channel/selection.ts';
import { systemClock, systemTimers } from '../clock.ts';
import { checkLease } from '../connection/check-lease.ts';
import { claimLeases, type LeasePorts } from '../connection/claim-leases.ts';
import { connectionIdOf } from '../connection/connection-id.ts';
import { HeldConnection } from '../connection/held-connection.ts';
import type { StreamLease, StreamLeaseRequest } from '../connection/stream-leases.ts';
import { drainRetryMs } from '../drain/drain.ts';
import type { DrainCheck } from '../drain/drains.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Statistics } from '../statistics/statistics.ts';
import { countEnd } from '../telemetry/stream-telemetry.ts';
import { cutText } from '../wire/cut-text.ts';
import type { EndReason, StreamEnd } from '../wire/end-reason.ts';
import type { StreamName } from '../wire/event.ts';
import { type Problem, problem } from '../wire/problem.ts';
import type { Audiences } from './audience.ts';
import type { LogOf } from './channel-histories.ts';
import type { Heart } from './heart.ts';
import type { OpenReaders } from './open-readers.ts';
import type { OpenStreams } from './open-streams.ts';
import { ReaderStream } from './reader-stream.ts';
import { leaseEndsAtMs, streamLifetimeMs } from './stream-lifetime.ts';
import type { StreamOutput } from './stream-output.ts';
import type { StreamRequest } from './stream-request.ts';

/**
 * Lambda ends a response at 200 MB; what is left is for the final frames and for comments.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
const maxBytes = 190_000_000;

/** Why a process that ends lets nobody in. */
export const processEnds =
  'received a request while this process ends; expected it again, of another one';

/** Whose stream it is. */
interface ReportedStream {
  readonly channel: StreamName;
  /** Of the request. */
  readonly correlationId: string;
  readonly connectionId: string;
  readonly userId: string;
}

/** What is reported of a stream, for the log. */
export interface StreamReports {
  /** `resumed`: whether it came with a cursor. */
  opened(stream: ReportedStream & { readonly role: string; readonly resumed: boolean }): void;
  ended(stream: ReportedStream & { readonly reason: StreamEnd }): void;
  heartbeatFailed(connectionId: string, error: unknown): void;
  leaseUnreadable(connectionId: string, error: unknown): void;
  /** It could not be given back, and counts until it expires. */
  leaseKept(connectionId: string, error: unknown): void;
}

/** What serving a stream works with: the process's own, shared by its readers. */
export interface ServePorts extends LeasePorts {
  /** The log that is followed, and all who follow its tail. */
  readonly log: LogReader;
  readonly audiences: Audiences;
  readonly logOf: LogOf;
  readonly drains: DrainCheck;
  /** The planned lifetime of a stream in milliseconds, before the jitter. */
  readonly lifetimeMs: number;
  readonly statistics: Statistics;
  readonly meter: Pick<Meter, 'count'>;
  readonly readers: OpenReaders;
  readonly reports: StreamReports;
  readonly heart: Heart;
  /** All streams of the process. */
  readonly streams: OpenStreams;
  /** How often a stream looks at its lease; a minute at most. */
  readonly leaseCheckMs: number;
  /** Where the process is notified that a lease ended, if it has a mailbox. */
  readonly mailboxId?: string;
}

/** Where a stream is written; ended once all is. Before anything was written, `end` does nothing. */
type EndableOutput = StreamOutput & { end(): void };

/**
 * Serves an admitted reader, on leases of its own, until its stream's planned end; or returns why not,
 * before anything was written.
 */
export async function serveStream(
  output: EndableOutput,
  request: StreamRequest,
  ports: ServePorts,
): Promise<Problem | undefined> {
  const { identity, query, selection, requestId: correlationId, remainingMs } = request;
  const { userId, role } = identity;
  const connectionId = await connectionIdOf(globalThis.crypto.randomUUID(), userId);
  const connectedAtMs = systemClock();
  const endsAtMs = connectedAtMs + streamLifetimeMs(ports.lifetimeMs, remainingMs, Math.random);
  const life: StreamLife = { connectionId, connectedAtMs, endsAtMs };
  const lease = leaseRequest(request, life, ports.mailboxId);
  const deadlineMs = connectedAtMs + remainingMs;
  const { reports, statistics, streams, readers } = ports;
  const { name: channel } = selection;
  const reported = { channel, correlationId, connectionId, userId };
  const place = streams.expect(connectionId);
  try {
    // What is taken now may not be given back in time.
    if (streams.isClosed) return problem('UNAVAILABLE', processEnds);
    const claimed = await claimLeases({ lease, identity, deadlineMs }, ports);
    if (claimed.kind === 'refused') return claimed.problem;
    const readerLeft = readers.add(channel);
    try {
      reports.opened({ ...reported, role, resumed: query.lastEventId !== undefined });
      const stream = readerStream(output, request, ports, life, claimed.lease);
      const running = stream.run();
      place.fill(stream);
      const reason = await running;
      reports.ended({ ...reported, reason });
      countEnd(statistics, channel, reason);
    } finally {
      // What the reader waits for comes first: to release a lease takes its time, and may fail.
      output.end();
      readerLeft();
      await claimed.release().catch(error => reports.leaseKept(connectionId, error));
    }
  } finally {
    streams.leave(connectionId);
  }
  return undefined;
}

/** One stream's name, and its planned time. */
interface StreamLife {
  readonly connectionId: string;
  readonly connectedAtMs: number;
  readonly endsAtMs: number;
}

function leaseRequest(
  { identity, query, selection, sourceIp, userAgent }: StreamRequest,
  { connectionId, connectedAtMs, endsAtMs }: StreamLife,
  mailboxId: string | undefined,
): StreamLeaseRequest {
  const { userId, role, tokenId, sessionId } = identity;
  return {
    userId,
    role,
    connectionId,
    channel: selection.name,
    ...(selection.name === 'live' ? { channels: selection.channels } : {}),
    ...leasedClaims(readerClaims(identity), selection),
    ...query.filters,
    ...(query.clientId === undefined ? {} : { clientId: query.clientId }),
    ...query.label,
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(mailboxId === undefined ? {} : { mailbox: mailboxId }),
    sourceIp,
    userAgent: cutText(userAgent, 256),
    connectedAtMs,
    expiresAtMs: leaseEndsAtMs(endsAtMs),
  };
}

/** Names that the user has elsewhere are kept only where something that is shown is found by them. */
function leasedClaims({ addresses, ...claims }: ReaderClaims, { channels }: Selection) {
  return addresses && channels.includes('payment-streams') ? { ...claims, addresses } : claims;
}

function readerStream(
  output: StreamOutput,
  { identity, query, selection }: StreamRequest,
  { log, audiences, logOf, drains, heart, leaseCheckMs, reports, meter }: ServePorts,
  { connectionId, connectedAtMs, endsAtMs }: StreamLife,
  lease: StreamLease,
): ReaderStream {
  const { types, minPriority, lastEventId, historyCount, historyOf } = query;
  const { userId, role } = identity;
  const held = new HeldConnection(connectedAtMs, leaseCheckMs);
  const checked = async (): Promise<EndReason | undefined> => {
    if ((await drains.current()) !== undefined) return 'draining';
    try {
      const onHeartbeatFailed = (error: unknown): void =>
        reports.heartbeatFailed(connectionId, error);
      return await checkLease(lease, held, onHeartbeatFailed, systemClock());
    } catch (error) {
      reports.leaseUnreadable(connectionId, error);
      throw error;
    }
  };
  const reader: Reader = {
    userId,
    role,
    connectionId,
    ...readerClaims(identity),
    ...query.filters,
    ...(types === undefined ? {} : { types }),
    ...(minPriority === undefined ? {} : { minPriority }),
  };
  return new ReaderStream({
    reader,
    selection,
    log,
    audiences,
    logOf,
    ...(historyOf === undefined ? {} : { historyOf }),
    output,
    ...(lastEventId === undefined ? {} : { lastEventId }),
    historyCount,
    onOpened: () => held.happened('opened', systemClock()),
    onLoss: () => meter.count('Gaps', { channel: selection.name }),
    onActive: () => held.happened('active', systemClock()),
    checkLease: checked,
    checkEveryMs: leaseCheckMs,
    drainRetryMs: async () => {
      const drain = await drains.current();
      return drain && drainRetryMs(drain.untilMs, systemClock(), Math.random);
    },
    endsAtMs,
    tokenExpiresAtMs: identity.expiresAtMs,
    maxBytes,
    heart,
    clock: systemTimers,
    random: Math.random,
  });
}
