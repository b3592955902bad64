import type { ChainPosition } from './chain-position.ts';

/** What can be done to a payment stream; the first makes it. */
export const paymentStreamActionKinds = [
  'create',
  'top_up',
  'withdraw',
  'pause',
  'resume',
  'change_rate',
  'cancel',
  'complete',
] as const;

export type PaymentStreamActionKind = (typeof paymentStreamActionKinds)[number];

/** What a new payment stream is made of. */
export interface NewPaymentStream {
  readonly sender: string;
  readonly recipient: string;
  readonly tokenAddress?: string | undefined;
  readonly ratePerSecond: string;
  readonly depositedAmount: string;
  /** ISO 8601. @default - when it is created */
  readonly startTime?: string | undefined;
}

/**
 * An action, with its amounts as strings of digits. An amount is paid in or out once more each time;
 * a total (`depositedAmount`, `withdrawnAmount`) is there already when it is repeated.
 */
export type PaymentStreamAction =
  | ({ readonly kind: 'create' } & NewPaymentStream)
  | { readonly kind: 'top_up'; readonly amount: string }
  | { readonly kind: 'top_up'; readonly depositedAmount: string }
  /** Without an amount: all that is withdrawable. */
  | { readonly kind: 'withdraw'; readonly amount?: string | undefined }
  | { readonly kind: 'withdraw'; readonly withdrawnAmount: string }
  | { readonly kind: 'change_rate'; readonly ratePerSecond: string }
  | { readonly kind: 'pause' | 'resume' | 'cancel' | 'complete' };

/** An action on one payment stream. */
export interface PaymentStreamRequest {
  readonly streamId: string;
  readonly action: PaymentStreamAction;
  /** When it happened, in milliseconds: what has accrued by then counts. */
  readonly atMs: number;
  /** The event of a chain that says so. @default - a backend's own doing */
  readonly chain?: ChainPosition | undefined;
}
