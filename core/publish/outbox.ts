import type { StoredValue } from '../change/attribute-value.ts';

/** An item on its way, and what distinguishes a repetition of it from something else under the same id. */
export interface OutgoingItem {
  readonly eventId: string;
  /** All its attributes, the id too. */
  readonly stored: Readonly<Record<string, StoredValue>>;
  readonly fingerprint: string;
}

/** How a put ended. */
export type OutboxPut =
  /** All are there now, so many of them only since this put. */
  | { readonly kind: 'stored'; readonly fresh: number }
  /** Something else has this id already; nothing was stored. */
  | { readonly kind: 'reused'; readonly eventId: string }
  /** DynamoDB refuses to hold it; nothing was stored. */
  | { readonly kind: 'unstorable' };

/** Where events are put that are no change of state. */
export interface Outbox {
  /** Stores all or none of at most 100; what is there already with the same fingerprint counts as stored. */
  put(items: readonly OutgoingItem[]): Promise<OutboxPut>;
  /** Whether something is stored under the id, and whether it is what was meant. */
  find(eventId: string, fingerprint: string): Promise<'stored' | 'reused' | undefined>;
}
