import type { Parked, StoredDelivery } from '../../core/webhook/delivery.ts';
import type { Lane } from '../../core/webhook/lane.ts';
import type { StoredWebhook } from '../../core/webhook/stored-webhook.ts';
import type { TestEngine } from './engine.ts';
import { testEvent } from './event-log.ts';

/** The moment of the examples. */
export const webhookNowMs = Date.parse('2026-11-20T20:00:00.000Z');

const dayMs = 86_400_000;

/** As the adapters name them. */
export const webhookTables = {
  webhooksTableName: 'Webhooks',
  webhookDeliveriesTableName: 'WebhookDeliveries',
  outboxTableName: 'Outbox',
} as const;

/** The tables that webhooks live in, on a real engine. */
export async function createWebhookTables(engine: TestEngine): Promise<void> {
  await engine.createTable({
    name: 'Webhooks',
    partitionKey: { name: 'webhookId' },
    indexes: [
      {
        name: 'byStatus',
        partitionKey: { name: 'status' },
        sortKey: { name: 'webhookId' },
      },
      {
        name: 'byDueAt',
        partitionKey: { name: 'dueShard' },
        sortKey: { name: 'dueAt' },
        keysOnly: true,
      },
    ],
  });
  await engine.createTable({
    name: 'WebhookDeliveries',
    partitionKey: { name: 'laneId' },
    sortKey: { name: 'deliveryId' },
  });
  await engine.createTable({ name: 'Outbox', partitionKey: { name: 'eventId' } });
}

/** A webhook of that id. */
export function exampleWebhook(
  webhookId: string,
  parts: Partial<StoredWebhook> = {},
): StoredWebhook {
  return {
    webhookId,
    laneId: `lane-of-${webhookId}`,
    url: 'https://orders.example.com/hooks',
    types: ['BET_MATCHED', 'stream.*'],
    format: 'standard',
    signature: 'v1',
    retryAttempts: 9,
    timeoutMs: 15_000,
    status: 'enabled',
    maker: { userId: 'kim', role: 'admin', permissions: [] },
    creatorId: 'kim',
    keys: [{ sealed: 'sealed-1', createdAtMs: webhookNowMs }],
    createdAtMs: webhookNowMs,
    updatedAtMs: webhookNowMs,
    version: 1,
    ...parts,
  };
}

/** A lane that nothing has passed yet. */
export function exampleLane(parts: Partial<Lane> = {}): Lane {
  return {
    cursor: { epoch: 'k3f9', seq: 41 },
    parked: 0,
    failuresInARow: 0,
    slowness: 0,
    ...parts,
  };
}

/** A delivery that waits for its first attempt. */
export function exampleDelivery(
  deliveryId: string,
  parts: Partial<StoredDelivery> = {},
): StoredDelivery {
  return {
    deliveryId,
    event: testEvent(`e-${deliveryId}`),
    cursor: 'k3f9.42',
    state: 'pending',
    createdAtMs: webhookNowMs,
    attempts: [],
    attemptCount: 0,
    expiresAtMs: webhookNowMs + 7 * dayMs,
    ...parts,
  };
}

/** Its place among those that wait. */
export function exampleParked(deliveryId: string, parts: Partial<Parked> = {}): Parked {
  return {
    deliveryId,
    dueAtMs: webhookNowMs + 5_000,
    round: 'round-1',
    attemptsMade: 1,
    attemptedAtMs: webhookNowMs,
    expiresAtMs: webhookNowMs + 7 * dayMs,
    ...parts,
  };
}
