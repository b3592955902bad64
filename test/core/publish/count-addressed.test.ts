import type { Connection, ConnectionDirectory } from '../../../core/connection/connection.ts';
import { countAddressed } from '../../../core/publish/count-addressed.ts';
import type { ConnectionChannel } from '../../../core/wire/connection-state.ts';
import type { ChannelEvent, ChannelName, Target } from '../../../core/wire/event.ts';
import { testEvent } from '../../support/event-log.ts';

let ids = 0;

function connection(
  userId: string,
  role: string,
  channel: ConnectionChannel,
  channels?: readonly ChannelName[],
): Connection {
  ids += 1;
  return {
    ...(channels && { channels }),
    connectionId: `c-${ids}`,
    userId,
    role,
    kind: channel === 'proposals' ? 'ws' : 'sse',
    channel,
    state: 'connected',
    connectedAtMs: 0,
    seenAtMs: 0,
    expiresAtMs: 0,
    sourceIp: '203.0.113.7',
    userAgent: 'test',
  };
}

/** A directory of those connections; it remembers what it was asked. */
function directoryOf(all: readonly Connection[]) {
  const asked: string[] = [];
  const directory: ConnectionDirectory = {
    find: async id => {
      asked.push(`connection ${id}`);
      return all.find(({ connectionId }) => connectionId === id);
    },
    ofUser: async id => {
      asked.push(`user ${id}`);
      return all.filter(({ userId }) => userId === id);
    },
    onChannel: async (channel, { limit, next = '0' }) => {
      asked.push(`channel ${channel}`);
      const ofChannel = all.filter(one => one.channel === channel);
      const end = Number(next) + limit;
      return {
        connections: ofChannel.slice(Number(next), end),
        ...(end < ofChannel.length ? { next: String(end) } : {}),
      };
    },
  };
  return { directory, asked };
}

const anaInbox = connection('ana', 'admin', 'inbox');
const anaGlobal = connection('ana', 'admin', 'global');
const anaFights = connection('ana', 'admin', 'fights');
const oliFights = connection('oli', 'operator', 'fights');
const oliBets = connection('oli', 'operator', 'bets');
const kimGlobal = connection('kim', 'admin', 'global');
const beaSocket = connection('bea', 'bettor', 'proposals');
const beaSocket2 = connection('bea', 'bettor', 'proposals');
const cruzSocket = connection('cruz', 'bettor', 'proposals');
const all = [
  ...[anaInbox, anaGlobal, anaFights, oliFights, oliBets, kimGlobal],
  ...[beaSocket, beaSocket2, cruzSocket],
];

const forTarget = (target: Target, parts: Partial<ChannelEvent> = {}) =>
  testEvent('e1', { type: 'notification', channel: 'inbox', metadata: { target }, ...parts });

const count = async (...events: ChannelEvent[]) =>
  (await countAddressed(events, directoryOf(all).directory)).connections;

test('a user’s connections count where they get the event: inbox, socket, and global for an admin', async () => {
  expect(await count(forTarget({ users: ['ana'] }))).toBe(2);
  expect(await count(forTarget({ users: ['bea', 'cruz', 'nobody'] }))).toBe(3);
});

test('those who merely see it are not counted', async () => {
  // Kim and Ana see it on global.
  expect(await count(forTarget({ users: ['bea'] }))).toBe(2);
  expect(await count(testEvent('e1', { channel: 'fights', priority: 'critical' }))).toBe(2);
});

test('a role counts wherever its connections read; everyone counts once [M1]', async () => {
  expect(await count(forTarget({ roles: ['bettor'] }))).toBe(3);
  expect(await count(forTarget({ roles: ['admin'] }))).toBe(3);
  expect(await count(forTarget({ roles: ['*'], channels: ['fights', 'bets', 'global'] }))).toBe(9);
});

test('a connection counts on its own channel', async () => {
  const { connectionId } = oliFights;
  expect(await count(forTarget({ connections: [connectionId], channels: ['fights'] }))).toBe(1);
  expect(await count(forTarget({ connections: [connectionId] }))).toBe(0);
  expect(await count(forTarget({ connections: [cruzSocket.connectionId] }))).toBe(1);
  expect(await count(forTarget({ connections: ['gone'] }))).toBe(0);
});

test('several channels count together, and a connection once for several events', async () => {
  const channels = testEvent('e1', {
    channel: 'fights',
    metadata: { target: { channels: ['bets', 'users'] } },
  });
  expect(await count(channels)).toBe(3);
  expect(await count(channels, testEvent('e2'), forTarget({ users: ['oli', 'bea'] }))).toBe(5);
});

test('a Live stream counts once, if any of its channels shows the event to its role', async () => {
  const anaLive = connection('ana', 'admin', 'live', ['fights', 'bets', 'users']);
  const oliLive = connection('oli', 'operator', 'live', ['fights', 'bets']);
  const beaLive = connection('bea', 'bettor', 'live', ['inbox']);
  const { directory } = directoryOf([anaLive, oliLive, beaLive, oliFights, beaSocket]);
  const countOf = async (...events: ChannelEvent[]) =>
    (await countAddressed(events, directory)).connections;
  const copied = (channel: ChannelName, copy: ChannelName) =>
    testEvent('e1', { channel, metadata: { target: { channels: [copy] } } });
  expect(await countOf(copied('fights', 'bets'))).toBe(3);
  expect(await countOf(testEvent('e1', { channel: 'bets' }))).toBe(2);
  expect(await countOf(testEvent('e1', { channel: 'users' }))).toBe(1);
  // At home where an operator may not read, a copy on a channel of theirs shows them nothing.
  expect(await countOf(copied('users', 'fights'))).toBe(1);
  expect(await countOf(forTarget({ users: ['bea'] }))).toBe(2);
  // Nothing of theirs shows the inbox.
  expect(await countOf(forTarget({ users: ['ana', 'oli'] }))).toBe(0);
  expect(await countOf(forTarget({ roles: ['operator'], channels: ['fights', 'bets'] }))).toBe(2);
  expect(await countOf(forTarget({ roles: ['*'], channels: ['fights'] }))).toBe(5);
  const { connectionId } = anaLive;
  expect(await countOf(forTarget({ connections: [connectionId], channels: ['bets'] }))).toBe(1);
  expect(await countOf(forTarget({ connections: [connectionId], channels: ['system'] }))).toBe(0);
});

test('one user of thousands is looked up, the others are not', async () => {
  const crowd = Array.from({ length: 3_000 }, (_, n) => connection(`u${n}`, 'bettor', 'proposals'));
  const { directory, asked } = directoryOf([...crowd, beaSocket]);
  const counted = await countAddressed([forTarget({ users: ['bea'] })], directory);
  expect(counted).toEqual({ connections: 1, isAtLeast: false });
  expect(asked).toEqual(['user bea']);
});

test('at most 10,000 connections of a channel are looked at, and the count says so', async () => {
  const crowd = Array.from({ length: 10_001 }, (_, n) =>
    connection(`u${n}`, 'bettor', 'proposals'),
  );
  const everyone = [forTarget({ roles: ['*'] })];
  expect(await countAddressed(everyone, directoryOf(crowd.slice(1)).directory)).toEqual({
    connections: 10_000,
    isAtLeast: false,
  });
  expect(await countAddressed(everyone, directoryOf(crowd).directory)).toEqual({
    connections: 10_000,
    isAtLeast: true,
  });
});

test('of a workflow’s event the readers count that get to see it: by role, permission, visibleTo and filter', async () => {
  const may = { permissions: ['workflow:read'] };
  const readers: Connection[] = [
    connection('ana', 'bettor', 'inbox'),
    { ...connection('bea', 'bettor', 'workflows'), ...may },
    { ...connection('cruz', 'bettor', 'live', ['inbox', 'workflows']), ...may, workflows: ['w-2'] },
    { ...connection('dan', 'bettor', 'proposals'), permissions: ['workflow:read', 'compliance'] },
    connection('oli', 'operator', 'workflows'),
    { ...connection('kim', 'admin', 'live', ['workflows']), permissions: ['compliance'] },
  ];
  const of = async (data: object, target?: Target) => {
    const event = testEvent('e1', {
      ...{ channel: 'workflows', data: { workflowId: 'w-1', ...data } },
      ...(target && { metadata: { target } }),
    });
    return (await countAddressed([event], directoryOf(readers).directory)).connections;
  };
  const secret = { visibleTo: { permissions: ['compliance'] } };
  expect(await of({})).toBe(3);
  expect(await of({ workflowId: 'w-2' })).toBe(4);
  expect(await of(secret)).toBe(1);
  // Addressed to everyone: on sockets and in inboxes too, of those alone who may read it at home.
  expect(await of({}, { roles: ['*'] })).toBe(5);
  expect(await of(secret, { roles: ['*'] })).toBe(2);
  expect(await of(secret, { users: ['ana', 'bea', 'oli', 'dan'] })).toBe(1);
});

test('of a payment stream’s event the readers count that get to see it: by side, address and filter', async () => {
  const addressed = { ...connection('dan', 'bettor', 'payment-streams'), addresses: ['GDAN'] };
  const narrow = connection('kim', 'admin', 'payment-streams');
  const readers = [
    connection('ana', 'bettor', 'payment-streams'),
    connection('cruz', 'bettor', 'payment-streams'),
    addressed,
    connection('bea', 'bettor', 'live', ['inbox', 'payment-streams']),
    connection('oli', 'operator', 'payment-streams'),
    { ...narrow, paymentStreams: { streams: ['stream-2'] } },
  ];
  const of = (sender: string, recipient: string, streamId = 'stream-1') =>
    countAddressed(
      [testEvent('e1', { channel: 'payment-streams', data: { streamId, sender, recipient } })],
      directoryOf(readers).directory,
    );
  expect((await of('ana', 'bea')).connections).toBe(3);
  expect((await of('GDAN', 'nobody')).connections).toBe(2);
  expect((await of('dan', 'cruz', 'stream-2')).connections).toBe(4);
});
