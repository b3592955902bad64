import type { KeySource } from '../../../core/auth/key-source.ts';
import type { Secrets } from '../../../core/auth/secrets.ts';
import { channelSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import { BufferedMeter } from '../../../core/metrics/buffered-meter.ts';
import { Accumulator } from '../../../core/statistics/accumulator.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { OpenReaders } from '../../../core/stream/open-readers.ts';
import { OpenStreams } from '../../../core/stream/open-streams.ts';
import type { ServePorts } from '../../../core/stream/serve-stream.ts';
import type { StreamService } from '../../../lambdas/adapters/streams/serve-request.ts';
import { StreamServer } from '../../../lambdas/stream-server/stream-server.ts';
import { benchAudience, benchIssuer, benchSecret } from '../bench-token.ts';
import { MemoryLog } from '../memory-log.ts';
import type { PeerServer } from '../peer.ts';
import { tickMs } from '../tick.ts';

const hourMs = 3_600_000;
const selection = channelSelection('fights');

/**
 * The server of Web Functions as it is, from a request and its token to the socket: over a log in
 * memory, which is read once a tick, and with leases that are always there.
 */
export async function startOurs(): Promise<PeerServer> {
  const log = new MemoryLog(selection.log);
  const tail = new LogTail(log.reader, fail, tickMs);
  const ports = portsOver(log, tail);
  const { streams } = ports;
  const server = new StreamServer({
    service: serviceOf(ports),
    allowedOrigins: [],
    streams,
    // As many as the bench asks for.
    capacity: { refusal: () => undefined },
    maxConnections: Number.POSITIVE_INFINITY,
    now: systemClock,
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    port,
    readers: () => streams.size,
    deliver: async events => {
      const seq = log.append(events);
      await passedOn(tail, seq);
    },
  };
}

function serviceOf(ports: ServePorts): StreamService {
  const { statistics, drains } = ports;
  return {
    rules: {
      allowedOrigins: [],
      jwtIssuer: benchIssuer,
      jwtAudience: [benchAudience],
      frontDoorOrigin: undefined,
    },
    keys: { tokenKey: { kind: 'secret', source: secrets }, sseSecrets: secrets },
    ports: {
      connect: { attempts: { take: async () => ({ kind: 'within' }), expectation: '' }, drains },
      of: () => ports,
    },
    telemetry: { statistics, audit: { record: fail, settled: nothing } },
    logger: { info: () => undefined, error: fail },
  };
}

const secrets: KeySource<Secrets> = {
  known: async () => ({ current: benchSecret }),
  renewed: nothing,
  check: nothing,
};

function portsOver(log: MemoryLog, tail: LogTail): ServePorts {
  const statistics = new Accumulator({
    store: { add: nothing },
    clock: systemClock,
    onFailure: fail,
  });
  // Counted as it is deployed; nothing reads the lines.
  const meter = new BufferedMeter({ write: () => undefined, onFailure: fail, random: Math.random });
  return {
    log: log.reader,
    logOf: () => log.reader,
    audiences: new Audiences(tail, { statistics, meter, now: systemClock }),
    drains: { current: nothing },
    lifetimeMs: hourMs,
    statistics,
    meter,
    readers: new OpenReaders(),
    reports: {
      opened: () => undefined,
      ended: () => undefined,
      heartbeatFailed: (_, error) => fail(error),
      leaseUnreadable: (_, error) => fail(error),
      leaseKept: (_, error) => fail(error),
    },
    heart: new Heart(systemTimers),
    streams: new OpenStreams(),
    leaseCheckMs: 60_000,
    addresses: { acquire: async () => nothing },
    leases: {
      acquire: async () => ({ heartbeat: async () => true, check: nothing, release: nothing }),
    },
    revocations: { isRevoked: async () => false },
  };
}

/** Resolves when the tail has passed everything up to there on. */
async function passedOn(tail: LogTail, seq: number): Promise<void> {
  const passed = Promise.withResolvers<void>();
  const leave = tail.join({
    advance: (_, position) => {
      if (position.seq >= seq) passed.resolve();
    },
    stop: reason => passed.reject(new Error(`the tail ended: ${reason}`)),
  });
  await passed.promise.finally(leave);
}

async function nothing(): Promise<undefined> {
  return undefined;
}

/** Whatever happens that is no delivery would be in the figures: it ends the process. */
function fail(...received: readonly unknown[]): never {
  throw new Error('expected nothing but streams', { cause: received });
}
