import type { Attempt } from '../../../../core/webhook/delivery.ts';
import type { LaneStore } from '../../../../core/webhook/lane.ts';
import type { DeliveryStore, WebhookStore } from '../../../../core/webhook/webhook-store.ts';
import { createDeliveries } from '../../../../lambdas/adapters/webhooks/deliveries-table.ts';
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
let webhooks: WebhookStore;
let lanes: LaneStore;
let deliveries: DeliveryStore;

beforeAll(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  webhooks = createWebhooksTable(engine.client, webhookTables);
  lanes = createLaneStore(engine.client, webhookTables);
  deliveries = createDeliveries(engine.client, webhookTables);
});
afterAll(() => engine.stop());

const attemptAt = (atMs: number): Attempt => ({ atMs, tookMs: 5, status: 500 });
const waiting = exampleDelivery('d-1', { attempts: [attemptAt(nowMs)], attemptCount: 1 });
const twice = [attemptAt(nowMs), attemptAt(nowMs + 1)];
const delivered = exampleDelivery('d-1', {
  ...{ state: 'delivered', attempts: twice, attemptCount: 2 },
});
const place = exampleParked('d-1');
const failedAgain = {
  delivery: exampleDelivery('d-1', { attempts: twice, attemptCount: 2 }),
  parked: exampleParked('d-1', { attemptsMade: 2 }),
  round: 'round-1',
};

/** A lane in which the delivery waits after its first attempt. */
async function waitingIn(id: string) {
  await webhooks.create(exampleWebhook(id), exampleLane());
  const laneId = `lane-of-${id}`;
  expect(await lanes.record(laneId, [{ delivery: waiting, parked: place }])).toEqual([]);
  return { webhookId: id, laneId };
}

test('a run whose lease was ended takes back nothing that another one delivered, nor gives it a place [W3]', async () => {
  const { laneId } = await waitingIn('late');
  expect(await lanes.record(laneId, [{ delivery: delivered, round: 'round-1' }])).toEqual([]);
  expect(await lanes.record(laneId, [failedAgain])).toEqual([{ deliveryId: 'd-1' }]);
  const givenUp = { ...failedAgain.delivery, state: 'exhausted' as const };
  const late = [{ delivery: givenUp, round: 'round-1' }];
  expect(await lanes.record(laneId, late)).toEqual([{ deliveryId: 'd-1' }]);
  expect(await lanes.find(laneId, ['d-1'])).toEqual([delivered]);
  expect(await lanes.parkedOf(laneId)).toEqual([]);
});

test.each([
  ['delivered', exampleDelivery('d-1', { state: 'delivered' }), undefined],
  ['given up', exampleDelivery('d-1', { state: 'exhausted' }), undefined],
  ['let wait', waiting, exampleParked('d-1', { round: 'round-of-another' })],
])(
  'what comes of an event that two runs sent at once is kept once: the first %s',
  async (name, delivery, parked) => {
    const laneId = `both-${name}`;
    const first = { delivery, ...(parked && { parked }) };
    expect(await lanes.record(laneId, [first])).toEqual([]);
    const late = [{ delivery: waiting, parked: place }];
    const isOpen = delivery.state === 'exhausted';
    const superseded = { deliveryId: 'd-1', ...(parked && { parked }) };
    expect(await lanes.record(laneId, late)).toEqual(isOpen ? [] : [superseded]);
    const places = isOpen ? [place] : parked ? [parked] : [];
    expect(await lanes.parkedOf(laneId)).toEqual(places);
  },
);

test('given up at its only attempt, it leaves what came to wait by another run [W3]', async () => {
  const { laneId } = await waitingIn('only');
  const givenUp = exampleDelivery('d-1', { state: 'exhausted' });
  const result = await lanes.record(laneId, [{ delivery: givenUp }]);
  expect(result).toEqual([{ deliveryId: 'd-1', parked: place }]);
  expect(await lanes.find(laneId, ['d-1'])).toEqual([waiting]);
});

test('what was given up is not pending again in its round, and is delivered if it was [W3]', async () => {
  const { laneId } = await waitingIn('given-up');
  const givenUp = { ...failedAgain.delivery, state: 'exhausted' as const };
  await lanes.record(laneId, [{ delivery: givenUp, round: 'round-1' }]);
  expect(await lanes.record(laneId, [failedAgain])).toEqual([{ deliveryId: 'd-1' }]);
  expect(await lanes.find(laneId, ['d-1'])).toEqual([givenUp]);
  expect(await lanes.record(laneId, [{ delivery: delivered, round: 'round-1' }])).toEqual([]);
  expect(await lanes.find(laneId, ['d-1'])).toEqual([delivered]);
});

test.each([
  ['delivered', { delivery: delivered, round: 'round-1' }],
  ['given up', { delivery: { ...delivered, state: 'exhausted' as const }, round: 'round-1' }],
  ['failed', failedAgain],
])(
  'a delivery that is asked for again while it is %s waits on, with the attempt that was under way [W3]',
  async (name, record) => {
    const lane = await waitingIn(`asked-${name.replace(' ', '-')}`);
    const again = exampleParked('d-1', { round: 'round-2', attemptsMade: 0 });
    expect(await deliveries.park(lane, waiting, again)).toBe('parked');
    const superseded = [{ deliveryId: 'd-1', parked: again }];
    expect(await lanes.record(lane.laneId, [record])).toEqual(superseded);
    expect(await lanes.find(lane.laneId, ['d-1'])).toEqual([
      { ...waiting, attempts: twice, attemptCount: 2 },
    ]);
    expect(await lanes.parkedOf(lane.laneId)).toEqual([again]);
    // Its own attempt ends it.
    expect(await lanes.record(lane.laneId, [{ delivery: delivered, round: 'round-2' }])).toEqual(
      [],
    );
    expect(await lanes.parkedOf(lane.laneId)).toEqual([]);
    expect(await lanes.find(lane.laneId, ['d-1'])).toEqual([delivered]);
  },
);

test('of twenty deliveries each is asked for again beside the end of its attempt: none of these is lost [W3]', async () => {
  const lane = { webhookId: 'beside', laneId: 'lane-of-beside' };
  await webhooks.create(exampleWebhook('beside'), exampleLane());
  for (let n = 0; n < 20; n += 1) {
    const id = `d-${n}`;
    const first = exampleParked(id);
    await lanes.record(lane.laneId, [{ delivery: exampleDelivery(id), parked: first }]);
    const again = exampleParked(id, { round: 'round-2' });
    const done = exampleDelivery(id, { state: 'delivered' });
    await Promise.all([
      lanes.record(lane.laneId, [{ delivery: done, round: 'round-1' }]),
      deliveries.park(lane, exampleDelivery(id), again),
    ]);
    expect(await lanes.find(lane.laneId, [id])).toMatchObject([{ state: 'pending' }]);
    expect(await lanes.parkedOf(lane.laneId)).toContainEqual(again);
  }
}, 60_000);
