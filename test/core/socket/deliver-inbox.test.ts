import { type CourierPorts, deliverInbox } from '../../../core/socket/deliver-inbox.ts';
import { type HopLine, hopLog } from '../../../core/trace/hop.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { testEvent } from '../../support/event-log.ts';
import {
  createInboxWorld,
  notification,
  nowMs,
  segmentWith,
  socketOf,
} from '../../support/inbox-world.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

const world = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  createInboxWorld(engine, rows);

test('an event for one user of thousands is posted to that user’s sockets and to no other [M1]', async () => {
  const others = Array.from({ length: 3_000 }, (_, n) => socketOf(`user-${n}`));
  const { posts, deliver, ports } = await world([
    ...others,
    socketOf('ana'),
    socketOf('ana', { connectionId: 'c-ana-2' }),
    // A stream of hers, which reads the inbox's log itself.
    { userId: 'ana', leaseId: 'sse#00', connectionId: 'c-sse', channel: 'inbox', kind: 'sse' },
  ]);
  const pages = jest.spyOn(ports.directory, 'pages');
  const event = notification('e1', { users: ['ana'] });
  expect(await deliver(event)).toBe(2);
  expect(posts.map(({ to }) => to).sort()).toEqual(['c-ana', 'c-ana-2']);
  expect(posts[0]?.message).toEqual({
    event: 'inbox_event',
    id: 'e1',
    data: { cursor: 'k3f9.7', event },
    timestamp: nowMs,
  });
  // Nor were the others read.
  expect(pages).not.toHaveBeenCalled();
}, 60_000);

test('an event for a role, and one for everyone, reach every socket of theirs once, fifty at a time', async () => {
  const bettors = Array.from({ length: 450 }, (_, n) => socketOf(`user-${n}`));
  const { posts, receivedBy, deliver, mostUnderWay } = await world([
    ...bettors,
    socketOf('oli', { role: 'operator' }),
    socketOf('gone', { expiresAt: nowMs / 1_000 - 1 }),
    socketOf('late', { tokenExpiresAtMs: nowMs }),
  ]);
  expect(await deliver(notification('e1', { roles: ['bettor'] }))).toBe(450);
  expect(receivedBy('c-oli')).toEqual([]);
  expect(await deliver(notification('e2', { roles: ['*'] }))).toBe(451);
  expect(receivedBy('c-oli')).toEqual(['e2']);
  expect(receivedBy('c-user-449')).toEqual(['e1', 'e2']);
  expect(posts).toHaveLength(901);
  expect(mostUnderWay()).toBe(50);
}, 60_000);

test('an event for a connection reaches that socket only', async () => {
  const { posts, deliver } = await world([
    socketOf('ana'),
    socketOf('ana', { connectionId: 'c-ana-2' }),
  ]);
  await deliver(notification('e1', { connections: ['c-ana-2', 'c-nobody'] }));
  expect(posts.map(({ to }) => to)).toEqual(['c-ana-2']);
});

test('each socket receives its own in the order of the log, however they are addressed', async () => {
  const { receivedBy, ports } = await world([
    socketOf('ana'),
    socketOf('beto'),
    socketOf('oli', { role: 'operator' }),
  ]);
  const batch = [
    [
      notification('e1', { users: ['ana'] }),
      notification('e2', { roles: ['bettor'] }),
      notification('e3', { connections: ['c-ana'] }),
    ],
    [notification('e4', { users: ['beto', 'ana'] }), notification('e5', { roles: ['*'] })],
  ];
  await deliverInbox([segmentWith(batch[0] ?? [], 1), segmentWith(batch[1] ?? [], 4)], ports);
  expect(receivedBy('c-ana')).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
  expect(receivedBy('c-beto')).toEqual(['e2', 'e4', 'e5']);
  expect(receivedBy('c-oli')).toEqual(['e5']);
});

test('what the role may not read at home is not sent on a socket either', async () => {
  const { receivedBy, deliver } = await world([
    socketOf('ana'),
    socketOf('oli', { role: 'operator' }),
  ]);
  await deliver(notification('e1', { users: ['ana', 'oli'] }, { channel: 'bets' }));
  expect([receivedBy('c-ana'), receivedBy('c-oli')]).toEqual([[], ['e1']]);
});

test('a socket that does not answer holds nobody up and gets no more of the batch', async () => {
  const { receivedBy, endings, undelivered, deliver } = await world([
    socketOf('ana'),
    socketOf('beto'),
  ]);
  endings.set('c-ana', { kind: 'failed', cause: new Error('timeout') });
  await deliver(notification('e1', { roles: ['*'] }), notification('e2', { roles: ['*'] }));
  expect(receivedBy('c-ana')).toEqual(['e1']);
  expect(receivedBy('c-beto')).toEqual(['e1', 'e2']);
  expect(undelivered).toEqual(['e1 to c-ana']);
});

test('a socket that is gone leaves the table', async () => {
  const { endings, connections, deliver } = await world([socketOf('ana')]);
  endings.set('c-ana', { kind: 'gone' });
  await deliver(notification('e1', { users: ['ana'] }));
  expect(await connections.listOf('ana', nowMs)).toEqual([]);
});

test('of an event larger than a socket carries only its place is sent', async () => {
  const { posts, deliver } = await world([socketOf('ana')]);
  const target = { users: ['ana'] };
  await deliver(
    notification('large', target, { data: { text: 'x'.repeat(131_072) } }),
    notification('small', target),
  );
  expect(posts.map(({ message }) => message.data)).toEqual([
    { cursor: 'k3f9.7' },
    { cursor: 'k3f9.8', event: notification('small', target) },
  ]);
});

test('a segment that was copied back into the log an hour later is posted to nobody again', async () => {
  const { ports, posts } = await world([socketOf('ana')]);
  const segment = segmentWith([notification('e1', { users: ['ana'] })]);
  await deliverInbox([{ ...segment, appendedAtMs: nowMs - 3_600_000 }], ports);
  await deliverInbox([{ ...segment, appendedAtMs: nowMs - 600_000 }], ports);
  expect(posts).toEqual([]);
  await deliverInbox([{ ...segment, appendedAtMs: nowMs - 599_999 }], ports);
  expect(posts.map(({ message }) => message.id)).toEqual(['e1']);
});

test('connections that cannot be read make the batch fail, after all else was done', async () => {
  const { ports, receivedBy } = await world([socketOf('ana')]);
  const broken: CourierPorts = {
    ...ports,
    connections: {
      ...ports.connections,
      listOf: async userId => {
        if (userId === 'beto') throw new Error('no store');
        return await ports.connections.listOf(userId, nowMs);
      },
    },
  };
  const segment = segmentWith([notification('e1', { users: ['beto', 'ana'] })]);
  await expect(deliverInbox([segment], broken)).rejects.toThrow('no store');
  await deliverInbox([segment], ports);
  expect(receivedBy('c-ana')).toEqual(['e1']);
});

test('an event of a workflow reaches the sockets that may see it: by role, permission and visibleTo', async () => {
  const may = (...permissions: string[]) => ({ claims: { permissions } });
  const rows = [
    socketOf('ana'),
    socketOf('bea', may('workflow:read')),
    socketOf('cruz', may('workflow:read', 'compliance')),
    socketOf('dan', may('compliance')),
    socketOf('oli', { role: 'operator' }),
    socketOf('kim', { role: 'admin', ...may('compliance') }),
  ];
  const { posts, deliver } = await world(rows);
  const users = ['ana', 'bea', 'cruz', 'dan', 'oli', 'kim'];
  const parts = (visibleTo?: object) => ({
    ...{ channel: 'workflows' as const, type: 'NOTE' },
    data: { workflowId: 'w-1', ...(visibleTo && { visibleTo }) },
  });
  const secret = parts({ permissions: ['compliance'] });
  // By the users' rows, and through the index.
  await deliver(notification('e1', { users }, parts()), notification('e2', { users }, secret));
  await deliver(notification('e3', { roles: ['*'] }, secret));
  const got = posts.map(({ to, message }) => `${message.id} ${to}`);
  expect(got.sort()).toEqual([
    ...['e1 c-bea', 'e1 c-cruz', 'e1 c-kim', 'e1 c-oli'],
    ...['e2 c-cruz', 'e2 c-kim', 'e3 c-cruz', 'e3 c-kim'],
  ]);
});

test('an event of a sampled trace is a hop once the batch is posted, with how many sockets got it', async () => {
  const { ports, endings } = await world([
    ...['a', 'b', 'c'].map(connectionId => socketOf('ana', { connectionId })),
  ]);
  endings.set('b', { kind: 'failed', cause: new Error('no answer') });
  const lines: HopLine[] = [];
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const target = { users: ['ana'] };
  const traced = testEvent('e1', { channel: 'inbox', metadata: { target, traceparent } });
  const untraced = testEvent('e2', { channel: 'inbox', metadata: { target } });
  await deliverInbox([segmentWith([traced, untraced])], {
    ...ports,
    logHop: hopLog(line => lines.push(line)),
  });
  expect(lines).toEqual([
    {
      ...{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', eventId: 'e1', channel: 'inbox' },
      ...{ hop: 'posted', sockets: 2, atMs: nowMs },
    },
  ]);
});
