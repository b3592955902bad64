import type { Identity } from '../../auth/identity.ts';
import type { Clock } from '../../clock.ts';
import type { LogReader } from '../../log/log-reader.ts';
import type { WebhookSignature } from '../../wire/webhook.ts';
import type { WakeLanes } from '../lane.ts';
import type { Makers } from '../makers.ts';
import type { KeyOwner, NewKey } from '../webhook-key.ts';
import type { DeliveryStore, WebhookStore } from '../webhook-store.ts';

/** What managing webhooks takes. */
export interface ManagePorts {
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  readonly wakeWebhooks: WakeLanes;
  readonly makers: Pick<Makers, 'listedRoleOf'>;
  /** A key for that webhook alone: of no other it can be opened. */
  readonly newKey: (signature: WebhookSignature, owner: KeyOwner, nowMs: number) => Promise<NewKey>;
  /** Why nothing may be posted there, and what was expected; `undefined` when it may. */
  readonly urlDefect: (url: string) => string | undefined;
  /** The log of `global`. */
  readonly log: Pick<LogReader, 'head' | 'since'>;
  /** A UUID. */
  readonly newId: () => string;
  readonly now: Clock;
  /** Of a webhook that says nothing of it. */
  readonly retryAttempts: number;
  readonly timeoutMs: number;
  readonly deliveryKeptMs: number;
}

/** Who manages; all of it, for it is the maker's from then on. */
export type Manager = Pick<
  Identity,
  | 'userId'
  | 'role'
  | 'permissions'
  | 'addresses'
  | 'tokenId'
  | 'sessionId'
  | 'issuedAtMs'
  | 'channels'
>;

/**
 * How long the lane of a webhook that is new or changed is woken later: whoever looks which webhooks
 * an event is for may not know it for two seconds, and what is appended until then is read by that run.
 */
export const settleDelaySeconds = 3;
