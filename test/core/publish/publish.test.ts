import { setTimeout as pause } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import type { LeaseDirectory, LeasedConnection } from '../../../core/connection/lease-directory.ts';
import { publish } from '../../../core/publish/publish.ts';
import { type EventRequest, publishRequestSchema } from '../../../core/wire/management/events.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { createOutbox } from '../../../lambdas/adapters/changes/outbox-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';

const nowMs = 1_795_291_204_250;

let engine: TestEngine;
let tables = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

const nobody: LeaseDirectory = {
  find: async () => undefined,
  ofUser: async () => [],
  onChannel: async () => ({ connections: [] }),
};

async function newOutbox(directory: LeaseDirectory = nobody) {
  tables += 1;
  const TableName = `Outbox-${tables}`;
  await engine.createTable({ name: TableName, partitionKey: { name: 'eventId' } });
  const outbox = createOutbox(engine.client, TableName, () => nowMs);
  let counted = 0;
  const statistics = {
    ...silentStatistics,
    appended: (_series: string, events: number) => {
      counted += events;
    },
  };
  const ports = {
    outbox,
    directory,
    statistics,
    longestLeaseSeconds: 300,
    now: () => nowMs,
    pause,
  };
  return {
    counted: () => counted,
    send: async (requests: readonly EventRequest[], caller = 'kim') =>
      await publish(requests, caller, ports),
    refusal: async (requests: readonly EventRequest[], caller = 'kim') => {
      const refused = await publish(requests, caller, ports).catch((error: unknown) => error);
      if (!(refused instanceof Refused)) throw new Error('expected a refusal');
      return [refused.problem.code, refused.problem.detail];
    },
    item: async (eventId: string) => {
      const get = new GetItemCommand({ TableName, Key: { eventId: { S: eventId } } });
      return arrivingAttributes((await engine.client.send(get)).Item ?? {});
    },
    count: async () => (await engine.client.send(new ScanCommand({ TableName }))).Count,
  };
}

const entriesOf = (fields: unknown) => Object.entries(fields ?? {}).sort();

const request = (parts: Partial<EventRequest> = {}): EventRequest => ({
  target: { users: ['ana'] },
  type: 'notification',
  data: { title: 'hola' },
  ...parts,
});

test('what is published is an item of the Outbox, kept for a day', async () => {
  const { send, item } = await newOutbox();
  const { eventIds, addressed, note } = await send([request({ priority: 'high' })]);
  expect([addressed, note]).toEqual([
    0,
    'as of now; may count readers who left within the last 300 s, and lost sockets until 130 minutes after they connected',
  ]);
  expect(await item(eventIds[0] ?? '')).toEqual({
    eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    type: 'notification',
    data: { title: 'hola' },
    priority: 'high',
    target: { users: ['ana'] },
    source: 'management',
    createdAt: '2026-11-21T20:00:04.250Z',
    fingerprint: expect.any(String),
    ttl: 1_795_377_605,
  });
});

test('the fan-out makes of the item the event of that id, and shows nothing of its own', async () => {
  const { send, item } = await newOutbox();
  const [id = ''] = (await send([request({ correlationId: 'trace-7' })])).eventIds;
  const change = { table: 'Outbox', changeId: 'c1', key: id, recordedAtMs: nowMs } as const;
  const thresholds = { largeBetAmount: 1, largeTransactionAmount: 1 };
  const result = changeToEvents({ ...change, newItem: (await item(id)) ?? {} }, thresholds);
  expect(result.kind === 'events' && result.events.map(({ event }) => event)).toEqual([
    {
      id,
      type: 'notification',
      timestamp: nowMs,
      priority: 'normal',
      source: 'management',
      version: '1.0',
      channel: 'inbox',
      data: { title: 'hola' },
      metadata: { correlationId: 'trace-7', target: { users: ['ana'] } },
    },
  ]);
});

test('its trace stands in the item, and makes no other event of a repetition', async () => {
  const { send, item, count } = await newOutbox();
  const spans = ['00f067aa0ba902b7', '53995c3f42cd8ad8'];
  const [first, second] = spans.map(span => `00-4bf92f3577b34da6a3ce929d0e0e4736-${span}-01`);
  const keyed = { idempotencyKey: 'k1' };
  const [id = ''] = (await send([request({ ...keyed, traceparent: first })])).eventIds;
  expect((await item(id)).traceparent).toBe(first);
  expect((await send([request({ ...keyed, traceparent: second })])).eventIds).toEqual([id]);
  expect(await count()).toBe(1);
  expect((await item(id)).traceparent).toBe(first);
});

test('the same key gives the same id and one item, in whatever order the fields come', async () => {
  const { send, count } = await newOutbox();
  const data = { title: 'hola', nested: { a: 1, b: [2] } };
  const first = await send([request({ data, idempotencyKey: 'k1' })]);
  const reordered = { nested: { b: [2], a: 1 }, title: 'hola' };
  const again = await send([request({ data: reordered, idempotencyKey: 'k1' })]);
  expect(again.eventIds).toEqual(first.eventIds);
  expect(await count()).toBe(1);
});

test('what was stored before is not counted as an event again', async () => {
  const { send, counted } = await newOutbox();
  const [one, other] = ['k1', 'k2'].map(idempotencyKey => request({ idempotencyKey }));
  await send([one as EventRequest]);
  expect(counted()).toBe(1);
  await send([one as EventRequest]);
  expect(counted()).toBe(1);
  await send([one as EventRequest, other as EventRequest, request()]);
  expect(counted()).toBe(3);
});

test('connections that are not open are looked for side by side', async () => {
  let [asked, most] = [0, 0];
  const { send } = await newOutbox({
    ...nobody,
    find: async () => {
      asked += 1;
      most = Math.max(most, asked);
      await new Promise(setImmediate);
      asked -= 1;
      return undefined;
    },
  });
  const batch = Array.from({ length: 25 }, (_, n) =>
    request({ target: { connection: `c-${n}` }, idempotencyKey: `k-${n}` }),
  );
  await expect(send(batch)).rejects.toThrow(Refused);
  expect(most).toBe(25);
});

test('twenty requests of one key at once make one item', async () => {
  const { send, count } = await newOutbox();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => send([request({ idempotencyKey: 'k1' })])),
  );
  expect(new Set(all.flatMap(({ eventIds }) => eventIds)).size).toBe(1);
  expect(await count()).toBe(1);
});

test('keys are the caller’s own, and without one each request is another event', async () => {
  const { send, count } = await newOutbox();
  await send([request({ idempotencyKey: 'k1' })], 'kim');
  await send([request({ idempotencyKey: 'k1' })], 'lee');
  await send([request()]);
  await send([request()]);
  expect(await count()).toBe(4);
});

test.each([
  ['data', { data: { title: 'adios' } }],
  ['type', { type: 'userUpdate' }],
  ['priority', { priority: 'high' as const }],
  ['target', { target: { users: ['beto'] } }],
])(
  'another %s under the same key is refused, and nothing of its batch is written',
  async (_name, parts) => {
    const { send, refusal, count } = await newOutbox();
    await send([request({ idempotencyKey: 'k1' })]);
    const batch = [request(), request({ idempotencyKey: 'k1', ...parts }), request()];
    expect(await refusal(batch)).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
      'received an idempotencyKey that was used for another event; expected a new one',
    ]);
    expect(await count()).toBe(1);
  },
);

test('a batch of which some were published before publishes the others', async () => {
  const { send, count } = await newOutbox();
  const [a, b, c] = ['a', 'b', 'c'].map(idempotencyKey => request({ idempotencyKey }));
  if (!a || !b || !c) throw new Error('expected three');
  const first = await send([a, b]);
  const second = await send([b, c, a]);
  expect(second.eventIds).toEqual([first.eventIds[1], second.eventIds[1], first.eventIds[0]]);
  expect(await count()).toBe(3);
});

test('twenty-five events are written together', async () => {
  const { send, count } = await newOutbox();
  const { eventIds } = await send(Array.from({ length: 25 }, () => request()));
  expect(new Set(eventIds).size).toBe(25);
  expect(await count()).toBe(25);
});

test.each<[string, Partial<EventRequest>, string]>([
  [
    'a type that only state makes',
    { type: 'FIGHT_CREATED' },
    'received type as "FIGHT_CREATED"; expected a type that is not made by a table\'s own changes',
  ],
  [
    'a quarantine report',
    { type: 'SYSTEM_STATUS', data: { status: 'ok' } },
    'received type as "SYSTEM_STATUS"; expected a type that is not made by a table\'s own changes',
  ],
  [
    'a type that is a frame',
    { type: 'ping' },
    'received type as "ping"; expected a type that is no frame of the stream itself',
  ],
  ['data of the wrong kind', { data: { title: 7 } }, 'received data.title as 7; expected string'],
  [
    'a number that DynamoDB does not hold',
    { data: { value: 2 ** 53 } },
    'received data.value as 9007199254740992; expected 0, or a number from 1e-130 to 9007199254740991 or its negative',
  ],
])('%s is refused before anything is written', async (_title, parts, detail) => {
  const { refusal, count } = await newOutbox();
  expect(await refusal([request(parts)])).toEqual(['BODY_INVALID', detail]);
  const [code, inBatch] = await refusal([request(), request(parts)]);
  expect(code).toBe('BODY_INVALID');
  expect(inBatch).toContain('events.1.data'.slice(0, 9));
  expect(await count()).toBe(0);
});

test('names that objects have of their own are fields like any other', async () => {
  const { send, item } = await newOutbox();
  const text = '{"constructor":{"name":"Set"},"__proto__":{"x":1},"toString":2}';
  const event = { ...request({ type: 'odd' }), data: JSON.parse(text) };
  const parsed = publishRequestSchema.parse({ events: [event] });
  if (!('events' in parsed)) throw new Error('expected a batch');
  const { eventIds } = await send(parsed.events);
  expect(JSON.stringify(parsed.events[0]?.data)).toBe(text);
  const stored = await item(eventIds[0] ?? '');
  expect(entriesOf(stored.data)).toEqual(entriesOf(JSON.parse(text)));
});

test.each<[string, string, string]>([
  ['a function of JavaScript', '{"constructor":{"n":1e300}}', 'data.constructor.n as 1e+300'],
  ['a list in a list', '{"a":[{"b":[0,1e-200]}]}', 'data.a.0.b.1 as 1e-200'],
])('a number that is not held is reported by its path: %s', async (_title, text, received) => {
  const { refusal } = await newOutbox();
  const [, detail] = await refusal([request({ type: 'odd', data: JSON.parse(text) })]);
  expect(detail).toBe(
    `received ${received}; expected 0, or a number from 1e-130 to 9007199254740991 or its negative`,
  );
});

test('numbers far beyond what the store holds are refused as well', async () => {
  const { refusal, count } = await newOutbox();
  const [code] = await refusal([request({ data: { value: 1e300 } })]);
  expect(code).toBe('BODY_INVALID');
  expect(await count()).toBe(0);
});

test('one key twice in a batch is refused', async () => {
  const { refusal } = await newOutbox();
  const twice = [request({ idempotencyKey: 'k1' }), request({ idempotencyKey: 'k1' })];
  expect(await refusal(twice)).toEqual([
    'BODY_INVALID',
    'received the idempotencyKey k1 twice; expected one of its own for each event',
  ]);
});

test('a connection that is not open is refused', async () => {
  const { refusal, count } = await newOutbox();
  expect((await refusal([request({ target: { connection: 'c-9' } })]))[0]).toBe(
    'CONNECTION_NOT_FOUND',
  );
  expect(await count()).toBe(0);
});

describe('to a connection that closed after it', () => {
  const connection: LeasedConnection = {
    ...{ connectionId: 'c-9', userId: 'ana', leaseId: 'sse#00', role: 'bettor', kind: 'sse' },
    ...{ channel: 'inbox', state: 'connected', sourceIp: '203.0.113.7', userAgent: 'jest' },
    ...{ connectedAtMs: nowMs, seenAtMs: nowMs, expiresAtMs: nowMs + 300_000 },
  };
  const keyed = (parts: Partial<EventRequest> = {}) =>
    request({ target: { connection: 'c-9' }, idempotencyKey: 'k1', ...parts });

  async function published() {
    const open = new Map([['c-9', connection]]);
    const outbox = await newOutbox({ ...nobody, find: async id => open.get(id) });
    const first = await outbox.send([keyed()]);
    open.clear();
    return { ...outbox, first };
  }

  test('the same key gives the same id again, alone and in a batch', async () => {
    const { first, send, count } = await published();
    expect(await send([keyed()])).toEqual({ ...first, addressed: 0 });
    const batch = await send([request(), keyed()]);
    expect(batch.eventIds[1]).toBe(first.eventIds[0]);
    expect(await count()).toBe(2);
  });

  test('another event under the key is refused as such, and one without a key as ever', async () => {
    const { refusal, count } = await published();
    const other = keyed({ data: { title: 'adios' } });
    expect((await refusal([request(), other]))[0]).toBe('IDEMPOTENCY_KEY_REUSED');
    const unkeyed = request({ target: { connection: 'c-9' } });
    expect((await refusal([unkeyed]))[0]).toBe('CONNECTION_NOT_FOUND');
    const unused = keyed({ idempotencyKey: 'k2' });
    expect((await refusal([keyed(), unused]))[0]).toBe('CONNECTION_NOT_FOUND');
    expect(await count()).toBe(1);
  });
});
