import { Refused } from '../../wire/refused.ts';
import { maxParkedByHand } from '../limits.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { DeliveryStore } from '../webhook-store.ts';

/**
 * Whether one more delivery may wait that someone asks for.
 *
 * @throws Refused WEBHOOK_DELIVERIES_FULL
 */
export async function refuseWithoutRoom(
  { webhookId, laneId }: Pick<StoredWebhook, 'webhookId' | 'laneId'>,
  deliveries: Pick<DeliveryStore, 'countParked'>,
): Promise<void> {
  const waiting = await deliveries.countParked(laneId);
  if (waiting < maxParkedByHand) return;
  const detail = `received one more delivery of ${webhookId}, of which ${waiting} wait; expected fewer than ${maxParkedByHand}: wait until some are delivered or given up`;
  throw new Refused('WEBHOOK_DELIVERIES_FULL', detail);
}
