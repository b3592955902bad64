import type { StoredDelivery } from '../../../../core/webhook/delivery.ts';
import type { LaneStore } from '../../../../core/webhook/lane.ts';
import type { DeliveryStore, WebhookStore } from '../../../../core/webhook/webhook-store.ts';
import { createDeliveries } from '../../../../lambdas/adapters/webhooks/deliveries-table.ts';
import { createDueLanes } from '../../../../lambdas/adapters/webhooks/due-lanes.ts';
import { createLaneDeliveries } from '../../../../lambdas/adapters/webhooks/lane-deliveries.ts';
import { createLaneStore } from '../../../../lambdas/adapters/webhooks/lane-table.ts';
import { createWebhooksTable } from '../../../../lambdas/adapters/webhooks/webhooks-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import {
  createWebhookTables,
  exampleDelivery,
  exampleLane,
  exampleParked,
  exampleWebhook,
  webhookNowMs as nowMs,
  webhookTables,
} from '../../../support/webhook-tables.ts';

let engine: TestEngine;
let deliveries: DeliveryStore;
let webhooks: WebhookStore;
let lanes: Pick<LaneStore, 'parkedOf' | 'record'>;

const idOf = (n: number) => `1795204800000-${String(n).padStart(12, '0')}`;

beforeAll(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  webhooks = createWebhooksTable(engine.client, webhookTables);
  deliveries = createDeliveries(engine.client, webhookTables);
  lanes = createLaneDeliveries(engine.client, 'WebhookDeliveries');
  // 1,200 of which every hundredth is exhausted, and one waits.
  const all = Array.from({ length: 1_200 }, (_, n) =>
    exampleDelivery(idOf(n), { state: n % 100 === 0 ? 'exhausted' : 'delivered' }),
  );
  await lanes.record('lane', [
    ...all.map(delivery => ({ delivery })),
    { delivery: exampleDelivery(idOf(1_200)), parked: exampleParked(idOf(1_200)) },
  ]);
  await lanes.record('other', [{ delivery: exampleDelivery(idOf(0)) }]);
}, 60_000);
afterAll(() => engine.stop());

const sequences = (page: readonly StoredDelivery[]) =>
  page.map(({ deliveryId }) => Number(deliveryId.slice(14)));

test('the newest come first, a page after the other, to the last [W3]', async () => {
  const found: number[] = [];
  let next: string | undefined;
  let pages = 0;
  do {
    const page = await deliveries.list('lane', { limit: 100, next });
    expect(page.deliveries.length).toBeLessThanOrEqual(100);
    found.push(...sequences(page.deliveries));
    next = page.next;
    pages += 1;
  } while (next !== undefined && pages < 20);
  expect(found).toEqual(Array.from({ length: 1_201 }, (_, n) => 1_200 - n));
  expect(next).toBeUndefined();
});

test('of a state a page looks at some hundred, may be short, and says where it goes on [W3]', async () => {
  const found: number[] = [];
  const lengths: number[] = [];
  let next: string | undefined;
  do {
    const page = await deliveries.list('lane', { state: 'exhausted', limit: 2, next });
    lengths.push(page.deliveries.length);
    found.push(...sequences(page.deliveries));
    next = page.next;
  } while (next !== undefined && lengths.length < 20);
  expect(found).toEqual([1_100, 1_000, 900, 800, 700, 600, 500, 400, 300, 200, 100, 0]);
  expect(Math.max(...lengths)).toBe(2);
  expect(
    sequences((await deliveries.list('lane', { state: 'pending', limit: 50 })).deliveries),
  ).toEqual([1_200]);
});

test('a page that is full of one state goes on where it ended, and not where it had looked [W3]', async () => {
  const first = await deliveries.list('lane', { state: 'delivered', limit: 3 });
  expect(sequences(first.deliveries)).toEqual([1_199, 1_198, 1_197]);
  const second = await deliveries.list('lane', {
    ...{ state: 'delivered', limit: 3 },
    next: first.next,
  });
  expect(sequences(second.deliveries)).toEqual([1_196, 1_195, 1_194]);
});

test('a page of another lane, or of nothing of ours, is refused [W3]', async () => {
  const { next } = await deliveries.list('lane', { limit: 1 });
  await expect(deliveries.list('other', { limit: 1, next })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
  await expect(deliveries.list('lane', { limit: 1, next: 'abc' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
});

test('what waits is no delivery in a list, and is counted [W3]', async () => {
  expect(sequences((await deliveries.list('other', { limit: 10 })).deliveries)).toEqual([0]);
  expect(await deliveries.countParked('other')).toBe(0);
  expect(await deliveries.countParked('lane')).toBe(1);
});

test('someone lets a delivery wait again: it and its place are written at once [W3]', async () => {
  const delivery = exampleDelivery('again', { attemptCount: 10, nextAttemptAtMs: nowMs });
  const lane = { webhookId: 'w', laneId: 'parked-lane' };
  const parked = exampleParked('again', { dueAtMs: nowMs, attemptsMade: 0 });
  await webhooks.create(exampleWebhook('w', { laneId: 'parked-lane' }), exampleLane());
  expect(await deliveries.park(lane, delivery, parked)).toBe('parked');
  expect(await deliveries.find('parked-lane', 'again')).toEqual(delivery);
  expect(await deliveries.find('parked-lane', 'none')).toBeUndefined();
  expect(await lanes.parkedOf('parked-lane')).toEqual([parked]);
  const later = { ...parked, dueAtMs: nowMs + 1 };
  await deliveries.park(
    { webhookId: 'w', laneId: 'parked-lane' },
    { ...delivery, attemptCount: 11 },
    later,
  );
  expect((await deliveries.find('parked-lane', 'again'))?.attemptCount).toBe(11);
  expect(await lanes.parkedOf('parked-lane')).toEqual([later]);
});

test('what is let wait makes a lane that nobody holds due, so that a lost wake-up costs a minute at most [W3]', async () => {
  const lane = { webhookId: 'idle', laneId: 'lane-of-idle' };
  await webhooks.create(exampleWebhook('idle'), exampleLane({ dueAtMs: nowMs + 600_000 }));
  await deliveries.park(lane, exampleDelivery('d'), exampleParked('d', { dueAtMs: nowMs }));
  const due = createDueLanes(engine.client, 'Webhooks');
  const found = await Promise.all(due.shards.map(shard => due.list(shard, nowMs)));
  expect(found.flatMap(({ webhookIds }) => webhookIds)).toContain('idle');
  expect((await webhooks.find('idle'))?.lane.dueAtMs).toBe(nowMs);
});

test('what is let wait while a run holds the lane has it look again [W3]', async () => {
  const lane = { webhookId: 'busy', laneId: 'lane-of-busy' };
  await webhooks.create(exampleWebhook('busy'), exampleLane());
  const runs = createLaneStore(engine.client, webhookTables);
  const claim = await runs.claim('busy', { leaseId: 'run', nowMs, untilMs: nowMs + 20_000 });
  if (claim.kind !== 'claimed') throw new Error(`expected a claimed lane, got ${claim.kind}`);
  await deliveries.park(lane, exampleDelivery('d'), exampleParked('d', { dueAtMs: nowMs }));
  expect(await runs.release(claim.held, claim.held.lane)).toBe('wanted');
  expect(await runs.release(claim.held, claim.held.lane)).toBe('released');
});

test('nothing is let wait in a lane that is gone, or whose webhook is another by now [W3]', async () => {
  const gone = { webhookId: 'gone', laneId: 'lane-of-gone' };
  expect(await deliveries.park(gone, exampleDelivery('d'), exampleParked('d'))).toBe('missing');
  await webhooks.create(exampleWebhook('gone', { laneId: 'another' }), exampleLane());
  expect(await deliveries.park(gone, exampleDelivery('d'), exampleParked('d'))).toBe('missing');
  expect(await lanes.parkedOf('lane-of-gone')).toEqual([]);
});
