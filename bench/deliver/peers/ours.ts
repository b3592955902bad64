import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { channelSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import { Accumulator } from '../../../core/statistics/accumulator.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { OpenStreams } from '../../../core/stream/open-streams.ts';
import { type ServePorts, serveStream } from '../../../core/stream/serve-stream.ts';
import type { StreamRequest } from '../../../core/stream/stream-request.ts';
import { WritableOutput } from '../../../lambdas/adapters/streams/writable-output.ts';
import { listen } from '../listen.ts';
import { MemoryLog } from '../memory-log.ts';
import type { PeerServer } from '../peer.ts';
import { tickMs } from '../tick.ts';

const hourMs = 3_600_000;
const selection = channelSelection('fights');

/**
 * The streams of the stack as they are, from the claim of a lease to the write: over a log in memory,
 * which is read once a tick, and with leases that are always there.
 */
export async function startOurs(): Promise<PeerServer> {
  const log = new MemoryLog(selection.log);
  const tail = new LogTail(log.reader, fail, tickMs);
  const ports = portsOver(log, tail);
  let opened = 0;
  const server = createServer((request, response) => {
    opened += 1;
    void serve(request, response, `reader-${opened}`, ports).catch(fail);
  });
  const port = await listen(server);
  return {
    port,
    readers: () => ports.streams.size,
    deliver: async events => {
      const seq = log.append(events);
      await passedOn(tail, seq);
    },
  };
}

async function serve(
  { headers, socket }: IncomingMessage,
  response: ServerResponse,
  userId: string,
  ports: ServePorts,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  const request: StreamRequest = {
    identity: { userId, role: 'operator', permissions: [], expiresAtMs: Date.now() + hourMs },
    query: { kind: 'query', historyCount: 0, filters: {}, label: {} },
    selection,
    sourceIp: socket.remoteAddress ?? '',
    userAgent: headers['user-agent'] ?? '',
    remainingMs: hourMs,
  };
  await serveStream(new WritableOutput(response), request, ports);
}

function portsOver(log: MemoryLog, tail: LogTail): ServePorts {
  const statistics = new Accumulator({
    store: { add: async () => undefined },
    clock: systemClock,
    onFailure: fail,
  });
  const nothing = async (): Promise<undefined> => undefined;
  return {
    log: log.reader,
    logOf: () => log.reader,
    audiences: new Audiences(tail, { statistics, now: systemClock }),
    drains: { current: nothing },
    lifetimeMs: hourMs,
    statistics,
    reports: {
      opened: () => undefined,
      ended: () => undefined,
      heartbeatFailed: (_, error) => fail(error),
      leaseUnreadable: (_, error) => fail(error),
    },
    heart: new Heart(systemTimers),
    streams: new OpenStreams(),
    leaseCheckMs: 60_000,
    publicStreams: { areOffered: false, acquire: nothing },
    liveStreams: { acquire: nothing },
    addresses: { acquire: async () => true, release: nothing },
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

function fail(error: unknown): never {
  throw error;
}
