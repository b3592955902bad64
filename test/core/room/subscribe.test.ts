import type { SocketConnection } from '../../../core/connection/socket-connections.ts';
import { subscribe } from '../../../core/room/subscribe.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { createRoomWorld, nowMs, workflowEvent } from '../../support/room-world.ts';

let engine: TestEngine;
let world: Awaited<ReturnType<typeof createRoomWorld>>;

beforeAll(async () => {
  engine = await startTestEngine();
  world = await createRoomWorld(engine);
});
afterAll(() => engine.stop());

async function append(...events: readonly ReturnType<typeof workflowEvent>[]) {
  const encoded = events.map(event => encodedEvent(event.id, event));
  await coldWriter(world.segments, () => nowMs).append('workflows', encoded, nowMs);
}

async function subscribed(
  asked: { readonly workflowId: string; readonly cursor?: string },
  socket: SocketConnection,
) {
  const result = await subscribe(asked, socket, world.ports);
  if (result.kind === 'refused') throw new Error(result.code);
  return result.data;
}

const idsOf = ({
  events,
}: {
  readonly events: readonly { readonly event?: { readonly id: string } | undefined }[];
}) => events.map(({ event }) => event?.id);

test('what happened after the cursor is given in pages, the workflow as it is, and where to go on [W2]', async () => {
  await world.putWorkflow({ workflowId: 'w-1', name: 'Payout', version: 7 });
  const socket = await world.open('c-1', 'operator');
  const first = await subscribed({ workflowId: 'w-1' }, socket);
  expect(first).toEqual({
    workflowId: 'w-1',
    workflow: { workflowId: 'w-1', name: 'Payout', status: 'pending', version: 7 },
    events: [],
    cursor: '0.0',
    hasMore: false,
  });
  expect(await world.rooms.membersOf('w-1')).toEqual([
    expect.objectContaining({ connectionId: 'c-1', userId: 'user-c-1' }),
  ]);
  const events = Array.from({ length: 130 }, (_, n) => workflowEvent(`e${n}`, 'w-1'));
  for (let start = 0; start < 130; start += 10) {
    await append(...events.slice(start, start + 10), workflowEvent(`x${start}`, 'another'));
  }
  const page = await subscribed({ workflowId: 'w-1', cursor: first.cursor }, socket);
  expect(page.events).toHaveLength(100);
  expect(page.hasMore).toBe(true);
  const rest = await subscribed({ workflowId: 'w-1', cursor: page.cursor }, socket);
  expect([...idsOf(page), ...idsOf(rest)]).toEqual(events.map(({ id }) => id));
  expect(rest.hasMore).toBe(false);
  expect((await subscribed({ workflowId: 'w-1', cursor: rest.cursor }, socket)).events).toEqual([]);
  expect(await subscribed({ workflowId: 'w-1', cursor: 'lost.3' }, socket)).toMatchObject({
    events: [],
    cursor: rest.cursor,
    gap: 'unknown-cursor',
  });
});

test('an answer stays within a message: large events go by themselves, larger ones without themselves', async () => {
  await world.putWorkflow({ workflowId: 'w-2', comments: 'y'.repeat(40_000) });
  const socket = await world.open('c-2', 'operator');
  const { cursor: from } = await subscribed({ workflowId: 'w-2' }, socket);
  const sizes = [50_000, 50_000, 100_000];
  for (const [n, size] of sizes.entries()) {
    await append(workflowEvent(`large-${n}`, 'w-2', { comments: 'x'.repeat(size) }));
  }
  const found: unknown[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const answer = await subscribed({ workflowId: 'w-2', cursor }, socket);
    expect(JSON.stringify(answer).length).toBeLessThan(128 * 1_024);
    expect(answer.workflow).toBeUndefined();
    found.push(idsOf(answer));
    ({ cursor, hasMore: more } = answer);
  }
  expect(found).toEqual([['large-0'], ['large-1', undefined]]);
});

test('there is none, and none is shown: the same answer, and no subscription is left behind [W2]', async () => {
  await world.putWorkflow({ workflowId: 'w-3', visibleTo: { permissions: ['compliance'] } });
  const admin = await world.open('c-3', 'admin');
  const hidden = await subscribe({ workflowId: 'w-3' }, admin, world.ports);
  expect(hidden).toMatchObject({ kind: 'refused', code: 'WORKFLOW_NOT_FOUND' });
  expect(await subscribe({ workflowId: 'none' }, admin, world.ports)).toEqual(hidden);
  // It is hidden while the subscription is made.
  await world.putWorkflow({ workflowId: 'w-4' });
  const hides = {
    ...world.ports,
    rooms: {
      ...world.rooms,
      join: async (...args: Parameters<typeof world.rooms.join>) => {
        await world.putWorkflow({ workflowId: 'w-4', visibleTo: { permissions: ['compliance'] } });
        return await world.rooms.join(...args);
      },
    },
  };
  expect(await subscribe({ workflowId: 'w-4' }, admin, hides)).toEqual(hidden);
  expect(await world.rooms.membersOf('w-3')).toEqual([]);
  expect(await world.rooms.membersOf('w-4')).toEqual([]);
});

test('of the past someone is given what names them, though the workflow is shown to them now', async () => {
  await world.putWorkflow({ workflowId: 'w-5', assignees: ['bea'] });
  const operator = await world.open('c-5', 'operator');
  const { cursor } = await subscribed({ workflowId: 'w-5' }, operator);
  await append(
    workflowEvent('shown', 'w-5'),
    workflowEvent('hidden', 'w-5', { visibleTo: { permissions: ['compliance'] } }),
    workflowEvent('again', 'w-5'),
  );
  const bea = await world.open('c-6', 'bettor', { userId: 'bea' });
  expect(idsOf(await subscribed({ workflowId: 'w-5', cursor }, bea))).toEqual(['shown', 'again']);
});

test('a socket that ends while it subscribes leaves nothing behind', async () => {
  await world.putWorkflow({ workflowId: 'w-7' });
  const socket = await world.open('c-7', 'operator');
  const ends = {
    ...world.ports,
    workflowLog: {
      ...world.ports.workflowLog,
      head: async () => {
        await world.ports.connections.close(socket.userId, 'c-7');
        return { epoch: '0', seq: 0 };
      },
      resume: world.workflowLog.resume.bind(world.workflowLog),
      forward: world.workflowLog.forward.bind(world.workflowLog),
    },
  };
  expect(await subscribe({ workflowId: 'w-7' }, socket, ends)).toMatchObject({
    code: 'CONNECTION_UNKNOWN',
  });
  expect(await world.rooms.membersOf('w-7')).toEqual([]);
});

test('of 130 that one socket subscribes to at once 100 are taken; one that ends makes place for another [W2]', async () => {
  const socket = await world.open('c-8', 'operator');
  const ids = Array.from({ length: 130 }, (_, n) => `bound-${n}`);
  const joined = await Promise.all(ids.map(id => world.rooms.join(id, socket)));
  expect(joined.filter(Boolean)).toHaveLength(100);
  const [first = ''] = ids.filter((_, n) => joined[n]);
  await world.putWorkflow({ workflowId: 'w-8' });
  const asked = { workflowId: 'w-8' };
  expect(await subscribe(asked, socket, world.ports)).toMatchObject({
    code: 'TOO_MANY_SUBSCRIPTIONS',
  });
  expect(await world.rooms.join(first, socket)).toBe(true);
  await world.rooms.leave(first, 'c-8');
  await world.rooms.leave(first, 'c-8');
  expect(await subscribe(asked, socket, world.ports)).toMatchObject({ kind: 'subscribed' });
  const { members, isExact } = await world.rooms.count();
  const counted = [...members].filter(([id]) => id.startsWith('bound-') || id === 'w-8');
  expect([counted.length, isExact]).toEqual([100, true]);

  await world.rooms.leaveAll('c-8');
  expect((await world.rooms.count()).members.get('w-8')).toBeUndefined();
  expect(await world.rooms.membersOf(ids[1] ?? '')).toEqual([]);
  await world.rooms.leaveAll('c-8');
});

test('of what was missed the Outbox’s events are for the channel’s readers alone', async () => {
  await world.putWorkflow({ workflowId: 'w-outbox', createdBy: 'user-creator' });
  const creator = await world.open('creator', 'bettor');
  const reader = await world.open('outbox-reader', 'operator');
  const { cursor } = await subscribed({ workflowId: 'w-outbox' }, creator);
  const note = {
    ...workflowEvent('note', 'w-outbox'),
    type: 'workflow.note',
    source: 'management',
  };
  await append(note, workflowEvent('later', 'w-outbox'));
  expect(idsOf(await subscribed({ workflowId: 'w-outbox', cursor }, creator))).toEqual(['later']);
  expect(idsOf(await subscribed({ workflowId: 'w-outbox', cursor }, reader))).toEqual([
    'note',
    'later',
  ]);
});
