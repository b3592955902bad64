import type { SocketConnection } from '../../../core/connection/socket-connections.ts';
import type { PostResult } from '../../../core/connection/socket-gateway.ts';
import type { StoredProposal } from '../../../core/proposal/proposal.ts';
import type { ListPlace } from '../../../core/proposal/proposal-lists.ts';
import { type CourierPorts, runCourierTasks } from '../../../core/proposal/run-courier-tasks.ts';
import type { ServerMessage } from '../../../core/wire/socket/server-message.ts';
import { nextOf, positionOf } from '../../../lambdas/adapters/proposals/proposal-lists.ts';
import { currencies } from '../../support/currencies.ts';
import { recordingMeter } from '../../support/recording-meter.ts';
import { exampleProposal } from './example-proposal.ts';

const start = Date.parse('2026-11-20T20:01:00.000Z');

function connection(
  userId: string,
  connectionId: string,
  change: Partial<SocketConnection> = {},
): SocketConnection {
  return {
    userId,
    connectionId,
    role: 'bettor',
    permissions: [],
    connectedAtMs: Date.parse('2026-11-20T20:00:00.000Z'),
    state: 'connected',
    seenAtMs: start,
    tokenExpiresAtMs: start + 3_600_000,
    ...change,
  };
}

/** A small world: who is connected, what was posted, and how each post ends. */
function world(open: readonly SocketConnection[]) {
  const rows = [...open];
  const posted: { readonly to: string; readonly message: ServerMessage }[] = [];
  const steps: string[] = [];
  const undelivered: unknown[] = [];
  const delivered: (readonly [string, number])[] = [];
  const endings = new Map<string, PostResult[]>();
  const lists: { made: StoredProposal[]; stop?: ListPlace } = { made: [] };
  let nowMs = start;
  const meter = recordingMeter();
  const ports: CourierPorts = {
    startDeadline: async ({ proposalId, expiresAt }) => {
      steps.push(`deadline ${proposalId} ${expiresAt}`);
    },
    lists: {
      nextOf,
      positionOf,
      read: async ({ list }) => ({
        found: (list === 'made' ? lists.made : []).map(made => ({
          proposal: made,
          place: { key: made.expiresAt, proposalId: made.proposalId },
        })),
        ...(list === 'made' && lists.stop && { stop: lists.stop }),
      }),
    },
    currencies,
    meter,
    repairList: async ({ proposalId }) => {
      steps.push(`repaired ${proposalId}`);
    },
    connections: {
      open: async () => {},
      close: async (_userId, connectionId) => {
        steps.push(`forgot ${connectionId}`);
        rows.splice(
          rows.findIndex(row => row.connectionId === connectionId),
          1,
        );
      },
      listOf: async userId => rows.filter(row => row.userId === userId),
      find: async () => [],
      countMessage: async () => ({ kind: 'unknown' }),
      renew: async () => false,
    },
    gateway: {
      post: async (to, text) => {
        const ending = endings.get(to)?.shift() ?? { kind: 'sent' };
        const message: ServerMessage = JSON.parse(text);
        steps.push(`${ending.kind} ${message.id} to ${to}`);
        if (ending.kind === 'sent') posted.push({ to, message });
        return ending;
      },
      close: async () => ({ kind: 'sent' }),
    },
    now: () => nowMs,
    pause: async ms => {
      steps.push(`pause ${ms}`);
      nowMs += ms;
    },
    statistics: { delivered: (series, latencyMs) => delivered.push([series, latencyMs]) },
    onDeliveryFailed: ({ connectionId }, messageId, reason) =>
      undelivered.push([connectionId, messageId, reason]),
    traceSampling: 0,
  };
  return { ports, meter, posted, steps, undelivered, delivered, endings, lists };
}

const proposal = exampleProposal();
const accepted = exampleProposal({ status: 'accepted', decidedAt: '2026-11-20T20:01:00.000Z' });

test('a proposal’s deadline is started before its recipient receives it, on each connection', async () => {
  const { ports, steps, posted } = world([
    connection('beto', 'b-1'),
    connection('beto', 'b-2'),
    connection('ana', 'a-1'),
  ]);
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(steps).toEqual([
    'deadline p-1 2026-11-20T20:03:00.000Z',
    'sent p-1.received to b-1',
    'sent p-1.received to b-2',
  ]);
  expect(posted[0]?.message).toEqual({
    event: 'proposal_received',
    id: 'p-1.received',
    data: { proposalId: 'p-1', proposal },
    timestamp: start,
  });
});

test('an outcome is sent to every connection of both sides', async () => {
  const { ports, posted } = world([
    connection('beto', 'b-1'),
    connection('ana', 'a-1'),
    connection('ana', 'a-2'),
    connection('carla', 'c-1'),
  ]);
  await runCourierTasks([{ kind: 'decided', proposal: accepted, outcome: 'accepted' }], ports);
  expect(posted.map(({ to }) => to).sort()).toEqual(['a-1', 'a-2', 'b-1']);
  expect(posted[0]?.message).toEqual({
    event: 'proposal_result',
    id: 'p-1.accepted',
    data: { proposalId: 'p-1', proposal: accepted, outcome: 'accepted' },
    timestamp: start,
  });
});

test('a delivery is counted by how long ago the write was that it is about, a greeting not', async () => {
  const late = exampleProposal({ createdAt: new Date(start - 700).toISOString() });
  const { ports, delivered, endings } = world([
    connection('beto', 'b-1'),
    connection('beto', 'b-2'),
    connection('ana', 'a-1'),
  ]);
  endings.set('b-2', [{ kind: 'failed', cause: 'timeout' }]);
  await runCourierTasks([{ kind: 'proposed', proposal: late }], ports);
  expect(delivered).toEqual([['proposals', 700]]);
  const decidedAt = new Date(start - 40).toISOString();
  await runCourierTasks(
    [{ kind: 'decided', proposal: { ...accepted, decidedAt }, outcome: 'accepted' }],
    ports,
  );
  await runCourierTasks([{ kind: 'connected', connection: connection('ana', 'a-1') }], ports);
  expect(delivered.slice(1)).toEqual([
    ['proposals', 40],
    ['proposals', 40],
    ['proposals', 40],
  ]);
});

test('what happens to one proposal is sent in order', async () => {
  const { ports, posted } = world([connection('beto', 'b-1')]);
  await runCourierTasks(
    [
      { kind: 'proposed', proposal },
      { kind: 'decided', proposal: accepted, outcome: 'accepted' },
    ],
    ports,
  );
  expect(posted.map(({ message }) => message.id)).toEqual(['p-1.received', 'p-1.accepted']);
});

test('a proposal is put into its lists after it is sent, so that a slow table delays nobody', async () => {
  const { ports, steps } = world([connection('beto', 'b-1')]);
  const { proposalId, status, expiresAt } = proposal;
  const repair = { proposalId, status, expiresAt, keys: { pendingUntil: expiresAt } };
  await runCourierTasks(
    [
      { kind: 'proposed', proposal },
      { kind: 'unlisted', repair },
    ],
    ports,
  );
  expect(steps).toEqual([
    'deadline p-1 2026-11-20T20:03:00.000Z',
    'sent p-1.received to b-1',
    'repaired p-1',
  ]);
});

test('a deadline that cannot be started fails the batch, after all others had their turn', async () => {
  const { ports, posted } = world([connection('beto', 'b-1')]);
  const failure = new Error('no Step Functions');
  const startDeadline: CourierPorts['startDeadline'] = async ({ proposalId }) => {
    if (proposalId === 'p-1') throw failure;
  };
  const other = exampleProposal({ proposalId: 'p-2' });
  const batch = [
    { kind: 'proposed', proposal },
    { kind: 'proposed', proposal: other },
  ] as const;
  await expect(runCourierTasks(batch, { ...ports, startDeadline })).rejects.toBe(failure);
  expect(posted.map(({ message }) => message.id)).toEqual(['p-2.received']);
});

test('a post that fails fails nothing else', async () => {
  const { ports, posted, undelivered, endings } = world([
    connection('beto', 'b-1'),
    connection('beto', 'b-2'),
  ]);
  endings.set('b-1', [{ kind: 'failed', cause: 'took 2 s' }]);
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(posted.map(({ to }) => to)).toEqual(['b-2']);
  expect(undelivered).toEqual([['b-1', 'p-1.received', 'took 2 s']]);
});

test('a connection that is gone leaves the table [G7]', async () => {
  const { ports, steps, endings } = world([connection('beto', 'b-1')]);
  endings.set('b-1', [{ kind: 'gone' }]);
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(steps.slice(1)).toEqual(['gone p-1.received to b-1', 'forgot b-1']);
});

test('one younger than thirty seconds is tried again, for its handshake may not be done', async () => {
  const young = connection('beto', 'b-1', {
    connectedAtMs: Date.parse('2026-11-20T20:00:59.000Z'),
  });
  const { ports, steps, endings } = world([young]);
  endings.set('b-1', [{ kind: 'gone' }, { kind: 'gone' }]);
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(steps.slice(1)).toEqual([
    'gone p-1.received to b-1',
    'pause 100',
    'gone p-1.received to b-1',
    'pause 200',
    'sent p-1.received to b-1',
  ]);
});

test('a young one is tried five times and then let be', async () => {
  const young = connection('beto', 'b-1', {
    connectedAtMs: Date.parse('2026-11-20T20:00:59.000Z'),
  });
  const { ports, steps, undelivered, endings } = world([young]);
  endings.set('b-1', Array(9).fill({ kind: 'gone' }));
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(steps.filter(step => step.startsWith('gone'))).toHaveLength(5);
  expect(steps.filter(step => step.startsWith('pause'))).toEqual([
    'pause 100',
    'pause 200',
    'pause 400',
    'pause 800',
  ]);
  expect(steps).not.toContain('forgot b-1');
  expect(undelivered).toEqual([['b-1', 'p-1.received', 'gone, but young']]);
});

test('one that comes of age between two tries leaves the table', async () => {
  const almost = connection('beto', 'b-1', {
    connectedAtMs: Date.parse('2026-11-20T20:00:30.100Z'),
  });
  const { ports, steps, endings } = world([almost]);
  endings.set('b-1', [{ kind: 'gone' }, { kind: 'gone' }]);
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(steps.slice(1)).toEqual([
    'gone p-1.received to b-1',
    'pause 100',
    'gone p-1.received to b-1',
    'forgot b-1',
  ]);
});

test('a socket whose token has expired receives nothing', async () => {
  const { ports, posted } = world([
    connection('beto', 'b-1', { tokenExpiresAtMs: start }),
    connection('beto', 'b-2', { tokenExpiresAtMs: start + 1 }),
  ]);
  await runCourierTasks([{ kind: 'proposed', proposal }], ports);
  expect(posted.map(({ to }) => to)).toEqual(['b-2']);
});

describe('a new connection', () => {
  const connected = { kind: 'connected', connection: connection('ana', 'a-1') } as const;

  test('is greeted with its list, once when that stays the same', async () => {
    const { ports, posted, steps, lists } = world([]);
    lists.made.push(proposal);
    await runCourierTasks([connected], ports);
    expect(posted).toEqual([
      {
        to: 'a-1',
        message: {
          event: 'pending_proposals',
          id: 'a-1.greeting.1',
          data: {
            pending: [proposal],
            recent: [],
            truncated: false,
            currencies: [
              { code: 'MXN', decimals: 2 },
              { code: 'JPY', decimals: 0 },
            ],
            connectionId: 'a-1',
          },
          timestamp: start,
        },
      },
    ]);
    expect(steps).toContain('pause 2000');
  });

  test('is greeted again when its list has changed two seconds later', async () => {
    const { ports, posted, lists } = world([]);
    const pause: CourierPorts['pause'] = async () => {
      lists.made.push(proposal);
    };
    await runCourierTasks([connected], { ...ports, pause });
    expect(posted.map(({ message }) => message)).toMatchObject([
      { id: 'a-1.greeting.1', data: { pending: [] } },
      { id: 'a-1.greeting.2', data: { pending: [{ proposalId: 'p-1' }] } },
    ]);
  });

  test('of whom there is more than a page is greeted twice: the pages behind may have changed', async () => {
    const { ports, posted, lists } = world([]);
    lists.made.push(proposal);
    lists.stop = { key: '2026-11-20T20:03:00.000Z', proposalId: 'p-1' };
    await runCourierTasks([connected], ports);
    expect(posted.map(({ message }) => message)).toMatchObject([
      { id: 'a-1.greeting.1', data: { truncated: true, next: expect.any(String) } },
      { id: 'a-1.greeting.2', data: { truncated: true, next: expect.any(String) } },
    ]);
  });

  test('that is gone again is not waited for', async () => {
    const { ports, steps, endings } = world([]);
    endings.set('a-1', [{ kind: 'gone' }]);
    await runCourierTasks([connected], ports);
    expect(steps).toEqual(['gone a-1.greeting.1 to a-1', 'forgot a-1']);
  });
});
