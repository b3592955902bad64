import type { ChannelEvent } from '../../wire/event.ts';
import { webhookSource } from '../../wire/payload/webhooks.ts';
import { Refused } from '../../wire/refused.ts';
import type { Parked, StoredDelivery } from '../delivery.ts';
import { testDeliveryId } from '../delivery-id.ts';
import { pendingKeptMs } from '../limits.ts';
import { findWebhook, noSuchWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';
import { refuseLesser } from './present-rights.ts';
import { refuseWithoutRoom } from './room-by-hand.ts';

/**
 * Posts an event of the type `webhook.test`, once, whatever comes of it. It is in no log; its delivery
 * is listed like any other. Gives the delivery's id.
 *
 * @throws Refused NOT_FOUND, ROLE_NOT_ALLOWED, WEBHOOK_NOT_ENABLED, WEBHOOK_DELIVERIES_FULL
 */
export async function testWebhook(
  webhookId: string,
  manager: Manager,
  ports: ManagePorts,
): Promise<string> {
  const { webhook } = await findWebhook(webhookId, manager, ports.webhooks);
  refuseLesser(manager, webhook);
  if (webhook.status !== 'enabled') {
    const detail = `received a test of ${webhookId}, which is ${webhook.status}; expected it to be enabled: PATCH it with the status enabled`;
    throw new Refused('WEBHOOK_NOT_ENABLED', detail);
  }
  await refuseWithoutRoom(webhook, ports.deliveries);
  const nowMs = ports.now();
  const uniqueId = ports.newId();
  const deliveryId = testDeliveryId(nowMs, uniqueId.slice(0, 8));
  const expiresAtMs = nowMs + Math.max(ports.deliveryKeptMs, pendingKeptMs);
  const delivery: StoredDelivery = {
    ...{ deliveryId, event: testEvent(webhookId, uniqueId, manager.userId, nowMs) },
    ...{ state: 'pending', createdAtMs: nowMs, attempts: [], attemptCount: 0 },
    ...{ nextAttemptAtMs: nowMs, expiresAtMs },
  };
  const parked: Parked = {
    ...{ deliveryId, dueAtMs: nowMs, round: uniqueId, attemptsMade: 0 },
    ...{ isTest: true, expiresAtMs },
  };
  const result = await ports.deliveries.park(webhook, delivery, parked);
  if (result === 'missing') throw noSuchWebhook(webhookId);
  await ports.wakeWebhooks([webhookId]);
  return deliveryId;
}

function testEvent(
  webhookId: string,
  uniqueId: string,
  requestedBy: string,
  nowMs: number,
): ChannelEvent {
  return {
    ...{ id: `webhook-test.${uniqueId}`, type: 'webhook.test', timestamp: nowMs },
    ...{ priority: 'normal', source: webhookSource, version: '1.0', channel: 'system' },
    data: { webhookId, requestedBy, message: 'This is a test: nothing happened.' },
  };
}
