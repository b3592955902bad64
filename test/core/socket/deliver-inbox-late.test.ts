import type { SocketConnection } from '../../../core/connection/socket-connections.ts';
import { type CourierPorts, deliverInbox } from '../../../core/socket/deliver-inbox.ts';
import type { ChannelEvent, Target } from '../../../core/wire/event.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
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

/** Sockets that the index lacks until the courier has waited so often. */
async function worldThatLags(pauses: number, event: ChannelEvent, appendedAtMs = nowMs) {
  const { ports, receivedBy } = await world([socketOf('ana'), socketOf('beto')]);
  const { find } = ports.directory;
  const waited: number[] = [];
  let looks = 0;
  const lagging: CourierPorts = {
    ...ports,
    directory: {
      ...ports.directory,
      find: async id => {
        looks += 1;
        return waited.length < pauses ? undefined : await find(id);
      },
    },
    pause: async ms => waited.push(ms),
  };
  const sent = await deliverInbox([{ ...segmentWith([event]), appendedAtMs }], lagging);
  return { sent, waited, looks, receivedBy };
}

test('a socket that just connected is looked for again until the index has it; nobody else waits for it', async () => {
  const toBoth = notification('e1', { connections: ['c-ana'], users: ['beto'] });
  const late = await worldThatLags(3, toBoth);
  expect(late.receivedBy('c-beto')).toEqual(['e1']);
  expect(late.receivedBy('c-ana')).toEqual(['e1']);
  expect(late.waited).toEqual([100, 200, 300]);
});

test('one that never is in the index is looked for as often as that, for a second', async () => {
  const never = await worldThatLags(99, notification('e1', { connections: ['c-ana'] }));
  expect(never).toMatchObject({ sent: 0, looks: 5, waited: [100, 200, 300, 400] });
});

test('what is late is looked for again however long all others took', async () => {
  const { ports, receivedBy } = await world([socketOf('ana'), socketOf('beto')]);
  const { find } = ports.directory;
  let passedMs = 0;
  let looks = 0;
  const event = notification('e1', { connections: ['c-ana'], users: ['beto'] });
  await deliverInbox([segmentWith([event])], {
    ...ports,
    now: () => nowMs + passedMs,
    gateway: {
      ...ports.gateway,
      post: async (to, text) => {
        passedMs += 1_500;
        return await ports.gateway.post(to, text);
      },
    },
    directory: {
      ...ports.directory,
      find: async id => {
        looks += 1;
        return looks === 1 ? undefined : await find(id);
      },
    },
  });
  expect([receivedBy('c-beto'), receivedBy('c-ana')]).toEqual([['e1'], ['e1']]);
});

test('a socket that has authenticated again is posted to, though the index has its old token', async () => {
  const { ports, receivedBy } = await world([socketOf('ana'), socketOf('gone')]);
  const old = { tokenExpiresAtMs: nowMs - 1 };
  const agedOf = async (rows: AsyncIterable<readonly SocketConnection[]>) => {
    const aged: SocketConnection[] = [];
    for await (const page of rows) aged.push(...page.map(socket => ({ ...socket, ...old })));
    return aged;
  };
  const stale: CourierPorts = {
    ...ports,
    directory: {
      find: async id => {
        const found = await ports.directory.find(id);
        return { socket: found?.socket && { ...found.socket, ...old } };
      },
      pages: async function* () {
        yield await agedOf(ports.directory.pages());
      },
    },
  };
  await ports.connections.close('gone', 'c-gone');
  const deliver = (id: string, target: Target) =>
    deliverInbox([segmentWith([notification(id, target)])], stale);
  expect(await deliver('e1', { connections: ['c-ana'] })).toBe(1);
  expect(await deliver('e2', { roles: ['bettor'] })).toBe(1);
  expect(receivedBy('c-ana')).toEqual(['e1', 'e2']);
});

test('a courier that is behind waits for no connection, nor does one for a stream', async () => {
  const event = notification('e1', { connections: ['c-ana'] });
  const behind = await worldThatLags(99, event, nowMs - 1_000);
  expect(behind).toMatchObject({ sent: 0, looks: 1, waited: [] });
  const row = { userId: 'ana', leaseId: 'sse#00', connectionId: 'c-sse', channel: 'inbox' };
  const { ports } = await world([{ ...row, kind: 'sse' }]);
  const pause = jest.fn(async () => undefined);
  const toStream = segmentWith([notification('e2', { connections: ['c-sse'] })]);
  expect(await deliverInbox([toStream], { ...ports, pause })).toBe(0);
  expect(pause).not.toHaveBeenCalled();
});
