import type { Connection, ConnectionDirectory } from '../../../core/connection/connection.ts';
import type { Counter } from '../../../core/statistics/counts.ts';
import type { Series } from '../../../core/statistics/statistics.ts';
import { collectStats, type StatsPorts } from '../../../core/telemetry/collect-stats.ts';
import type { ConnectionChannel } from '../../../core/wire/connection-state.ts';
import { statsSchema } from '../../../core/wire/management/stats.ts';

const nowMs = Date.UTC(2026, 10, 21, 10, 15, 30);

function connection(n: number, parts: Partial<Connection>): Connection {
  return {
    connectionId: `c-${n}`,
    userId: 'ana',
    role: 'admin',
    kind: 'sse',
    channel: 'fights',
    state: 'connected',
    connectedAtMs: nowMs - n * 1_000,
    seenAtMs: nowMs,
    expiresAtMs: nowMs + 300_000,
    sourceIp: '203.0.113.7',
    userAgent: '',
    ...parts,
  };
}

const open: readonly Connection[] = [
  connection(1, {}),
  connection(2, { state: 'idle' }),
  connection(9, { channel: 'users' }),
  connection(3, { channel: 'proposals', kind: 'ws', role: 'bettor' }),
];

/** Every series has counted the same, but `users` more. */
const counts = new Map<Counter, number>([
  ['requests', 10],
  ['appended', 6],
  ['error:CLIENT', 1],
  ['latency:3', 100],
]);
const ofUsers = new Map<Counter, number>([
  ['requests', 90],
  ['error:SERVER', 90],
  ['latency:20', 900],
]);

/** As the directory pages: at most two at a time. */
const directory: Pick<ConnectionDirectory, 'onChannel'> = {
  onChannel: async (channel, { next = '0' }) => {
    const from = Number(next);
    const all = open.filter(each => each.channel === channel);
    const connections = all.slice(from, from + 2);
    return from + 2 < all.length ? { connections, next: String(from + 2) } : { connections };
  },
};

const ports: StatsPorts = {
  counted: {
    since: async (series: Series) => [
      { series, minute: '2026-11-21T10:15', counts: series === 'users' ? ofUsers : counts },
    ],
  },
  directory,
  rooms: {
    count: async () => ({
      members: new Map([
        ['payout', 2],
        ['secret', 7],
        ['deleted', 1],
      ]),
      isExact: true,
    }),
  },
  workflowLists: {
    findAll: async ids =>
      [
        { workflowId: 'payout', status: 'pending' as const },
        {
          workflowId: 'secret',
          status: 'pending' as const,
          visibleTo: { permissions: ['compliance'] },
        },
      ].filter(({ workflowId }) => ids.includes(workflowId)),
  },
  now: () => nowMs,
};

test('an admin gets every channel, and the sockets', async () => {
  const stats = await collectStats({ role: 'admin' }, ports);
  expect(statsSchema.parse(stats)).toEqual(stats);
  expect(stats.connections).toEqual({
    total: 4,
    byState: { connecting: 0, connected: 3, idle: 1, stale: 0, disconnecting: 0 },
    oldest: { connectionId: 'c-9', channel: 'users', connectedAt: nowMs - 9_000 },
    complete: true,
  });
  const fights = stats.channels.find(({ channel }) => channel === 'fights');
  expect(fights).toMatchObject({
    connections: { sse: 2, ws: 0, byState: { connected: 1, idle: 1 } },
    deliveries: 100,
    latencyMs: { samples: 100, p50: 7.5, p95: 9.75, p99: 9.95 },
  });
  expect(stats.channels.find(({ channel }) => channel === 'proposals')).toMatchObject({
    connections: { sse: 0, ws: 1 },
  });
  expect(stats.errors.byCategory.SERVER.count).toBe(90);
});

test('an operator gets nothing of what operators may not read, not even in a sum', async () => {
  const stats = await collectStats({ role: 'operator' }, ports);
  expect(stats.channels.map(({ channel }) => channel)).toEqual([
    'system',
    'fights',
    'bets',
    'streaming',
    'payment-streams',
    'workflows',
    'notifications',
    'inbox',
    'live',
    'proposals',
  ]);
  expect(stats.connections.total).toBe(3);
  // By its id one may read what was addressed to it once it is closed.
  expect(stats.connections.oldest).toEqual({
    channel: expect.any(String),
    connectedAt: expect.any(Number),
  });
  expect(stats.errors.byCategory.SERVER).toEqual({ count: 0, rate: 0 });
  expect(stats.errors.bySource.map(({ source }) => source)).not.toContain('users');
  expect(stats.errors.bySource.map(({ source }) => source)).not.toContain('finance');
  expect(stats.latencyMs?.p99).toBe(9.95);
});

test('a Live stream reads each channel that it shows, and is one connection in every sum', async () => {
  const live: readonly Connection[] = [
    connection(20, { channel: 'live', channels: ['fights', 'bets', 'users'] }),
    connection(21, { channel: 'live', channels: ['fights'], state: 'idle' }),
    connection(22, { channel: 'live', channels: ['users', 'finance'] }),
  ];
  const withLive: typeof directory = {
    onChannel: async (channel, page) =>
      channel === 'live' ? { connections: live } : await directory.onChannel(channel, page),
  };
  const stats = await collectStats({ role: 'admin' }, { ...ports, directory: withLive });
  expect(statsSchema.parse(stats)).toEqual(stats);
  expect(stats.connections).toMatchObject({
    total: 7,
    byState: { connected: 5, idle: 2 },
    oldest: { connectionId: 'c-22', channel: 'live' },
  });
  const readersOf = (of: typeof stats) =>
    Object.fromEntries(of.channels.map(({ channel, connections }) => [channel, connections.sse]));
  expect(readersOf(stats)).toMatchObject({ fights: 4, bets: 1, users: 3, finance: 1, live: 3 });
  // The third shows nothing that an operator may read, and counts nowhere.
  const ofOperator = await collectStats({ role: 'operator' }, { ...ports, directory: withLive });
  expect(ofOperator.connections).toMatchObject({ total: 5, byState: { connected: 3, idle: 2 } });
  expect(ofOperator.connections.oldest).toMatchObject({ connectedAt: nowMs - 21_000 });
  expect(readersOf(ofOperator)).toMatchObject({ fights: 4, bets: 1, live: 2 });
  expect(readersOf(ofOperator)).not.toHaveProperty('users');
});

test('nobody connected and nothing counted is shown as such', async () => {
  const stats = await collectStats(
    { role: 'admin' },
    {
      ...ports,
      counted: { since: async () => [] },
      directory: { onChannel: async () => ({ connections: [] }) },
    },
  );
  expect(stats.connections).toMatchObject({ total: 0, complete: true });
  expect(stats.connections).not.toHaveProperty('oldest');
  expect(stats).not.toHaveProperty('latencyMs');
  expect(stats.errors).toMatchObject({ requests: 0, errors: 0, rate: 0 });
});

test('of a channel with more than ten pages the rest is not counted, and the answer says so', async () => {
  const asked: string[] = [];
  const endless: typeof directory = {
    onChannel: async (channel: ConnectionChannel, { next = '0', limit }) => {
      if (channel !== 'fights') return { connections: [] };
      asked.push(next);
      const connections = Array.from({ length: limit }, (_, n) => connection(n, {}));
      return { connections, next: String(Number(next) + 1) };
    },
  };
  const stats = await collectStats({ role: 'admin' }, { ...ports, directory: endless });
  expect(asked).toHaveLength(10);
  expect(stats.connections).toMatchObject({ total: 5_000, complete: false });
});

test('rooms are counted, and named are those that the reader may see [W2]', async () => {
  const counted = { rooms: 3, subscriptions: 10, isExact: true };
  const payout = { workflowId: 'payout', sockets: 2 };
  const { rooms } = await collectStats({ role: 'operator' }, ports);
  expect(rooms).toEqual({ ...counted, byWorkflow: [payout] });
  const officer = { role: 'admin', permissions: ['compliance'] };
  expect((await collectStats(officer, ports)).rooms.byWorkflow).toEqual([
    { workflowId: 'secret', sockets: 7 },
    payout,
  ]);
});
