import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredDelivery } from '../../../../core/webhook/delivery.ts';
import type { LaneStore } from '../../../../core/webhook/lane.ts';
import { maxParkedByHand } from '../../../../core/webhook/limits.ts';
import { createLaneDeliveries } from '../../../../lambdas/adapters/webhooks/lane-deliveries.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { testEvent } from '../../../support/event-log.ts';
import {
  createWebhookTables,
  exampleDelivery,
  exampleParked,
  webhookNowMs as nowMs,
} from '../../../support/webhook-tables.ts';

let engine: TestEngine;
let lanes: Pick<LaneStore, 'parkedOf' | 'find' | 'record'>;
/** The kind and the key of each write that was asked for, in order. */
let written: string[];

beforeAll(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  lanes = createLaneDeliveries(engine.client, 'WebhookDeliveries');
  engine.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        if (/Write|Put|Update|Delete/.test(commandName)) {
          written.push(...keysOf(commandName, args.input));
        }
        return await next(args);
      },
    { step: 'initialize', priority: 'high' },
  );
});
afterAll(() => engine.stop());
beforeEach(() => {
  written = [];
});

function keysOf(commandName: string, input: object): readonly string[] {
  const key = Reflect.get(input, 'Key');
  if (key) return [`${commandName.slice(0, 6).toLowerCase()} ${key.laneId?.S ?? key.laneId}`];
  if ('TransactItems' in input) return ['transaction'];
  const requests: object = Reflect.get(input, 'RequestItems') ?? {};
  const writes: readonly Record<string, Record<string, Record<string, { S: string } | string>>>[] =
    Object.values(requests).flat();
  return writes.map(({ PutRequest, DeleteRequest }) => {
    const { laneId } = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
    const key = typeof laneId === 'string' ? laneId : laneId?.S;
    return `${PutRequest ? 'put' : 'delete'} ${key}`;
  });
}

/** Of the examples. */
const round = 'round-1';

const deliveryIds = (count: number) =>
  Array.from({ length: count }, (_, n) => `1795204800000-${String(n).padStart(12, '0')}`);

async function found(laneId: string, deliveryId: string): Promise<StoredDelivery | undefined> {
  return (await lanes.find(laneId, [deliveryId]))[0];
}

const everyField: StoredDelivery = exampleDelivery('d-1', {
  gap: { from: 'k3f9.1', to: 'k3f9.9', reason: 'expired' },
  attempts: [
    { atMs: nowMs, tookMs: 12, failure: 'TIMEOUT', message: 'no answer within 15000 ms' },
    {
      ...{ atMs: nowMs + 1, tookMs: 13, status: 429, answer: 'later, please' },
      ...{ isAnswerCut: false, retryAfterMs: 1_000 },
    },
  ],
  attemptCount: 2,
  nextAttemptAtMs: nowMs + 5_000,
});

test('what is recorded is found as it was, with its place among those that wait [W3]', async () => {
  const parked = exampleParked('d-1', { isTest: true, isFixed: true });
  await lanes.record('one', [{ delivery: everyField, parked }]);
  expect(await lanes.find('one', ['d-1', 'd-2', 'd-1'])).toEqual([everyField]);
  expect(await lanes.parkedOf('one')).toEqual([parked]);
  expect(await lanes.parkedOf('another')).toEqual([]);
  expect(await lanes.find('another', ['d-1'])).toEqual([]);
  const least = exampleDelivery('d-2', { cursor: undefined });
  await lanes.record('one', [{ delivery: least, parked: { ...exampleParked('d-2') } }]);
  expect(await found('one', 'd-2')).toEqual(least);
});

test('its event is stored packed, and it goes when it may [W3]', async () => {
  const event = testEvent('e-1', { data: { note: 'once more '.repeat(1_000) } });
  const delivery = exampleDelivery('d-1', { event, expiresAtMs: nowMs + 1 });
  await lanes.record('packed', [{ delivery }]);
  const { Item } = await engine.client.send(
    new GetCommand({
      TableName: 'WebhookDeliveries',
      Key: { laneId: 'packed', deliveryId: 'd-1' },
    }),
  );
  expect(Item?.ttl).toBe(1_795_204_801);
  expect(Item?.event.byteLength).toBeLessThan(500);
  expect((await found('packed', 'd-1'))?.event).toEqual(event);
});

test('what is delivered waits no more; deliveries are written before what waits of them [W3]', async () => {
  const [first = '', second = ''] = deliveryIds(2);
  await lanes.record('two', [
    { delivery: exampleDelivery(first), parked: exampleParked(first) },
    { delivery: exampleDelivery(second), parked: exampleParked(second) },
  ]);
  expect(written).toEqual(['transaction', 'transaction']);
  written = [];
  await lanes.record('two', [{ delivery: exampleDelivery(first, { state: 'delivered' }), round }]);
  expect(written).toEqual(['update two', 'delete two#parked']);
  written = [];
  await lanes.record('two', [
    {
      delivery: exampleDelivery(second),
      parked: exampleParked(second, { attemptsMade: 2 }),
      round,
    },
  ]);
  expect(written).toEqual(['update two', 'update two#parked']);
  expect(await lanes.parkedOf('two')).toEqual([exampleParked(second, { attemptsMade: 2 })]);
});

test('one that is delivered at once is one put [W3]', async () => {
  const delivery = exampleDelivery('d-1', { state: 'delivered' });
  await lanes.record('at-once', [{ delivery }]);
  expect(written).toEqual(['put at-once']);
  expect(await found('at-once', 'd-1')).toEqual(delivery);
  written = [];
  await lanes.record('at-once', []);
  expect(written).toEqual([]);
});

test('a run that ends between both leaves what was delivered waiting, and the next one ends its place [W3]', async () => {
  const [old = ''] = deliveryIds(1);
  await lanes.record('cut', [{ delivery: exampleDelivery(old), parked: exampleParked(old) }]);
  let writes = 0;
  engine.client.middlewareStack.add(
    next => async args => {
      writes += 1;
      if (writes === 2) throw new Error('the run was killed');
      return await next(args);
    },
    { step: 'initialize', name: 'killed' },
  );
  const delivered = exampleDelivery(old, { state: 'delivered' });
  const records = [{ delivery: delivered, round }];
  await expect(lanes.record('cut', records)).rejects.toThrow('the run was killed');
  engine.client.middlewareStack.remove('killed');
  expect(await lanes.parkedOf('cut')).toEqual([exampleParked(old)]);
  expect(await found('cut', old)).toEqual(delivered);
  expect(await lanes.record('cut', records)).toEqual([]);
  expect(await lanes.parkedOf('cut')).toEqual([]);
});

test('of the same delivery twice the last is recorded', async () => {
  const [id = ''] = deliveryIds(1);
  await lanes.record('twice', [
    { delivery: exampleDelivery(id, { state: 'exhausted' }) },
    { delivery: exampleDelivery(id, { state: 'delivered' }) },
  ]);
  expect((await found('twice', id))?.state).toBe('delivered');
  expect(await lanes.parkedOf('twice')).toEqual([]);
});

test('as many as may wait are recorded, and read and found again [W3]', async () => {
  const ids = deliveryIds(maxParkedByHand);
  await lanes.record(
    'full',
    ids.map(id => ({ delivery: exampleDelivery(id), parked: exampleParked(id) })),
  );
  const parked = await lanes.parkedOf('full');
  expect(parked.map(({ deliveryId }) => deliveryId)).toEqual(ids);
  const all = await lanes.find('full', ids);
  expect(all.map(({ deliveryId }) => deliveryId).toSorted()).toEqual(ids);
}, 60_000);

test('the largest event with twenty attempts fits: the newest are kept, their texts cut [W3]', async () => {
  // 200 KB of JSON that hardly packs.
  const event = testEvent('e-1', { data: { note: randomBytes(152_000).toString('base64') } });
  expect(JSON.stringify(event).length).toBeGreaterThan(200 * 1_024 - 3_000);
  const attempts = Array.from({ length: 25 }, (_, n) => ({
    ...{ atMs: nowMs + n, tookMs: 30_000, failure: 'TIMEOUT' as const },
    ...{ message: 'm'.repeat(5_000), answer: '€'.repeat(2_000), isAnswerCut: false },
  }));
  const delivery = exampleDelivery('d-1', { event, attempts, attemptCount: 25 });
  await lanes.record('large', [{ delivery, parked: exampleParked('d-1') }]);
  const kept = await found('large', 'd-1');
  expect(kept?.event).toEqual(event);
  expect(kept?.attemptCount).toBe(25);
  expect(kept?.attempts.map(({ atMs }) => atMs - nowMs)).toEqual(
    Array.from({ length: 20 }, (_, n) => n + 5),
  );
  expect(kept?.attempts[0]).toEqual({
    ...{ atMs: nowMs + 5, tookMs: 30_000, failure: 'TIMEOUT', isAnswerCut: true },
    ...{ message: `${'m'.repeat(511)}…`, answer: '€'.repeat(1_024) },
  });
});

test('a lane’s worth of the largest events is recorded and found: no request is too large [W3]', async () => {
  const ids = deliveryIds(60);
  const note = randomBytes(152_000).toString('base64');
  const records = ids.map(id => ({
    delivery: exampleDelivery(id, { event: testEvent(id, { data: { note } }) }),
  }));
  await lanes.record('heavy', records);
  expect(await lanes.find('heavy', ids)).toHaveLength(60);
}, 60_000);
