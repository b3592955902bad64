import { Webhook } from 'standardwebhooks';
import type { Segment } from '../../core/log/segment.ts';
import type { StoredWebhook } from '../../core/webhook/stored-webhook.ts';
import { newKey } from '../../core/webhook/webhook-key.ts';
import { createEventLogTable, itemOf } from '../../lambdas/adapters/log/event-log-table.ts';
import { createDeliveries } from '../../lambdas/adapters/webhooks/deliveries-table.ts';
import { createWebhookSecrets } from '../../lambdas/adapters/webhooks/webhook-secrets.ts';
import { createWebhooksTable } from '../../lambdas/adapters/webhooks/webhooks-table.ts';
import type { LambdaName } from '../../lib/lambda-name.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { testEvent } from '../support/event-log.ts';
import { type FakeServices, startFakeServices } from '../support/fake-services.ts';
import { importHandler } from '../support/import-handler.ts';
import { batchOf } from '../support/stream-batch.ts';
import { createTemplateTables } from '../support/template-functions.ts';
import { answers, startReceiver } from '../support/webhook-receivers.ts';
import { exampleWebhook } from '../support/webhook-tables.ts';

const secret = 'the secret that seals keys in this test, 32 bytes at the least';
const sealing = createWebhookSecrets('WebhookKey', console, async (_, stage) =>
  stage === 'AWSCURRENT' ? { text: secret, createdAtMs: 0 } : undefined,
);
const names = {
  webhooksTableName: 'WebhooksTable',
  webhookDeliveriesTableName: 'WebhookDeliveriesTable',
};
const outside = process.env;
let engine: TestEngine;
let services: FakeServices;

beforeAll(async () => {
  engine = await startTestEngine();
  await createTemplateTables(engine);
  services = await startFakeServices({
    'secretsmanager.GetSecretValue': { SecretString: secret, CreatedDate: 1_700_000_000 },
  });
});
afterAll(async () => {
  process.env = outside;
  await services.stop();
  await engine.stop();
});

/** As a local host runs it: what AWS is stands on this machine, where webhooks may go too. */
const handlerOf = (name: LambdaName) =>
  importHandler(name, outside, { engine, services, variables: { WEBHOOK_LOOPBACK: 'true' } });

/** The webhooks that were woken since it was last asked. */
function woken(): readonly string[] {
  const calls = services.takeCalls().filter(([call]) => call === 'AmazonSQS.SendMessageBatch');
  return calls.flatMap(([, body]) => {
    const { QueueUrl, Entries } = JSON.parse(body);
    expect(QueueUrl).toBe('WebhookWakeUps');
    return Entries.map(({ MessageBody }: { MessageBody: string }) => {
      return JSON.parse(MessageBody).webhookId;
    });
  });
}

/** Registers it, as of the log's beginning; gives what its receiver verifies with. */
async function register(webhookId: string, parts: Partial<StoredWebhook>, dueAtMs?: number) {
  const webhook = exampleWebhook(webhookId, { types: ['NEW_BET'], ...parts });
  const { stored, secret: signing = '' } = await newKey('v1', sealing, webhook, Date.now());
  const lane = {
    ...{ cursor: { epoch: '0', seq: 0 }, parked: 0, failuresInARow: 0, slowness: 0 },
    ...(dueAtMs !== undefined && { dueAtMs }),
  };
  await createWebhooksTable(engine.client, names).create({ ...webhook, keys: [stored] }, lane);
  return { webhook, signing };
}

const bet = testEvent('e-1', { channel: 'bets', type: 'NEW_BET', data: { betId: 'b-1' } });

function segmentOf(parts: Partial<Segment> = {}): Segment {
  const nowMs = Date.now();
  return {
    ...({ channel: 'global', firstSeq: 1, lastSeq: 1, epoch: 'e1', generation: 1 } as const),
    ...{ appendedAtMs: nowMs, expiresAtSec: Math.ceil(nowMs / 1_000) + 60, events: [bet] },
    ...parts,
  };
}

test('event-courier wakes the webhooks that may want what the log of global gained [W3]', async () => {
  const handler = await handlerOf('event-courier');
  await register('wants-it', {});
  await register('wants-others', { types: ['stream.*'] });
  await register('is-paused', { status: 'paused' });
  await handler(batchOf('EventLogTable', await itemOf(segmentOf())));
  expect(woken()).toEqual(['wants-it']);
  await handler(batchOf('EventLogTable', await itemOf(segmentOf({ channel: 'workflows' }))));
  expect(woken()).toEqual([]);
});

test('webhook-sweeper wakes the webhooks whose moment has come, and no others [W3]', async () => {
  const handler = await handlerOf('webhook-sweeper');
  await register('is-due', {}, Date.now() - 60_000);
  await register('is-due-later', {}, Date.now() + 600_000);
  await handler();
  expect(woken()).toEqual(['is-due']);
});

describe('webhook-sender', () => {
  const wakeUp = (body: string) => ({ Records: [{ messageId: 'm-1', body }] });

  it('delivers what came behind the cursor, signed, and records it [W3]', async () => {
    await using receiver = await startReceiver(answers(204));
    await createEventLogTable(engine.client, 'EventLogTable').put(segmentOf());
    const handler = await handlerOf('webhook-sender');
    const { webhook, signing } = await register('takes-it', { url: receiver.url });
    await handler(wakeUp('{"webhookId":"takes-it"}'));
    const [request] = await receiver.received(1);
    const body = new Webhook(signing).verify(request?.body ?? '', { ...request?.headers });
    expect(body).toMatchObject({ id: 'e-1', type: 'NEW_BET', cursor: 'e1.1' });
    const deliveries = createDeliveries(engine.client, names);
    const page = await deliveries.list(webhook.laneId, { limit: 10 });
    expect(page.deliveries).toMatchObject([{ state: 'delivered', attempts: [{ status: 204 }] }]);
    await handler(wakeUp('{"webhookId":"takes-it"}'));
    expect(receiver.requests).toHaveLength(1);
    await receiver.abandoned();
  });

  it('drops what names no webhook, and what names one that is gone [W3]', async () => {
    const handler = await handlerOf('webhook-sender');
    for (const body of ['', '{}', '{"webhookId":"../x"}', '{"webhookId":"gone"}']) {
      await expect(handler(wakeUp(body))).resolves.toBeUndefined();
    }
  });
});
