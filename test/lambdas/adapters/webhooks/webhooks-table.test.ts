import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Lane, LaneStore } from '../../../../core/webhook/lane.ts';
import type { StoredWebhook } from '../../../../core/webhook/stored-webhook.ts';
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

beforeEach(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  webhooks = createWebhooksTable(engine.client, webhookTables);
  lanes = createLaneStore(engine.client, webhookTables);
});
afterEach(() => engine.stop());

async function item(webhookId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const get = new GetCommand({ TableName: 'Webhooks', Key: { webhookId }, ConsistentRead: true });
  return (await engine.client.send(get)).Item;
}

const lease = (leaseId: string) => ({ leaseId, nowMs, untilMs: nowMs + 20_000 });

async function claimed(webhookId: string, leaseId: string) {
  const result = await lanes.claim(webhookId, lease(leaseId));
  if (result.kind !== 'claimed') throw new Error(`expected a claimed lane, got ${result.kind}`);
  return result.held;
}

const everySetting: StoredWebhook = exampleWebhook('orders', {
  channels: ['bets', 'payment-streams'],
  description: 'orders of the desk',
  signature: 'v1a',
  status: 'disabled',
  reason: 'failing',
  maker: {
    userId: 'kim',
    role: 'operator',
    permissions: ['payments:read'],
    addresses: ['0xabc'],
    tokenId: 't-1',
    sessionId: 's-1',
    issuedAtMs: nowMs,
    listedRole: 'operator',
  },
  keys: [
    { sealed: 'sealed-2', createdAtMs: nowMs, publicKey: 'whpk_2' },
    { sealed: 'sealed-1', createdAtMs: nowMs - 1, untilMs: nowMs + 1, publicKey: 'whpk_1' },
  ],
});

const everyLaneField: Lane = {
  cursor: { epoch: 'k3f9', seq: 41 },
  unsureUntilSeq: 90,
  readUntilMs: nowMs - 1,
  gap: { from: 'k3f9.1', to: 'k3f9.9', reason: 'expired' },
  parked: 3,
  failuresInARow: 4,
  failingSinceMs: nowMs - 2,
  lastSuccessAtMs: nowMs - 3,
  lastFailureAtMs: nowMs - 4,
  lastFailure: { status: 503 },
  slowUntilMs: nowMs + 5,
  slowness: 6,
  revivedAtMs: nowMs - 7,
  recovery: { cursor: { epoch: 'k3f9', seq: 7 }, sinceMs: nowMs - 8, untilMs: nowMs },
  dueAtMs: nowMs + 9,
  armedForMs: nowMs + 10,
};

test('a webhook is found as it was created, with all of its lane, or with as little as there may be [W3]', async () => {
  expect(await webhooks.find('orders')).toBeUndefined();
  expect(await webhooks.create(everySetting, everyLaneField)).toBe('created');
  expect(await webhooks.find('orders')).toEqual({ webhook: everySetting, lane: everyLaneField });
  await webhooks.create(exampleWebhook('least'), exampleLane());
  expect(await webhooks.find('least')).toEqual({
    webhook: exampleWebhook('least'),
    lane: exampleLane(),
  });
});

test('an id is given once; whoever comes second changes nothing, not even how many there are [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  const other = exampleWebhook('one', { url: 'https://other.example.com/' });
  expect(await webhooks.create(other, exampleLane())).toBe('exists');
  expect(await webhooks.find('one')).toMatchObject({
    webhook: { url: 'https://orders.example.com/hooks' },
  });
  expect(await item('#count')).toEqual({ webhookId: '#count', webhooks: 1 });
});

test('of fifty that are created at once beyond 198 there are two: 200 are all, by their ids [W3]', async () => {
  for (let n = 0; n < 198; n += 1) {
    await webhooks.create(
      exampleWebhook(`w-${1_000 + n}`, { creatorId: `person-${n % 4}` }),
      exampleLane(),
    );
  }
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      webhooks.create(exampleWebhook(`more-${n}`), exampleLane()),
    ),
  );
  expect(results.filter(result => result === 'created')).toHaveLength(2);
  expect(results.filter(result => result === 'full')).toHaveLength(48);
  const listed = (await webhooks.list()).map(({ webhook }) => webhook.webhookId);
  expect(listed).toHaveLength(200);
  expect(listed).toEqual(listed.toSorted());
  expect(await webhooks.remove('w-1000')).toBe('removed');
  expect(await webhooks.create(exampleWebhook('w-1000'), exampleLane())).toBe('created');
  expect(await webhooks.create(exampleWebhook('one-more'), exampleLane())).toBe('full');
}, 60_000);

test('what is removed twice at once is removed once, and counted so [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  await webhooks.create(exampleWebhook('two'), exampleLane());
  const results = await Promise.all([webhooks.remove('one'), webhooks.remove('one')]);
  expect(results.toSorted()).toEqual(['missing', 'removed']);
  expect(await webhooks.find('one')).toBeUndefined();
  expect(await item('#count')).toEqual({ webhookId: '#count', webhooks: 1 });
});

test('the item that counts is no webhook: it is not listed, and stands in no index [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  expect((await webhooks.list()).map(({ webhook }) => webhook.webhookId)).toEqual(['one']);
  for (const IndexName of ['byStatus', 'byDueAt']) {
    const scan = new ScanCommand({ TableName: 'Webhooks', IndexName });
    const { Items = [] } = await engine.client.send(scan);
    expect(Items.map(({ webhookId }) => webhookId)).not.toContain('#count');
  }
});

test('settings replace those of the version before, and what there is no more of is gone; the lane stays [W3]', async () => {
  await webhooks.create(everySetting, everyLaneField);
  const changed = exampleWebhook('orders', { version: 2, status: 'paused' });
  expect(await webhooks.replace(changed)).toBe('replaced');
  expect(await webhooks.find('orders')).toEqual({ webhook: changed, lane: everyLaneField });
});

test('of ten changes of one version one is made; of what is not there, or another by now, none [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      webhooks.replace(exampleWebhook('one', { version: 2, description: `change ${n}` })),
    ),
  );
  expect(results.filter(result => result === 'replaced')).toHaveLength(1);
  expect(results.filter(result => result === 'changed')).toHaveLength(9);
  expect(await webhooks.replace(exampleWebhook('none', { version: 2 }))).toBe('missing');
  await webhooks.remove('one');
  await webhooks.create(exampleWebhook('one', { laneId: 'another lane' }), exampleLane());
  expect(await webhooks.replace(exampleWebhook('one', { version: 2 }))).toBe('changed');
});

test('a change of how it is sent leaves a run its lane: what both write stands [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  const held = await claimed('one', 'run-1');
  const paused = exampleWebhook('one', { version: 2, timeoutMs: 5_000 });
  expect(await webhooks.replace(paused)).toBe('replaced');
  const moved = exampleLane({ cursor: { epoch: 'k3f9', seq: 50 } });
  expect(await lanes.write(held, moved, { untilMs: nowMs + 20_000 })).toEqual({
    kind: 'written',
    webhook: paused,
  });
  expect(await webhooks.find('one')).toEqual({ webhook: paused, lane: moved });
});

test('what is set of a lane that nobody holds stands beside the rest of it, and it is due then [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), everyLaneField);
  const recovery = { cursor: { epoch: 'k3f9', seq: 2 }, sinceMs: nowMs - 9, untilMs: nowMs };
  const again = exampleWebhook('one', { version: 2 });
  await webhooks.replace(again, {
    cursor: { epoch: 'k3f9', seq: 3 },
    recovery,
    isFresh: true,
    dueAtMs: nowMs + 3_000,
  });
  const { failingSinceMs: _since, slowUntilMs: _slow, ...rest } = everyLaneField;
  expect(await webhooks.find('one')).toEqual({
    webhook: again,
    lane: {
      ...rest,
      cursor: { epoch: 'k3f9', seq: 3 },
      recovery,
      failuresInARow: 0,
      slowness: 0,
      revivedAtMs: nowMs,
      dueAtMs: nowMs + 3_000,
    },
  });
  expect(await item('one')).toMatchObject({ dueAt: '2026-11-20T20:00:03.000Z' });
  expect((await claimed('one', 'run-1')).isUnclean).toBe(false);
});

test('a recovery takes the lane from the run that holds it: that one writes nothing over it [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  const held = await claimed('one', 'run-1');
  const recovery = { cursor: { epoch: 'k3f9', seq: 2 }, sinceMs: nowMs - 9, untilMs: nowMs };
  await webhooks.replace(exampleWebhook('one', { version: 2 }), { recovery });
  const moved = exampleLane({ cursor: { epoch: 'k3f9', seq: 50 } });
  expect(await lanes.write(held, moved, { untilMs: nowMs + 20_000 })).toEqual({ kind: 'lost' });
  expect(await lanes.release(held, moved)).toBe('lost');
  expect(await item('one')).toMatchObject({ dueAt: '2026-11-20T20:00:00.000Z' });
  const next = await claimed('one', 'run-2');
  expect(next).toMatchObject({ isUnclean: true, lane: { cursor: { seq: 41 }, recovery } });
});

test('a lane that is held and only to be gone on with keeps its run, which looks again [W3]', async () => {
  await webhooks.create(exampleWebhook('one'), exampleLane());
  const held = await claimed('one', 'run-1');
  await webhooks.replace(exampleWebhook('one', { version: 2 }), { dueAtMs: nowMs + 3_000 });
  expect(await lanes.release(held, held.lane)).toBe('wanted');
  expect(await lanes.release(held, held.lane)).toBe('released');
});

const kim = { userId: 'kim', role: 'admin', permissions: [] } as const;

test.each<[string, Partial<StoredWebhook>]>([
  ['its channels', { channels: ['bets'] }],
  ['its types', { types: ['*'] }],
  ['its maker', { maker: { ...kim, permissions: ['legal'] } }],
  ['whether it is sent anything', { status: 'paused' }],
  ['where it is sent', { url: 'https://new.example.com/' }],
])(
  'a change of %s ends the run that goes by what was before: it moves no cursor past what is for it now [W3]',
  async (_name, changes) => {
    await webhooks.create(exampleWebhook('one', { maker: kim }), exampleLane());
    const held = await claimed('one', 'run-1');
    const changed = exampleWebhook('one', { maker: kim, version: 2, ...changes });
    expect(await webhooks.replace(changed, { dueAtMs: nowMs + 3_000 })).toBe('replaced');
    const moved = exampleLane({ cursor: { epoch: 'k3f9', seq: 50 } });
    expect(await lanes.write(held, moved, { untilMs: nowMs + 20_000 })).toEqual({ kind: 'lost' });
    expect(await item('one')).toMatchObject({ dueAt: '2026-11-20T20:00:03.000Z' });
    const next = await claimed('one', 'run-2');
    expect(next).toMatchObject({
      webhook: changed,
      isUnclean: true,
      lane: { cursor: { seq: 41 } },
    });
  },
);

test.each([
  ['operator', 20],
  ['admin', 100],
])(
  'one %s sets up %i at most, ten more at once too, and others go on [W3]',
  async (role, most) => {
    const maker = { userId: 'olga', role, permissions: [] };
    const one = (id: string) => exampleWebhook(id, { maker, creatorId: 'olga' });
    for (let n = 1; n < most; n += 1) await webhooks.create(one(`w-${n}`), exampleLane());
    const more = await Promise.all(
      Array.from({ length: 10 }, (_, n) => webhooks.create(one(`more-${n}`), exampleLane())),
    );
    expect(more.filter(result => result === 'created')).toHaveLength(1);
    expect(more.filter(result => result === 'full-for-creator')).toHaveLength(9);
    expect(await webhooks.create(exampleWebhook('of-kim'), exampleLane())).toBe('created');
    // Whoever changed it since: it is theirs.
    const taken = { ...one('w-1'), maker: kim, version: 2 };
    expect(await webhooks.replace(taken)).toBe('replaced');
    expect(await webhooks.create(one('w-0'), exampleLane())).toBe('full-for-creator');
    expect(await webhooks.remove('w-1')).toBe('removed');
    expect(await webhooks.create(one('w-0'), exampleLane())).toBe('created');
    expect(await item('#count#olga')).toEqual({ webhookId: '#count#olga', webhooks: most });
  },
  60_000,
);
