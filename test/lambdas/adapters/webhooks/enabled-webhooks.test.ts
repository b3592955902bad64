import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { maxWebhooks } from '../../../../core/webhook/limits.ts';
import { createEnabledWebhooks } from '../../../../lambdas/adapters/webhooks/enabled-webhooks.ts';
import { createWebhooksTable } from '../../../../lambdas/adapters/webhooks/webhooks-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import {
  createWebhookTables,
  exampleLane,
  exampleWebhook,
  webhookNowMs,
  webhookTables,
} from '../../../support/webhook-tables.ts';

let engine: TestEngine;
let nowMs: number;

beforeEach(async () => {
  engine = await startTestEngine();
  await createWebhookTables(engine);
  nowMs = webhookNowMs;
});
afterEach(() => engine.stop());

const now = () => nowMs;

/** How often the client is asked to read from here on. */
function readsOf(client: DynamoDBDocumentClient) {
  const reads = { count: 0, failing: false };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async args => {
        if (commandName !== 'QueryCommand') return await next(args);
        reads.count += 1;
        if (reads.failing) throw new Error('the store is away');
        return await next(args);
      },
    { step: 'initialize' },
  );
  return reads;
}

test('those that are enabled, with what they want; neither paused nor disabled ones [W3]', async () => {
  const webhooks = createWebhooksTable(engine.client, webhookTables);
  await webhooks.create(exampleWebhook('a', { channels: ['bets'] }), exampleLane());
  await webhooks.create(exampleWebhook('b', { status: 'paused' }), exampleLane());
  await webhooks.create(exampleWebhook('c', { status: 'disabled', reason: 'gone' }), exampleLane());
  await webhooks.create(exampleWebhook('d', { types: ['*'] }), exampleLane());
  const enabled = createEnabledWebhooks(engine.client, 'Webhooks', now);
  expect(await enabled()).toEqual([
    { webhookId: 'a', channels: ['bets'], types: ['BET_MATCHED', 'stream.*'] },
    { webhookId: 'd', types: ['*'] },
  ]);
});

test('they are read once in two seconds, for all who ask at once; a failure is not kept [W3]', async () => {
  const webhooks = createWebhooksTable(engine.client, webhookTables);
  const enabled = createEnabledWebhooks(engine.client, 'Webhooks', now);
  const reads = readsOf(engine.client);
  expect(await Promise.all([enabled(), enabled(), enabled()])).toEqual([[], [], []]);
  await webhooks.create(exampleWebhook('a'), exampleLane());
  nowMs += 1_999;
  expect(await enabled()).toEqual([]);
  expect(reads.count).toBe(1);
  nowMs += 1;
  expect(await enabled()).toHaveLength(1);
  expect(reads.count).toBe(2);

  nowMs += 2_000;
  reads.failing = true;
  const failed = await Promise.allSettled([enabled(), enabled()]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  reads.failing = false;
  expect(await enabled()).toHaveLength(1);
  expect(reads.count).toBe(4);
});

test('as many as a stack may have are read, be it page by page [W3]', async () => {
  const webhooks = createWebhooksTable(engine.client, webhookTables);
  const types = Array.from({ length: 50 }, (_, n) => `${'T'.repeat(120)}_${n}`);
  for (let n = 0; n < maxWebhooks; n += 1) {
    await webhooks.create(
      exampleWebhook(`w-${n}`, { types, creatorId: `person-${n % 3}` }),
      exampleLane(),
    );
  }
  const enabled = createEnabledWebhooks(engine.client, 'Webhooks', now);
  const reads = readsOf(engine.client);
  expect(await enabled()).toHaveLength(maxWebhooks);
  expect(reads.count).toBe(2);
}, 30_000);

test('a row that nobody can read is left out and said, and stops no other webhook [W3]', async () => {
  const unread: unknown[] = [];
  const webhooks = createWebhooksTable(engine.client, webhookTables, one => unread.push(one));
  await webhooks.create(exampleWebhook('good'), exampleLane());
  const bad = { webhookId: 'bad', laneId: 'lane', status: 'enabled', types: 'secret' };
  await engine.client.send(new PutCommand({ TableName: 'Webhooks', Item: bad }));
  const enabled = createEnabledWebhooks(engine.client, 'Webhooks', now, one => unread.push(one));
  expect((await enabled()).map(({ webhookId }) => webhookId)).toEqual(['good']);
  expect(unread).toEqual([{ webhookId: 'bad', fields: ['types'] }]);
  expect((await webhooks.list()).map(({ webhook }) => webhook.webhookId)).toEqual(['good']);
  expect(unread).toHaveLength(2);
  expect(JSON.stringify(unread)).not.toContain('secret');
});
