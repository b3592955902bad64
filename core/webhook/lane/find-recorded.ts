import type { LogEntry } from '../../log/segment.ts';
import type { StoredDelivery } from '../delivery.ts';
import { deliveryIdOf } from '../delivery-id.ts';
import type { LaneProgress } from './lane-progress.ts';

/** What is known of the deliveries of these events, by their ids. */
export async function findRecorded(
  entries: readonly LogEntry[],
  { ports, webhook }: Pick<LaneProgress, 'ports' | 'webhook'>,
): Promise<ReadonlyMap<string, StoredDelivery>> {
  if (entries.length === 0) return new Map();
  const found = await ports.lanes.find(webhook.laneId, entries.map(deliveryIdOf));
  return new Map(found.map(delivery => [delivery.deliveryId, delivery]));
}
