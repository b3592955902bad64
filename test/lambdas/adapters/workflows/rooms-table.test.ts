import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { maxRoomsPerSocket, type Rooms } from '../../../../core/room/rooms.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { createRoomTables } from '../../../support/room-tables.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let rooms: Rooms;

beforeAll(async () => {
  engine = await startTestEngine();
  ({ rooms } = await createRoomTables(engine, () => nowMs));
});
afterAll(() => engine.stop());

const socket = (connectionId: string) => ({ userId: 'ana', connectionId, connectedAtMs: nowMs });

async function setOf(connectionId: string): Promise<ReadonlySet<string>> {
  const Key = { room: `socket#${connectionId}`, connectionId };
  const get = new GetCommand({ TableName: 'Rooms', Key, ConsistentRead: true });
  return (await engine.client.send(get)).Item?.workflows ?? new Set();
}

async function isMember(workflowId: string, connectionId: string): Promise<boolean> {
  const members = await rooms.membersOf(workflowId);
  return members.some(member => member.connectionId === connectionId);
}

test('joining and leaving at once ends in one of both: a row is in its set, and none is outside [W2]', async () => {
  const ids = Array.from({ length: 40 }, (_, n) => `c-${n}`);
  for (const id of ids) {
    if (Number(id.slice(2)) % 2 === 0) await rooms.join('w', socket(id));
    await Promise.all([rooms.leave('w', id), rooms.join('w', socket(id))]);
    expect((await setOf(id)).has('w')).toBe(await isMember('w', id));
  }
});

test('of a socket that is gone no row is left, though it was joining [W2]', async () => {
  for (let n = 0; n < 20; n += 1) {
    const id = `gone-${n}`;
    await rooms.join('first', socket(id));
    await Promise.all([rooms.leaveAll(id), rooms.join('second', socket(id))]);
    expect(await isMember('first', id)).toBe(false);
    expect(await isMember('second', id)).toBe((await setOf(id)).has('second'));
    await rooms.leaveAll(id);
    expect(await isMember('second', id)).toBe(false);
  }
});

test('a socket is subscribed to as many as it may, and what it leaves makes room [W2]', async () => {
  for (let n = 0; n < maxRoomsPerSocket; n += 1) {
    expect(await rooms.join(`full-${n}`, socket('full'))).toBe(true);
  }
  expect(await rooms.join('one-more', socket('full'))).toBe(false);
  expect(await isMember('one-more', 'full')).toBe(false);
  expect(await rooms.join('full-0', socket('full'))).toBe(true);
  await rooms.leave('none-of-its', 'full');
  await rooms.leave('full-1', 'full');
  expect(await rooms.join('one-more', socket('full'))).toBe(true);
});

test('ten that are joined at once, as on a new connection, are all joined [W2]', async () => {
  const ids = Array.from({ length: 10 }, (_, n) => `w-${n}`);
  const joined = await Promise.all(ids.map(id => rooms.join(id, socket('ten'))));
  expect(joined).toEqual(Array(10).fill(true));
  expect(await setOf('ten')).toEqual(new Set(ids));
});
