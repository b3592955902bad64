import { randomUUID } from 'node:crypto';
import { channelSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { OpenReaders } from '../../../core/stream/open-readers.ts';
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
import { silentMeter } from '../../support/silent-meter.ts';
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
            .reduce<number>(
              (sum, each) => sum + (each as { CapacityUnits: number }).CapacityUnits,
              0,
            );
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

/** What is consumed meanwhile, once all is answered. */
async function unitsOf(doing: () => Promise<void>) {
  await settled();
  consumed = { readUnits: 0, writeUnits: 0 };
  await doing();
  await settled();
  return { ...consumed };
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    jest.advanceTimersByTime(1_000);
    await settled();
  }
}

function processOf(change: Partial<ServePorts>): ServePorts {
  const { client } = engine;
  const limits = { client, tableName: 'Limits', now: systemClock };
  const store = memorySegments();
  const logOf = () => new LogReader({ store, channel: 'fights', clock: systemClock });
  const caps = { streamsPerStaff: 50, streamsPerUser: 2 };
  const tail = new LogTail(logOf(), () => undefined);
  return {
    addresses: createAddressLeases({ ...limits, cap: 100 }),
    leases: createStreamLeases(client, 'Connections', caps, noNotices),
    revocations: { isRevoked: async () => false },
    ...{ log: logOf(), logOf, streams: new OpenStreams(), lifetimeMs: 3_600_000 },
    leaseCheckMs: 4_000,
    audiences: new Audiences(tail, {
      ...{ statistics: silentStatistics, meter: silentMeter, now: systemClock },
    }),
    drains: createDrains(client, 'Limits', systemClock, () => undefined),
    statistics: silentStatistics,
    meter: silentMeter,
    readers: new OpenReaders(),
    reports: {
      opened: () => undefined,
      ended: () => undefined,
      heartbeatFailed: error => expect(error).toBeUndefined(),
      leaseUnreadable: error => expect(error).toBeUndefined(),
      leaseKept: error => expect(error).toBeUndefined(),
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
      ...{ sourceIp: '203.0.113.7', userAgent: 'jest', requestId: 'r-1', remainingMs: 36_000_000 },
    },
    ports,
  );
  await connected.promise;
}

test('a stream with a function of its own looks at its lease fifteen times a minute', async () => {
  const streams = new OpenStreams();
  expect(await unitsOf(() => open(processOf({ streams })))).toEqual({
    readUnits: 1.5,
    writeUnits: 7,
  });
  // By then it is idle.
  await pass(120);
  // Of 45 looks 42 read the lease; three are heartbeats, each three writes: of the table and of two indexes.
  expect(await unitsOf(() => pass(180))).toEqual({ readUnits: 53, writeUnits: 9 });
  // What it gives back it knows: nothing is looked up.
  expect(await unitsOf(async () => streams.close('shutdown'))).toEqual({
    readUnits: 0,
    writeUnits: 4,
  });
});

test.each([
  [1, 9],
  [4, 36],
])(
  'of a process with %i streams each writes a heartbeat a minute, and all read what one does',
  async (readers, writeUnits) => {
    const streams = new OpenStreams();
    const ports = processOf({ streams, leaseCheckMs: 60_000, mailboxId: 'm-1' });
    watchMailbox({
      mailbox: createMailbox(engine.client, 'Limits', 'm-1'),
      ...{ drains: ports.drains, streams, clock: systemTimers },
      onFailure: error => expect(error).toBeUndefined(),
    });
    await Promise.all(Array.from({ length: readers }, () => open(ports)));
    await pass(120);
    expect(await unitsOf(() => pass(180))).toEqual({ readUnits: 198, writeUnits });
    streams.close('shutdown');
    await settled();
  },
);
