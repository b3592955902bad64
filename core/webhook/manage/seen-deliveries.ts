import { channelRefusal } from '../../auth/channel-refusal.ts';
import { channels as served } from '../../channel/channels.ts';
import { isSelected, liveSelection } from '../../channel/selection.ts';
import { Refused } from '../../wire/refused.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { DeliveryPage, DeliveryStore } from '../webhook-store.ts';
import type { Manager } from './manage-ports.ts';

/** Whose eyes look: by the rule of a stream of all that their token may read. */
type Looker = Pick<Manager, 'userId' | 'role' | 'permissions' | 'addresses' | 'channels'>;

/**
 * A page of what was sent to the webhook, without what the caller may not read themselves: it was sent
 * with its maker's eyes. So a page may hold fewer than were asked for, while there is a next.
 */
export async function listDeliveries(
  { laneId }: Pick<StoredWebhook, 'laneId'>,
  page: Parameters<DeliveryStore['list']>[1],
  looker: Looker,
  store: Pick<DeliveryStore, 'list'>,
): Promise<DeliveryPage> {
  const { deliveries, next } = await store.list(laneId, page);
  return { deliveries: deliveries.filter(each => maySee(looker, each)), next };
}

/**
 * The delivery of that id, of a webhook that was found before.
 *
 * @throws Refused NOT_FOUND when there is none, and when its event is not for the caller: both alike
 */
export async function findDelivery(
  { webhookId, laneId }: Pick<StoredWebhook, 'webhookId' | 'laneId'>,
  deliveryId: string,
  looker: Looker,
  store: Pick<DeliveryStore, 'find'>,
): Promise<StoredDelivery> {
  const delivery = await store.find(laneId, deliveryId);
  if (delivery !== undefined && maySee(looker, delivery)) return delivery;
  const detail = `received ${deliveryId}; expected the id of a delivery of ${webhookId} that is kept still, of an event that the caller may read`;
  throw new Refused('NOT_FOUND', detail);
}

/** A test is of no log, and for whoever manages the webhook. */
function maySee(looker: Looker, { event, cursor }: StoredDelivery): boolean {
  if (cursor === undefined) return true;
  const { userId, role, permissions, addresses } = looker;
  const channels = served
    .map(({ name }) => name)
    .filter(name => channelRefusal(looker, name) === undefined);
  // No event is addressed to a request as to a connection.
  const reader = { userId, role, permissions, addresses, connectionId: '' };
  return isSelected(event, reader, liveSelection(channels));
}
