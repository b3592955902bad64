import type { IdPage, IdPlace } from '../id-page.ts';
import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** A list: the payment streams with this sender, recipient or status. */
export interface PaymentStreamKeys {
  readonly by: 'sender' | 'recipient' | 'status';
  readonly value: string;
}

/** Reads payment streams: which there are from indexes, what they are from the items themselves. */
export interface PaymentStreamLists {
  /** Which are in the list, or were a moment ago, behind that id. */
  idsOf(keys: PaymentStreamKeys, place: IdPlace): Promise<IdPage>;
  /** At most a hundred items as they are now, in any order; without those that are not there, or break their contract. */
  findAll(streamIds: readonly string[]): Promise<readonly StoredPaymentStream[]>;
}
