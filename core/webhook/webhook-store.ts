import type { Cursor } from '../wire/cursor.ts';
import type { DeliveryState } from '../wire/webhook.ts';
import type { Parked, StoredDelivery } from './delivery.ts';
import type { Lane } from './lane.ts';
import type { StoredWebhook } from './stored-webhook.ts';

/** A webhook and how far it is. */
export interface WebhookWithLane {
  readonly webhook: StoredWebhook;
  readonly lane: Lane;
}

/** Where webhooks are kept, for whoever manages them. */
export interface WebhookStore {
  /**
   * `full`: there are as many as a stack may have; `full-for-creator`: as many of its creator as one of
   * the maker's role may have set up.
   */
  create(
    webhook: StoredWebhook,
    lane: Lane,
  ): Promise<'created' | 'exists' | 'full' | 'full-for-creator'>;
  /** Read strongly. */
  find(webhookId: string): Promise<WebhookWithLane | undefined>;
  /** All there are, by their ids, read strongly. */
  list(): Promise<readonly WebhookWithLane[]>;
  /**
   * In place of the one with the version before; `lane` sets what of the lane it has. Where what is sent, to
   * where, or whether, becomes another, the lease of a run that holds the lane ends: it would go on as it was.
   */
  replace(
    webhook: StoredWebhook,
    lane?: {
      readonly cursor?: Cursor;
      readonly recovery?: Lane['recovery'];
      readonly dueAtMs?: number;
      /** Forgets that it failed: what was attempted before `updatedAtMs` is due at once. */
      readonly isFresh?: boolean;
    },
  ): Promise<'replaced' | 'changed' | 'missing'>;
  remove(webhookId: string): Promise<'removed' | 'missing'>;
}

/** A page of deliveries, the newest first. */
export interface DeliveryPage {
  readonly deliveries: readonly StoredDelivery[];
  readonly next?: string | undefined;
}

/** The deliveries of one lane, for people. */
export interface DeliveryStore {
  /** @throws AppError INPUT_INVALID for a `next` that is none of ours */
  list(
    laneId: string,
    page: {
      readonly state?: DeliveryState | undefined;
      readonly limit: number;
      readonly next?: string | undefined;
    },
  ): Promise<DeliveryPage>;
  find(laneId: string, deliveryId: string): Promise<StoredDelivery | undefined>;
  /** How many wait, read strongly. */
  countParked(laneId: string): Promise<number>;
  /**
   * Lets it wait for its next attempt, in place of what was known of it, and the lane be gone on with at
   * `dueAtMs` of its place, also if nothing wakes it. `missing`: there is no such lane any more.
   */
  park(
    lane: Pick<StoredWebhook, 'webhookId' | 'laneId'>,
    delivery: StoredDelivery,
    parked: Parked,
  ): Promise<'parked' | 'missing'>;
}
