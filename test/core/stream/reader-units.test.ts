import { randomUUID } from 'node:crypto';
import { channelSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { OpenStreams } from '../../../core/stream/open-streams.ts';
import { type ServePorts, serveStream } from '../../../core/stream/serve-stream.ts';
import { watchMailbox } from '../../../core/stream/watch-mailbox.ts';
import { createAddressLeases } from '../../../lambdas/adapters/connections/address-leases.ts';
import { createMailbox } from '../../../lambdas/adapters/connections/mailboxes.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { createDrains } from '../../../lambdas/adapters/limits/drains.ts';
import { createConnectionsTable } from '../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { noNotices } from '../../support/no-notices.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { testOutput } from '../../support/test-output.ts';

/**
 * What readers consume of the tables Connections and Limits while their streams are open, counted by the
 * engine. Their time passes second by second; what the engine answers takes its own.
 */

let engine: TestEngine;
let underWay = 0;
let consumed = { readUnits: 0, writeUnits: 0 };

beforeEach(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, 'Connections');
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...keys });
  engine.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        underWay += 1;
        try {
          const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
          const result = await next({ ...args, input } as typeof args);
          const { ConsumedCapacity } = result.output as { ConsumedCapacity?: unknown };
          const units = [ConsumedCapacity]
            .flat()
            .reduce<number>((sum, each) => sum + (each as { CapacityUnits: number }).CapacityUnits, 0);
          consumed[/Get|Query/.test(commandName) ? 'readUnits' : 'writeUnits'] += units;
          return result;
        } finally {
          underWay -= 1;
        }
      },
    { step: 'initialize', name: 'countUnits' },
  );
  // Only the heart, the watch and the time itself: requests to the engine wait by timers, too.
  jest.useFakeTimers({
    doNotFake: [
      ...(['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const),
      ...(['nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
    ],
  });
});
afterEach(async () => {
  jest.useRealTimers();
  await engine.stop();
});

/** Until no request is under way, and none follows. */
async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet += 1) {
    await new Promise(resolve => setImmediate(resolve));
    if (underWay > 0) quiet = 0;
  }
}

/** What is consumed while so many seconds pass. */
async function unitsOf(seconds: number) {
  await settled();
  consumed = { readUnits: 0, writeUnits: 0 };
  for (let second = 0; second < seconds; second += 1) {
    jest.advanceTimersByTime(1_000);
    await settled();
  }
  return consumed;
}

function processOf(change: Partial<ServePorts>): ServePorts {
  const { client } = engine;
  const limits = { client, tableName: 'Limits', now: systemClock };
  const store = memorySegments();
  const logOf = () => new LogReader({ store, channel: 'fights', clock: systemClock });
  const freely = { areOffered: true, acquire: async () => async () => undefined };
  const slots = { publicStreams: freely, liveStreams: freely };
  const caps = { streamsPerStaff: 50, streamsPerUser: 2 };
  const tail = new LogTail(logOf(), () => undefined);
  return {
    ...slots,
    addresses: createAddressLeases({ ...limits, cap: 100 }),
    leases: createStreamLeases(client, 'Connections', caps, noNotices),
    revocations: { isRevoked: async () => false },
    ...{ log: logOf(), logOf, streams: new OpenStreams(), lifetimeMs: 3_600_000 },
    leaseCheckMs: 5_000,
    audiences: new Audiences(tail, { statistics: silentStatistics, now: systemClock }),
    drains: createDrains(client, 'Limits', systemClock, () => undefined),
    statistics: silentStatistics,
    reports: {
      opened: () => undefined,
      ended: () => undefined,
      heartbeatFailed: error => expect(error).toBeUndefined(),
      leaseUnreadable: error => expect(error).toBeUndefined(),
    },
    heart: new Heart(systemTimers),
    ...change,
  };
}

/** Opens a stream of an admin's own, and returns once it has sent its first frame. */
async function open(ports: ServePorts): Promise<void> {
  const connected = Promise.withResolvers<void>();
  const output = testOutput(bytes => {
    if (Buffer.from(bytes).includes('event: connected')) connected.resolve();
  });
  const identity = {
    ...{ userId: randomUUID(), role: 'admin', permissions: [] },
    expiresAtMs: Date.now() + 36_000_000,
  };
  void serveStream(
    Object.assign(output, { end: () => undefined }),
    {
      identity,
      query: { kind: 'query', historyCount: 0, filters: {}, label: {} },
      selection: channelSelection('fights'),
      ...{ sourceIp: '203.0.113.7', userAgent: 'jest', remainingMs: 36_000_000 },
    },
    ports,
  );
  await connected.promise;
}

test('a stream with a function of its own: its lease twelve times a minute, the drain as often', async () => {
  const streams = new OpenStreams();
  await open(processOf({ streams }));
  await unitsOf(60);
  const tenMinutes = await unitsOf(600);
  streams.close('shutdown');
  await settled();
  console.log(tenMinutes);
});

test('streams that share a process: a heartbeat a minute each, and a mailbox for all', async () => {
  const counts = [];
  for (const readers of [1, 10]) {
    const streams = new OpenStreams();
    const ports = processOf({ streams, leaseCheckMs: 60_000, mailboxId: `m-${readers}` });
    watchMailbox({
      mailbox: createMailbox(engine.client, 'Limits', `m-${readers}`),
      ...{ drains: ports.drains, streams, clock: systemTimers },
      onFailure: error => expect(error).toBeUndefined(),
    });
    await Promise.all(Array.from({ length: readers }, () => open(ports)));
    await unitsOf(60);
    counts.push(await unitsOf(600));
    streams.close('shutdown');
    await settled();
  }
  console.log(counts);
});
