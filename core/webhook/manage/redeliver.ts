import { pendingKeptMs } from '../limits.ts';
import { findWebhook, noSuchWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';
import { refuseLesser } from './present-rights.ts';
import { refuseWithoutRoom } from './room-by-hand.ts';
import { findDelivery } from './seen-deliveries.ts';

/**
 * Has a delivery attempted again, at once and as often as a new one, whatever came of it before: with
 * the same event, and so the same `webhook-id`. A test has one attempt again.
 *
 * @throws Refused NOT_FOUND, ROLE_NOT_ALLOWED, WEBHOOK_DELIVERIES_FULL
 */
export async function redeliver(
  webhookId: string,
  deliveryId: string,
  manager: Manager,
  ports: ManagePorts,
): Promise<void> {
  const { webhook } = await findWebhook(webhookId, manager, ports.webhooks);
  const before = await findDelivery(webhook, deliveryId, manager, ports.deliveries);
  refuseLesser(manager, webhook);
  await refuseWithoutRoom(webhook, ports.deliveries);
  const nowMs = ports.now();
  const expiresAtMs = nowMs + Math.max(ports.deliveryKeptMs, pendingKeptMs);
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
