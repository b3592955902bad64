import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OutgoingItem } from '../../../../core/publish/outbox.ts';
import type { HeldLane, LaneStore } from '../../../../core/webhook/lane.ts';
import type { WebhookStore } from '../../../../core/webhook/webhook-store.ts';
import { createOutbox } from '../../../../lambdas/adapters/changes/outbox-table.ts';
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

let made = 0;
let id: string;

beforeEach(async () => {
  made += 1;
  id = `w-${made}`;
  await webhooks.create(exampleWebhook(id), exampleLane());
});

async function item(
  TableName: string,
  Key: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Item } = await engine.client.send(
    new GetCommand({ TableName, Key: { ...Key }, ConsistentRead: true }),
  );
  return Item;
}

const untilMs = nowMs + 20_000;
const claim = (leaseId: string, atMs = nowMs) =>
  lanes.claim(id, { leaseId, nowMs: atMs, untilMs: atMs + 20_000 });

async function claimed(leaseId: string, atMs = nowMs): Promise<HeldLane> {
  const result = await claim(leaseId, atMs);
  if (result.kind !== 'claimed') throw new Error(`expected a claimed lane, got ${result.kind}`);
  return result.held;
}

const event = (eventId: string, fingerprint = 'print'): OutgoingItem => ({
  eventId,
  fingerprint,
  stored: {
    eventId: { S: eventId },
    channel: { S: 'system' },
    type: { S: 'webhook.exhausted' },
    source: { S: 'webhooks' },
    data: { M: { webhookId: { S: id }, deliveries: { N: '3' }, constructor: { BOOL: true } } },
  },
});

test('a lane is claimed with its webhook, and due when the lease ends [W3]', async () => {
  expect(await claim('run-1')).toEqual({
    kind: 'claimed',
    held: {
      webhook: exampleWebhook(id),
      lane: exampleLane(),
      leaseId: 'run-1',
      isUnclean: false,
    },
  });
  expect(await item('Webhooks', { webhookId: id })).toMatchObject({
    dueAt: '2026-11-20T20:00:20.000Z',
    dueShard: expect.stringMatching(/^webhooks#[0-7]$/),
  });
  expect(await lanes.claim('none', { leaseId: 'run-1', nowMs, untilMs })).toEqual({
    kind: 'missing',
  });
  expect(await lanes.claim('#count', { leaseId: 'run-1', nowMs, untilMs })).toEqual({
    kind: 'missing',
  });
});

test('a claim whose answer was lost is made once more, and is the same claim', async () => {
  await claimed('run-1');
  expect(await claimed('run-1')).toMatchObject({ leaseId: 'run-1', isUnclean: true });
});

test('who does not get it leaves word; the run that has it looks again before it releases it [W3]', async () => {
  const held = await claimed('run-1');
  expect(await claim('run-2')).toEqual({ kind: 'held' });
  expect(await claim('run-3')).toEqual({ kind: 'held' });
  const moved = exampleLane({ cursor: { epoch: 'k3f9', seq: 50 } });
  expect(await lanes.release(held, moved)).toBe('wanted');
  expect((await webhooks.find(id))?.lane).toEqual(exampleLane());
  expect(await claim('run-4')).toEqual({ kind: 'held' });
  expect(await lanes.release(held, moved)).toBe('wanted');
  expect(await lanes.release(held, moved)).toBe('released');
  expect(await webhooks.find(id)).toEqual({ webhook: exampleWebhook(id), lane: moved });
});

test('a released lane is due when it says, or at no moment [W3]', async () => {
  const held = await claimed('run-1');
  const dueAtMs = nowMs + 60_000;
  expect(await lanes.release(held, exampleLane({ dueAtMs }))).toBe('released');
  expect(await item('Webhooks', { webhookId: id })).toMatchObject({
    dueAt: '2026-11-20T20:01:00.000Z',
    dueAtMs,
  });
  const next = await claimed('run-2');
  expect(next).toMatchObject({ isUnclean: false, lane: { dueAtMs } });
  expect(await lanes.release(next, exampleLane())).toBe('released');
  const { dueAt, dueShard, dueAtMs: moment } = (await item('Webhooks', { webhookId: id })) ?? {};
  expect([dueAt, dueShard, moment]).toEqual([undefined, undefined, undefined]);
});

test('a release whose answer was lost is a release; one of a lane that others had since is not', async () => {
  const held = await claimed('run-1');
  await lanes.release(held, exampleLane());
  expect(await lanes.release(held, exampleLane())).toBe('released');
  const other = await claimed('run-2');
  expect(await lanes.release(held, exampleLane())).toBe('lost');
  await lanes.release(other, exampleLane());
  expect(await lanes.release(held, exampleLane())).toBe('lost');
});

test('an expired lease is taken over as an unclean one, and its run writes nothing more [W3]', async () => {
  const dead = await claimed('run-1');
  expect(await claim('run-2', nowMs + 19_999)).toEqual({ kind: 'held' });
  const next = await claimed('run-3', nowMs + 20_000);
  expect(next.isUnclean).toBe(true);
  const moved = exampleLane({ cursor: { epoch: 'k3f9', seq: 99 } });
  expect(await lanes.write(dead, moved, { untilMs })).toEqual({ kind: 'lost' });
  expect(await lanes.write(dead, moved, { untilMs, events: [event(`${id}.lost`)] })).toEqual({
    kind: 'lost',
  });
  expect(await item('Outbox', { eventId: `${id}.lost` })).toBeUndefined();
  expect(await lanes.release(dead, moved)).toBe('lost');
  expect(await lanes.release(next, next.lane)).toBe('released');
  expect((await webhooks.find(id))?.lane).toEqual(exampleLane());
});

test('a write keeps the lease, and returns the webhook as it is by now [W3]', async () => {
  const held = await claimed('run-1');
  const paused = exampleWebhook(id, { version: 2, timeoutMs: 5_000 });
  await webhooks.replace(paused);
  const moved = exampleLane({ lastFailure: { failure: 'TIMEOUT' }, failuresInARow: 1 });
  expect(await lanes.write(held, moved, { untilMs: nowMs + 30_000 })).toEqual({
    kind: 'written',
    webhook: paused,
  });
  expect(await item('Webhooks', { webhookId: id })).toMatchObject({
    dueAt: '2026-11-20T20:00:30.000Z',
  });
  expect(await claim('run-2', nowMs + 25_000)).toEqual({ kind: 'held' });
});

test('of a webhook that is removed nothing is written, and none comes of it [W3]', async () => {
  const held = await claimed('run-1');
  await webhooks.remove(id);
  expect(await lanes.write(held, exampleLane(), { untilMs })).toEqual({ kind: 'lost' });
  expect(await lanes.release(held, exampleLane())).toBe('lost');
  expect(await webhooks.find(id)).toBeUndefined();
  await webhooks.create(exampleWebhook(id, { laneId: 'another' }), exampleLane());
  expect(await lanes.write(held, exampleLane(), { untilMs })).toEqual({ kind: 'lost' });
});

test('events go out with the write, as whoever publishes puts them; one that is there already is none [W3]', async () => {
  const held = await claimed('run-1');
  const events = [event(`${id}.a`), event(`${id}.b`)];
  expect(await lanes.write(held, exampleLane({ parked: 1 }), { untilMs, events })).toEqual({
    kind: 'written',
    webhook: exampleWebhook(id),
  });
  const found = await item('Outbox', { eventId: `${id}.a` });
  expect(found).toEqual({
    eventId: `${id}.a`,
    channel: 'system',
    type: 'webhook.exhausted',
    source: 'webhooks',
    data: { webhookId: id, deliveries: 3, constructor: true },
    fingerprint: 'print',
    ttl: 1_795_291_220,
  });
  const outbox = createOutbox(engine.client, 'Outbox', () => nowMs);
  expect(await outbox.put(events)).toEqual({ kind: 'stored', fresh: 0 });

  const again = [event(`${id}.a`, 'another print'), event(`${id}.c`), event(`${id}.b`)];
  expect(await lanes.write(held, exampleLane({ parked: 2 }), { untilMs, events: again })).toEqual({
    kind: 'written',
    webhook: exampleWebhook(id),
  });
  expect(await outbox.find(`${id}.a`, 'print')).toBe('stored');
  expect(await outbox.find(`${id}.c`, 'print')).toBe('stored');
  expect((await webhooks.find(id))?.lane.parked).toBe(2);
  const same = { untilMs, events: [event(`${id}.a`), event(`${id}.a`)] };
  expect(await lanes.write(held, exampleLane({ parked: 3 }), same)).toMatchObject({
    kind: 'written',
  });
  expect((await webhooks.find(id))?.lane.parked).toBe(3);
});

test('a webhook is disabled with its event while it is what was judged [W3]', async () => {
  const held = await claimed('run-1');
  const disable = { reason: 'gone', version: 1, event: event(`${id}.disabled`) } as const;
  expect(await lanes.write(held, exampleLane(), { untilMs, disable })).toEqual({
    kind: 'written',
    webhook: exampleWebhook(id, { status: 'disabled', reason: 'gone', version: 2 }),
  });
  expect(await item('Outbox', { eventId: `${id}.disabled` })).toBeDefined();
});

test('one that was changed meanwhile is not disabled, and its event is none; the rest is written [W3]', async () => {
  const held = await claimed('run-1');
  const changed = exampleWebhook(id, { version: 2, retryAttempts: 3 });
  await webhooks.replace(changed);
  const more = {
    untilMs,
    events: [event(`${id}.exhausted`)],
    disable: { reason: 'failing', version: 1, event: event(`${id}.disabled`) } as const,
  };
  const lane = exampleLane({ failuresInARow: 7 });
  expect(await lanes.write(held, lane, more)).toEqual({ kind: 'written', webhook: changed });
  expect(await webhooks.find(id)).toEqual({ webhook: changed, lane });
  expect(await item('Outbox', { eventId: `${id}.disabled` })).toBeUndefined();
  expect(await item('Outbox', { eventId: `${id}.exhausted` })).toBeDefined();
});

test('without an event it is disabled, or not, just as well [W3]', async () => {
  const held = await claimed('run-1');
  const late = { reason: 'failing', version: 7 } as const;
  expect(await lanes.write(held, exampleLane(), { untilMs, disable: late })).toEqual({
    kind: 'written',
    webhook: exampleWebhook(id),
  });
  const disable = { reason: 'maker_revoked', version: 1 } as const;
  expect(await lanes.write(held, exampleLane(), { untilMs, disable })).toEqual({
    kind: 'written',
    webhook: exampleWebhook(id, { status: 'disabled', reason: 'maker_revoked', version: 2 }),
  });
  const lost = { ...held, leaseId: 'run-0' };
  expect(await lanes.write(lost, exampleLane(), { untilMs, disable })).toEqual({ kind: 'lost' });
});

test('a lane that is none is an error, and nothing is claimed by halves', async () => {
  await engine.client.send(
    new PutCommand({ TableName: 'Webhooks', Item: { webhookId: 'odd', laneId: 'l' } }),
  );
  await expect(lanes.claim('odd', { leaseId: 'run-1', nowMs, untilMs })).rejects.toThrow();
});
