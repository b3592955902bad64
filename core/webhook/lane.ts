import type { OutgoingItem } from '../publish/outbox.ts';
import type { Cursor } from '../wire/cursor.ts';
import type { DisabledReason, SendFailure, WebhookGap } from '../wire/webhook.ts';
import type { Parked, StoredDelivery } from './delivery.ts';
import type { StoredWebhook } from './stored-webhook.ts';

/**
 * How far a webhook is. All before the cursor was delivered, is parked, is not for it, or was given up;
 * what comes behind is read from the log of `global` when there is room. Times are milliseconds since the
 * Unix epoch.
 */
export interface Lane {
  /** In the log of `global`. */
  readonly cursor: Cursor;
  /**
   * Up to this number of the log, events behind the cursor may have been attempted by a run that ended
   * without a word: their records are looked up before anything is sent. Absent: none.
   */
  readonly unsureUntilSeq?: number | undefined;
  /** When the last event before the cursor was appended; absent: none was passed yet. */
  readonly readUntilMs?: number | undefined;
  /** To be sent with the next delivery. */
  readonly gap?: WebhookGap | undefined;
  readonly parked: number;
  readonly failuresInARow: number;
  /** Since the first of them. */
  readonly failingSinceMs?: number | undefined;
  readonly lastSuccessAtMs?: number | undefined;
  readonly lastFailureAtMs?: number | undefined;
  /** Of the last failure: its status, or why there was no answer. */
  readonly lastFailure?: { readonly status?: number; readonly failure?: SendFailure } | undefined;
  /** Deliveries given up since the receiver last took one. @default 0 */
  readonly exhaustedInARow?: number | undefined;
  /** When `webhook.exhausted` last reported some. */
  readonly exhaustedReportedAtMs?: number | undefined;
  /** Those that were given up and are to be reported yet. */
  readonly unreported?: UnreportedDeliveries | undefined;
  /** It asked to be sent less: nothing until then, and one at a time while `slowness` is above 0. */
  readonly slowUntilMs?: number | undefined;
  readonly slowness: number;
  /** When it took deliveries again: what was last attempted before that is due at once. */
  readonly revivedAtMs?: number | undefined;
  /** A part of the log that is gone through again, for what of it was not delivered. */
  readonly recovery?:
    | { readonly cursor: Cursor; readonly sinceMs: number; readonly untilMs: number }
    | undefined;
  /** When it is to be gone on with; absent: when something wakes it. */
  readonly dueAtMs?: number | undefined;
  /** The last moment that a delayed wake-up was sent for. */
  readonly armedForMs?: number | undefined;
}

/** Deliveries that were given up after the last report of such. */
export interface UnreportedDeliveries {
  readonly deliveries: number;
  readonly firstDeliveryId: string;
  readonly lastDeliveryId: string;
  /** Of which they are, and of which attempt: the same for the same ones, whichever run gave them up. */
  readonly digest: string;
}

/** A lane that one run holds. Nobody else works on it until it is released or its lease ends. */
export interface HeldLane {
  readonly webhook: StoredWebhook;
  readonly lane: Lane;
  readonly leaseId: string;
  /** Whether the run before ended without releasing it: what it was about may be done already. */
  readonly isUnclean: boolean;
}

/** `held`: another run has it, and will look again before it releases it. */
export type ClaimResult =
  | { readonly kind: 'claimed'; readonly held: HeldLane }
  | { readonly kind: 'held' }
  | { readonly kind: 'missing' };

/** `lost`: the lease is someone else's by now, or the webhook is gone; nothing was written. */
export type LaneWrite =
  | { readonly kind: 'written'; readonly webhook: StoredWebhook }
  | { readonly kind: 'lost' };

/** What one run does with lanes. */
export interface LaneStore {
  /** Claims it, or leaves word with the run that holds it. */
  claim(
    webhookId: string,
    lease: { readonly leaseId: string; readonly nowMs: number; readonly untilMs: number },
  ): Promise<ClaimResult>;
  /** How it stands now, and that the run goes on; with the events, all or nothing. */
  write(
    held: HeldLane,
    lane: Lane,
    more: {
      readonly untilMs: number;
      readonly events?: readonly OutgoingItem[];
      /** Only if the webhook's version is still this; else it is as if not asked for, its event too. */
      readonly disable?: {
        readonly reason: DisabledReason;
        readonly version: number;
        readonly event?: OutgoingItem;
      };
    },
  ): Promise<LaneWrite>;
  /**
   * `wanted`: something woke it since the claim, or since the last such answer, so that the run must look
   * again; nothing was written, and it still holds it.
   */
  release(held: HeldLane, lane: Lane): Promise<'released' | 'wanted' | 'lost'>;
  /** All that wait, read strongly. */
  parkedOf(laneId: string): Promise<readonly Parked[]>;
  find(laneId: string, deliveryIds: readonly string[]): Promise<readonly StoredDelivery[]>;
  /**
   * Gives those that were not recorded as asked, because someone else was there before; all others were.
   *
   * - What was delivered in its round stays so, and what was given up is not pending again in it.
   * - Where a new round began meanwhile, the delivery waits on in that; the attempt is noted in it.
   *
   * A run that ends within leaves what was delivered among those that wait, or what is pending not yet
   * among them; never the other way round. What waits is what `parkedOf` says, not a delivery's state.
   */
  record(
    laneId: string,
    records: readonly DeliveryRecord[],
  ): Promise<readonly SupersededDelivery[]>;
}

/** A delivery with its place among those that wait, or without: then it waits no more. */
export interface DeliveryRecord {
  readonly delivery: StoredDelivery;
  readonly parked?: Parked | undefined;
  /**
   * The round of the place that the run took it from. Absent: it has no place; one that it is given now is
   * the first of a new round, unless someone gave it another meanwhile.
   */
  readonly round?: string | undefined;
}

/** A delivery that was not recorded as a run asked. */
export interface SupersededDelivery {
  readonly deliveryId: string;
  /** How it waits now, in another round; absent: it does not. */
  readonly parked?: Parked | undefined;
}

/** Asks that the lanes be gone on with. A lane that is woken twice is run once more than needed. */
export type WakeLanes = (
  webhookIds: readonly string[],
  /** @default 0; at most 900 */
  delaySeconds?: number,
) => Promise<void>;

/** Lanes whose moment has come while nothing woke them. */
export interface DueLanes {
  readonly shards: readonly string[];
  /** The earliest first; the index may be a moment behind. */
  list(
    shard: string,
    untilMs: number,
    after?: Readonly<Record<string, unknown>>,
  ): Promise<{
    readonly webhookIds: readonly string[];
    readonly next?: Readonly<Record<string, unknown>>;
  }>;
}
