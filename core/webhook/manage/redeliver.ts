import { Refused } from '../../wire/refused.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { DeliveryStore } from '../webhook-store.ts';
import { findWebhook, noSuchWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';
import { refuseWithoutRoom } from './room-by-hand.ts';

/**
 * The delivery of that id, of a webhook that was found before.
 *
 * @throws Refused NOT_FOUND
 */
export async function findDelivery(
  { webhookId, laneId }: Pick<StoredWebhook, 'webhookId' | 'laneId'>,
  deliveryId: string,
  deliveries: Pick<DeliveryStore, 'find'>,
): Promise<StoredDelivery> {
  const delivery = await deliveries.find(laneId, deliveryId);
  if (delivery !== undefined) return delivery;
  const detail = `received ${deliveryId}; expected the id of a delivery of ${webhookId} that is kept still`;
  throw new Refused('NOT_FOUND', detail);
}

/**
 * Has a delivery attempted again, at once and as often as a new one, whatever came of it before: with
 * the same event, and so the same `webhook-id`. A test has one attempt again.
 *
 * @throws Refused NOT_FOUND, WEBHOOK_DELIVERIES_FULL
 */
export async function redeliver(
  webhookId: string,
  deliveryId: string,
  manager: Manager,
  ports: ManagePorts,
): Promise<void> {
  const { webhook } = await findWebhook(webhookId, manager, ports.webhooks);
  const before = await findDelivery(webhook, deliveryId, ports.deliveries);
  await refuseWithoutRoom(webhook, ports.deliveries);
  const nowMs = ports.now();
  const expiresAtMs = nowMs + ports.deliveryKeptMs;
  const isTest = before.cursor === undefined;
  const round = ports.newId();
  const result = await ports.deliveries.park(
    webhook,
    { ...before, state: 'pending', nextAttemptAtMs: nowMs, expiresAtMs },
    {
      ...{ deliveryId, dueAtMs: nowMs, round, attemptsMade: 0, expiresAtMs },
      ...(isTest && { isTest }),
    },
  );
  if (result === 'missing') throw noSuchWebhook(webhookId);
  await ports.wakeWebhooks([webhookId]);
}
