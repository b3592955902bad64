import type { ClaimResult, HeldLane, LaneStore } from '../../../../core/webhook/lane.ts';
import type { WebhookStore } from '../../../../core/webhook/webhook-store.ts';
import { createLaneStore } from '../../../../lambdas/adapters/webhooks/lane-table.ts';
import { createWebhooksTable } from '../../../../lambdas/adapters/webhooks/webhooks-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import {
  createWebhookTables,
  exampleLane,
  exampleWebhook,
  webhookNowMs as nowMs,
  webhookTables,
} from '../../../support/webhook-tables.ts';

let engine: TestEngine;
let webhooks: WebhookStore;
let lanes: LaneStore;

beforeAll(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  webhooks = createWebhooksTable(engine.client, webhookTables);
  lanes = createLaneStore(engine.client, webhookTables);
});
afterAll(() => engine.stop());

const untilMs = nowMs + 20_000;
const claim = (id: string, leaseId: string) => lanes.claim(id, { leaseId, nowMs, untilMs });

function heldOf(result: ClaimResult): HeldLane {
  if (result.kind !== 'claimed') throw new Error(`expected a claimed lane, got ${result.kind}`);
  return result.held;
}

test('of 200 claims at once one wins, and its run looks again [W3]', async () => {
  await webhooks.create(exampleWebhook('many'), exampleLane());
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, n) => claim('many', `run-${n}`)),
  );
  const won = results.filter(({ kind }) => kind === 'claimed');
  expect(won).toHaveLength(1);
  expect(results.filter(({ kind }) => kind === 'held')).toHaveLength(199);
  const [held] = won.map(heldOf);
  if (held === undefined) throw new Error('expected one that has it');
  expect(await lanes.release(held, held.lane)).toBe('wanted');
  expect(await lanes.release(held, held.lane)).toBe('released');
}, 60_000);

test('a wake-up beside a release is claimed or seen, never lost, a hundred times [W3]', async () => {
  await webhooks.create(exampleWebhook('loop'), exampleLane());
  const seen = { claimed: 0, wanted: 0 };
  for (let n = 0; n < 100; n += 1) {
    const held = heldOf(await claim('loop', `first-${n}`));
    const [released, woken] = await Promise.all([
      lanes.release(held, held.lane),
      claim('loop', `second-${n}`),
    ]);
    if (woken.kind === 'claimed') {
      expect(released).toBe('released');
      seen.claimed += 1;
      expect(await lanes.release(woken.held, woken.held.lane)).toBe('released');
      continue;
    }
    // Held: either this release saw the mark, or the next one does.
    expect(woken.kind).toBe('held');
    expect(released).toBe('wanted');
    seen.wanted += 1;
    expect(await lanes.release(held, held.lane)).toBe('released');
  }
  expect(seen.claimed + seen.wanted).toBe(100);
}, 60_000);

test('writes of a run beside changes of settings all stand, and each change is seen by a write [W3]', async () => {
  await webhooks.create(exampleWebhook('both'), exampleLane());
  const held = heldOf(await claim('both', 'run'));
  for (let n = 1; n <= 30; n += 1) {
    const changed = exampleWebhook('both', { version: n + 1, description: `change ${n}` });
    const lane = exampleLane({ cursor: { epoch: 'k3f9', seq: 41 + n } });
    const [written, replaced] = await Promise.all([
      lanes.write(held, lane, { untilMs }),
      webhooks.replace(changed),
    ]);
    expect([written.kind, replaced]).toEqual(['written', 'replaced']);
    expect(await webhooks.find('both')).toEqual({ webhook: changed, lane });
  }
}, 60_000);

test('a recovery beside a release stands, whichever comes first [W3]', async () => {
  const recovery = { cursor: { epoch: 'k3f9', seq: 2 }, sinceMs: nowMs - 9, untilMs: nowMs };
  for (let n = 0; n < 30; n += 1) {
    const id = `recovered-${n}`;
    await webhooks.create(exampleWebhook(id), exampleLane());
    const held = heldOf(await claim(id, 'run'));
    const [, replaced] = await Promise.all([
      lanes.release(held, held.lane),
      webhooks.replace(exampleWebhook(id, { version: 2 }), { recovery, dueAtMs: nowMs }),
    ]);
    expect(replaced).toBe('replaced');
    expect((await webhooks.find(id))?.lane.recovery).toEqual(recovery);
    expect((await claim(id, 'next')).kind).toBe('claimed');
  }
}, 60_000);
