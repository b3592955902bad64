import { channelSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import type { Meter } from '../../../core/metrics/meter.ts';
import { meteredStatistics } from '../../../core/statistics/metered-statistics.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { OpenReaders } from '../../../core/stream/open-readers.ts';
import { OpenStreams } from '../../../core/stream/open-streams.ts';
import { type ServePorts, serveStream } from '../../../core/stream/serve-stream.ts';
import { noDrain } from '../../support/no-drain.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { type SseMessage, SseParser } from '../../support/sse-parser.ts';
import { testOutput } from '../../support/test-output.ts';

const hourMs = 3_600_000;

/** A process that serves streams of fights from this log, and counts on that meter. */
export function streamProcess(store: SegmentStore, meter: Meter) {
  const readers = new OpenReaders();
  const streams = new OpenStreams();
  const logOf = () => new LogReader({ store, channel: 'fights', clock: systemClock });
  const tail = new LogTail(logOf(), () => undefined);
  const statistics = meteredStatistics(silentStatistics, meter);
  const none = async () => undefined;
  const ports: ServePorts = {
    ...{ log: logOf(), logOf, streams, readers, meter, statistics, drains: noDrain },
    ...{ leaseCheckMs: hourMs, lifetimeMs: hourMs, heart: new Heart(systemTimers) },
    audiences: new Audiences(tail, { statistics, meter, now: systemClock }),
    addresses: { acquire: async () => none },
    leases: { acquire: async () => ({ heartbeat: async () => true, check: none, release: none }) },
    revocations: { isRevoked: async () => false },
    reports: {
      opened: () => undefined,
      ended: () => undefined,
      heartbeatFailed: () => undefined,
      leaseUnreadable: () => undefined,
      leaseKept: () => undefined,
    },
  };
  return { readers, streams, open: (lastEventId?: string) => openStream(ports, lastEventId) };
}

/** A reader's stream, and its messages as they come. */
function openStream(ports: ServePorts, lastEventId?: string) {
  const parser = new SseParser(lastEventId);
  const waiting = new Set<() => void>();
  const output = testOutput(bytes => {
    parser.push(bytes);
    for (const wake of waiting) wake();
  });
  const served = serveStream(
    Object.assign(output, { end: () => undefined }),
    {
      identity: {
        ...{ userId: 'ana', role: 'admin', permissions: [] },
        expiresAtMs: Date.now() + hourMs,
      },
      query: {
        ...{ kind: 'query', historyCount: 0, filters: {}, label: {} },
        ...(lastEventId === undefined ? {} : { lastEventId }),
      },
      selection: channelSelection('fights'),
      ...{ sourceIp: '203.0.113.7', userAgent: 'jest', requestId: 'r-1', remainingMs: hourMs },
    },
    ports,
  );
  return {
    /** The first message of that event, now or once it comes. */
    until: async (event: string): Promise<SseMessage> => {
      for (;;) {
        const found = parser.messages.find(message => message.event === event);
        if (found !== undefined) return found;
        await new Promise<void>(resolve => {
          waiting.add(resolve);
        });
        waiting.clear();
      }
    },
    /** Resolves at its end. */
    served,
  };
}
