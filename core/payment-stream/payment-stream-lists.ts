import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** A list: the payment streams with this sender, recipient or status. */
export interface PaymentStreamKeys {
  readonly by: 'sender' | 'recipient' | 'status';
  readonly value: string;
}

/** Ids of a list, in order. */
export interface PaymentStreamIds {
  readonly ids: readonly string[];
  /** Whether the list may go on behind them. */
  readonly hasMore: boolean;
}

/** Reads payment streams: which there are from indexes, what they are from the items themselves. */
export interface PaymentStreamLists {
  /** Which are in the list, or were a moment ago, behind that id. */
  idsOf(
    keys: PaymentStreamKeys,
    page: { readonly after: string | undefined; readonly limit: number },
  ): Promise<PaymentStreamIds>;
  /** At most a hundred items as they are now, in any order; without those that are not there, or break their contract. */
  findAll(streamIds: readonly string[]): Promise<readonly StoredPaymentStream[]>;
}
