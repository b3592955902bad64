import type { StoredPaymentStream } from './stored-payment-stream.ts';

/** Why an action is not done; clients may decide by it. */
export type PaymentStreamRefusalCode =
  | 'STREAM_NOT_FOUND'
  | 'STREAM_EXISTS'
  | 'STREAM_ENDED'
  /** A withdrawal of more than is withdrawable. */
  | 'EXCEEDS_ACCRUED'
  /** An end that would be too early: not all that was deposited has accrued. */
  | 'NOT_ALL_ACCRUED'
  /** A total that is less than what was paid in or out already. */
  | 'TOTAL_TOO_SMALL'
  /** A total that is more than the 128 bits of an amount hold. */
  | 'TOTAL_TOO_LARGE'
  /** An event of a ledger that was replaced, or was read without it. */
  | 'CHAIN_FORK';

/** What becomes of an action, given the payment stream as it stands. */
export type PaymentStreamDecision =
  | {
      readonly kind: 'write';
      /** As it will be once written. */
      readonly stream: StoredPaymentStream;
    }
  /** It is so already; that the chain says so too is all that is written, and nothing is published. */
  | { readonly kind: 'note'; readonly stream: StoredPaymentStream }
  | { readonly kind: 'applied already'; readonly stream: StoredPaymentStream }
  | PaymentStreamRefusal;

export interface PaymentStreamRefusal {
  readonly kind: 'refused';
  readonly code: PaymentStreamRefusalCode;
  /** What was received and what was expected. */
  readonly message: string;
}

export function refuse(code: PaymentStreamRefusalCode, message: string): PaymentStreamRefusal {
  return { kind: 'refused', code, message };
}
