import type { DueLanes } from '../../../../core/webhook/lane.ts';
import { createDueLanes } from '../../../../lambdas/adapters/webhooks/due-lanes.ts';
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
let due: DueLanes;

beforeAll(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  due = createDueLanes(engine.client, 'Webhooks');
});
afterAll(() => engine.stop());

async function allDue(untilMs: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const shard of due.shards) {
    let after: Readonly<Record<string, unknown>> | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await due.list(shard, untilMs, after);
      found.push(...page.webhookIds);
      after = page.next;
      if (after === undefined) break;
    }
  }
  return found.toSorted();
}

test('those whose moment has come are in eight shards, the earliest first; others are in none [W3]', async () => {
  const webhooks = createWebhooksTable(engine.client, webhookTables);
  const ids = Array.from({ length: 120 }, (_, n) => `w-${1_000 + n}`);
  for (const [n, id] of ids.entries()) {
    // Nobody may have so many.
    const webhook = exampleWebhook(id, { creatorId: `creator-${n % 2}` });
    await webhooks.create(webhook, exampleLane({ dueAtMs: nowMs - n }));
  }
  await webhooks.create(exampleWebhook('later'), exampleLane({ dueAtMs: nowMs + 1 }));
  await webhooks.create(exampleWebhook('never'), exampleLane());
  expect(due.shards).toHaveLength(8);
  expect(await allDue(nowMs)).toEqual(ids);
  const [shard = ''] = due.shards;
  const { webhookIds } = await due.list(shard, nowMs);
  expect(webhookIds).toEqual(webhookIds.toSorted().toReversed());
}, 30_000);

test('a lane that a killed run held is due when its lease ends, and not before [W3]', async () => {
  const lanes = createLaneStore(engine.client, webhookTables);
  const laterMs = nowMs + 3_600_000;
  await lanes.claim('never', { leaseId: 'run-1', nowMs, untilMs: laterMs });
  expect(await allDue(laterMs - 1)).not.toContain('never');
  expect(await allDue(laterMs)).toContain('never');
});
