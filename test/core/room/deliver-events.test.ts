import { deliverWorkflowEvents } from '../../../core/room/deliver-events.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { testEvent } from '../../support/event-log.ts';
import {
  createRoomWorld,
  nowMs,
  workflowEvent,
  workflowSegment,
} from '../../support/room-world.ts';

let engine: TestEngine;
let world: Awaited<ReturnType<typeof createRoomWorld>>;
let workflows = 0;

beforeAll(async () => {
  engine = await startTestEngine();
  world = await createRoomWorld(engine);
});
beforeEach(() => {
  world.posts.length = 0;
  workflows += 1;
});
afterAll(() => engine.stop());

/** A workflow of this test alone. */
const own = () => `w-${workflows}`;

const deliver = (...events: readonly ChannelEvent[]) =>
  deliverWorkflowEvents([workflowSegment(events)], world.ports);

test('500 subscribers get each event once, in order, and nobody else does [W2]', async () => {
  const workflowId = own();
  const sockets = await Promise.all(
    Array.from({ length: 500 }, (_, n) => world.open(`many-${n}`, 'operator')),
  );
  await world.open('aside', 'operator');
  for (const socket of sockets) await world.rooms.join(workflowId, socket);
  const sent = await deliver(
    workflowEvent('e1', workflowId),
    workflowEvent('x1', 'another'),
    workflowEvent('e2', workflowId),
  );
  expect(sent).toBe(1_000);
  expect(
    sockets.filter(({ connectionId }) => world.receivedBy(connectionId).join() !== 'e1,e2'),
  ).toEqual([]);
  expect(world.receivedBy('aside')).toEqual([]);
  expect(world.posts.find(({ message }) => message.id === 'e2')?.message).toEqual({
    event: 'workflow_event',
    id: 'e2',
    data: { workflowId, cursor: 'k3f9.3', event: workflowEvent('e2', workflowId) },
    timestamp: nowMs,
  });
}, 60_000);

test('those whom it concerns get it unasked, once each though subscribed and named twice', async () => {
  const workflowId = own();
  const lawyer = await world.open('lawyer-1', 'lawyer');
  await world.open('olga-1', 'bettor', { userId: 'olga' });
  await world.open('olga-2', 'bettor', { userId: 'olga' });
  await world.open('asta-1', 'bettor', { userId: 'asta' });
  await world.open('ana-1', 'bettor', { userId: 'ana' });
  await world.open('boss-1', 'bettor', { userId: 'boss' });
  await world.open('stranger-1', 'bettor');
  await world.rooms.join(workflowId, lawyer);
  const concern = {
    createdBy: 'olga',
    assignees: ['asta', 'ana'],
    approvers: { users: ['ana'], roles: ['lawyer'] },
    escalatedTo: { users: ['boss'] },
  };
  expect(await deliver(workflowEvent('e1', workflowId, concern))).toBe(6);
  expect(world.posts.map(({ to }) => to).sort()).toEqual([
    'ana-1',
    'asta-1',
    'boss-1',
    'lawyer-1',
    'olga-1',
    'olga-2',
  ]);
  // Of what no longer concerns them they hear nothing, and what cannot be read concerns nobody.
  expect(await deliver(workflowEvent('e2', workflowId, { assignees: 'asta' }))).toBe(0);
});

test('what the Outbox brings of a workflow goes to the channel’s readers, not to all whom it concerns', async () => {
  const workflowId = own();
  const concern = { createdBy: 'cora', assignees: ['olga-reads'] };
  await world.putWorkflow({ workflowId, createdBy: 'cora' });
  const creator = await world.open('cora-1', 'bettor', { userId: 'cora' });
  await world.open('reads-1', 'bettor', { userId: 'olga-reads', permissions: ['workflow:read'] });
  const operator = await world.open('operator-1', 'operator');
  for (const socket of [creator, operator]) await world.rooms.join(workflowId, socket);
  const note = workflowEvent('note', workflowId, concern);
  await deliver(
    { ...note, type: 'workflow.note', source: 'management' },
    workflowEvent('e1', workflowId, concern),
  );
  expect(world.receivedBy('cora-1')).toEqual(['e1']);
  expect(world.receivedBy('reads-1')).toEqual(['note', 'e1']);
  expect(world.receivedBy('operator-1')).toEqual(['note', 'e1']);
});

test('by a role alone staff get it unasked, all others once they subscribe', async () => {
  const workflowId = own();
  const approvers = { roles: ['clerk', 'operator'] };
  await world.putWorkflow({ workflowId, approvers });
  const subscriber = await world.open('clerk-1', 'clerk');
  await world.open('clerk-2', 'clerk');
  await world.open('clerk-3', 'clerk', { userId: 'clara' });
  await world.open('duty-1', 'operator');
  await world.rooms.join(workflowId, subscriber);
  await deliver(workflowEvent('e1', workflowId, { approvers: { ...approvers, users: ['clara'] } }));
  const got = ['clerk-1', 'clerk-2', 'clerk-3', 'duty-1'].map(world.receivedBy);
  expect(got).toEqual([['e1'], [], ['e1'], ['e1']]);
});

test('a subscription is judged by the row as it is now, and by whom the event names', async () => {
  const workflowId = own();
  const visibleTo = { permissions: ['compliance'] };
  await world.putWorkflow({ workflowId, createdBy: 'olga' });
  const officer = await world.open('officer', 'auditor', {
    permissions: ['workflow:read', 'compliance'],
  });
  const operator = await world.open('op', 'operator');
  const bettor = await world.open('bettor', 'bettor');
  for (const socket of [officer, operator, bettor]) await world.rooms.join(workflowId, socket);
  await deliver(
    workflowEvent('open', workflowId),
    workflowEvent('closed', workflowId, { visibleTo }),
  );
  expect(world.receivedBy('officer')).toEqual(['open', 'closed']);
  expect(world.receivedBy('op')).toEqual(['open']);
  expect(world.receivedBy('bettor')).toEqual([]);

  await world.ports.connections.close(operator.userId, 'op');
  await world.open('op', 'bettor');
  await deliver(workflowEvent('later', workflowId));
  expect(world.receivedBy('op')).toEqual(['open']);
});

test('who decided an earlier step goes on hearing of it, as long as the item is shown to them', async () => {
  const workflowId = own();
  const decider = await world.open('decider', 'bettor', { userId: 'dora' });
  await world.rooms.join(workflowId, decider);
  const at = new Date(nowMs).toISOString();
  const decisions = [{ step: 'legal', by: 'dora', decision: 'approve' as const, at }];
  await world.putWorkflow({ workflowId, decisions });
  await deliver(workflowEvent('e1', workflowId));
  await world.putWorkflow({ workflowId, decisions, visibleTo: { roles: ['auditor'] } });
  await deliver(workflowEvent('e2', workflowId));
  expect(world.receivedBy('decider')).toEqual(['e1']);
});

test('a socket without a row is in no room any more, and one that is gone leaves them', async () => {
  const workflowId = own();
  const gone = await world.open('gone', 'operator');
  await world.rooms.join(workflowId, gone);
  await world.rooms.join('another', gone);
  await world.ports.connections.close(gone.userId, 'gone');
  expect(await deliver(workflowEvent('e1', workflowId))).toBe(0);
  expect(await world.rooms.membersOf(workflowId)).toEqual([]);
  expect(await world.rooms.membersOf('another')).toEqual([]);
});

test('what is addressed to someone, what is old, and what is of no workflow is posted to nobody', async () => {
  const workflowId = own();
  const socket = await world.open('reader', 'operator');
  await world.rooms.join(workflowId, socket);
  const target = { users: ['user-reader'] };
  const addressed = { ...workflowEvent('e1', workflowId), metadata: { target } };
  const bulk = testEvent('e2', {
    type: 'workflow.bulk_progress',
    channel: 'workflows',
    data: { operationId: workflowId },
  });
  expect(await deliver(addressed, bulk)).toBe(0);
  const segment = workflowSegment([workflowEvent('e3', workflowId)]);
  const old = { ...segment, appendedAtMs: nowMs - 600_000 };
  expect(await deliverWorkflowEvents([old], world.ports)).toBe(0);
  expect(await deliverWorkflowEvents([segment], world.ports)).toBe(1);
});

test('of an event larger than a socket carries only its place is posted', async () => {
  const workflowId = own();
  await world.rooms.join(workflowId, await world.open('large', 'operator'));
  await deliver(workflowEvent('e1', workflowId, { comments: 'x'.repeat(131_072) }));
  expect(world.posts.map(({ message }) => message.data)).toEqual([
    { workflowId, cursor: 'k3f9.1' },
  ]);
});

test('a socket that does not answer holds nobody up; rows that cannot be read make the batch fail', async () => {
  const workflowId = own();
  for (const name of ['slow', 'quick']) {
    await world.rooms.join(workflowId, await world.open(name, 'operator'));
  }
  world.endings.set('slow', { kind: 'failed', cause: new Error('timeout') });
  await deliver(workflowEvent('e1', workflowId), workflowEvent('e2', workflowId));
  expect([world.receivedBy('slow'), world.receivedBy('quick')]).toEqual([['e1'], ['e1', 'e2']]);
  const segments = [workflowSegment([workflowEvent('e3', workflowId)])];
  const rooms = {
    ...world.rooms,
    membersOf: async () => {
      throw new Error('no store');
    },
  };
  await expect(deliverWorkflowEvents(segments, { ...world.ports, rooms })).rejects.toThrow(
    'no store',
  );
});
