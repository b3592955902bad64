import { channelSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import type { LeaseEndReason } from '../../../core/connection/end-connection.ts';
import type { LeaseDirectory } from '../../../core/connection/lease-directory.ts';
import type { PostNotice } from '../../../core/connection/mailbox.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { OpenReaders } from '../../../core/stream/open-readers.ts';
import { OpenStreams } from '../../../core/stream/open-streams.ts';
import { type ServePorts, serveStream } from '../../../core/stream/serve-stream.ts';
import { watchMailbox } from '../../../core/stream/watch-mailbox.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../../lambdas/adapters/connections/end-connection.ts';
import {
  createMailbox,
  createPostNotice,
} from '../../../lambdas/adapters/connections/mailboxes.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { createConnectionsTable } from '../../support/connections-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { noDrain } from '../../support/no-drain.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { SseParser } from '../../support/sse-parser.ts';
import { testOutput } from '../../support/test-output.ts';

/** Streams of two processes on the tables of a real engine: what ends one finds it, wherever it is. */

let engine: TestEngine;
let directory: LeaseDirectory;

beforeAll(async () => {
  engine = await startTestEngine();
  await createConnectionsTable(engine, 'Connections');
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...keys });
  directory = createConnectionDirectory(engine.client, 'Connections', systemClock);
});
afterAll(() => engine.stop());

const poster = (tableName = 'Limits'): PostNotice =>
  createPostNotice({
    ...{ client: engine.client, tableName, now: systemClock },
    onUnposted: () => undefined,
  });

const ending = (postNotice: PostNotice) =>
  createEndConnection(engine.client, 'Connections', {
    gateway: { close: async () => ({ kind: 'gone' }) },
    postNotice,
    onUnclosed: () => undefined,
  });

/** Nobody looks at a lease so rarely: what ends here within a test was notified. */
const neverMs = 3_600_000;

/** A process that serves streams of `fights`, as its `change` of the ports has it. */
function startProcess(mailboxId: string, change: Partial<ServePorts> = {}) {
  const streams = new OpenStreams();
  const mailbox = createMailbox(engine.client, 'Limits', mailboxId);
  const firstRemoved = Promise.withResolvers<void>();
  watchMailbox({
    mailbox: {
      read: mailbox.read,
      remove: async notices => {
        await mailbox.remove(notices);
        firstRemoved.resolve();
      },
    },
    ...{ drains: noDrain, streams, clock: systemTimers, onFailure: () => undefined },
  });
  const store = memorySegments();
  const logOf = (channel: ChannelName) => new LogReader({ store, channel, clock: systemClock });
  const log = logOf('fights');
  const tail = new LogTail(log, () => undefined);
  const ports: ServePorts = {
    addresses: { acquire: async () => async () => undefined },
    leases: leasesOn(poster()),
    revocations: { isRevoked: async () => false },
    ...{ log, logOf, streams, mailboxId, leaseCheckMs: neverMs, lifetimeMs: neverMs },
    audiences: new Audiences(tail, {
      ...{ statistics: silentStatistics, meter: silentMeter, now: systemClock },
    }),
    drains: noDrain,
    statistics: silentStatistics,
    meter: silentMeter,
    readers: new OpenReaders(),
    reports: {
      opened: () => undefined,
      ended: () => undefined,
      heartbeatFailed: () => undefined,
      leaseUnreadable: () => undefined,
      leaseKept: () => undefined,
    },
    heart: new Heart(systemTimers),
    ...change,
  };
  const open = (userId: string, clientId: string) => {
    const parser = new SseParser();
    const connected = Promise.withResolvers<void>();
    const taking = testOutput(bytes => {
      parser.push(bytes);
      if (parser.messages.length > 0) connected.resolve();
    });
    const served = serveStream(
      Object.assign(taking, { end: () => undefined }),
      {
        identity: { userId, role: 'admin', permissions: [], expiresAtMs: Date.now() + neverMs },
        query: { kind: 'query', historyCount: 0, filters: {}, label: {}, clientId },
        selection: channelSelection('fights'),
        ...{ sourceIp: '203.0.113.7', userAgent: 'jest', requestId: 'r-1', remainingMs: neverMs },
      },
      ports,
    );
    const ended = served.then(problem => {
      const { event, data = '{}' } = parser.messages.at(-1) ?? {};
      return problem?.code ?? (event === 'reconnect' ? JSON.parse(data).reason : event);
    });
    return { connected: connected.promise, ended };
  };
  return { streams, mailbox, firstRemoved: firstRemoved.promise, open };
}

const leasesOn = (postNotice: PostNotice) =>
  createStreamLeases(
    engine.client,
    'Connections',
    { streamsPerStaff: 50, streamsPerUser: 2 },
    postNotice,
  );

/** Ends the user's only connection, as an admin would. */
async function endThatOf(userId: string, reason: LeaseEndReason, postNotice = poster()) {
  const [connection] = await directory.ofUser(userId);
  if (connection === undefined) return false;
  return await ending(postNotice)(connection, reason);
}

test('50 streams of two processes are taken over by 50 others, each of the other process', async () => {
  const [one, other] = [startProcess('m-1'), startProcess('m-2')];
  const tabs = Array.from({ length: 50 }, (_, n) => `tab-${n}`);
  const older = [];
  for (const [n, tab] of tabs.entries()) {
    const stream = (n % 2 === 0 ? one : other).open('ana', tab);
    await stream.connected;
    older.push(stream);
  }
  const newer = tabs.map((tab, n) => (n % 2 === 0 ? other : one).open('ana', tab));
  const replaced = await Promise.all(older.map(({ ended }) => ended));
  expect(replaced).toEqual(tabs.map(() => 'replaced'));
  await Promise.all(newer.map(({ connected }) => connected));
  expect([one.streams.size, other.streams.size]).toEqual([25, 25]);
  expect(await directory.ofUser('ana')).toHaveLength(50);
  for (const { streams } of [one, other]) streams.close('shutdown');
  expect(await Promise.all(newer.map(({ ended }) => ended))).toEqual(tabs.map(() => 'shutdown'));
  expect(await directory.ofUser('ana')).toEqual([]);
}, 120_000);

test.each(['revoked', 'disconnected'] as const)(
  'a lease that is ended as %s before its stream has begun ends it, though the notice is read by then',
  async reason => {
    const userId = `early-${reason}`;
    const leases = leasesOn(poster());
    const process = startProcess(`m-${reason}`, {
      leases: {
        acquire: async request => {
          await leases.acquire(request);
          await endThatOf(userId, reason);
          await process.firstRemoved;
          // What its lease says does not end it here, for it is not asked.
          const unseen = { heartbeat: async () => true, check: async () => undefined };
          return { ...unseen, release: async () => undefined };
        },
      },
    });
    expect(await process.open(userId, 'tab').ended).toBe(reason);
    expect(await process.mailbox.read()).toEqual([]);
  },
);

test('a lease that is ended without a notice before its stream has begun ends it once it has', async () => {
  const leases = leasesOn(poster());
  const process = startProcess('m-3', {
    leases: {
      acquire: async request => {
        const lease = await leases.acquire(request);
        await endThatOf('bea', 'revoked', poster('Nowhere'));
        return lease;
      },
    },
  });
  expect(await process.open('bea', 'tab').ended).toBe('revoked');
});

test('whenever leases are ended while their streams connect, each stream ends', async () => {
  const processes = [startProcess('m-4'), startProcess('m-5')];
  const users = Array.from({ length: 40 }, (_, n) => `user-${n}`);
  const ends = await Promise.all(
    users.map(async (userId, n) => {
      const { ended } = processes[n % 2]?.open(userId, 'tab') ?? {};
      // From the first moment in which there is a lease on.
      for (let turn = 0; !(await endThatOf(userId, 'revoked')); turn += 1) {
        if (turn > 10_000) throw new Error(`expected a lease of ${userId}`);
      }
      return await ended;
    }),
  );
  expect(ends).toEqual(users.map(() => 'revoked'));
  for (const userId of users) expect(await directory.ofUser(userId)).toEqual([]);
}, 120_000);

test('a stream whose process was not notified ends when it looks at its lease', async () => {
  const process = startProcess('m-6', { leaseCheckMs: 1_000 });
  const { connected, ended } = process.open('cai', 'tab');
  await connected;
  expect(await endThatOf('cai', 'disconnected', poster('Nowhere'))).toBe(true);
  expect(await ended).toBe('disconnected');
  expect(await process.mailbox.read()).toEqual([]);
});
