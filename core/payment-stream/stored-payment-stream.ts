import * as z from 'zod';
import { id, oneOf, text, tokenAmount } from '../change/item-field.ts';
import {
  type PaymentStreamTerms,
  paymentStreamPhases,
  paymentStreamStatuses,
} from '../wire/payment-stream.ts';

/** Kept as the table has it: what is written is conditional on the very text that was read. */
const isoTime = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();

/** The item of PaymentStreams, with what events do not show: the last events of a chain. */
export const storedPaymentStreamSchema = z.object({
  streamId: id,
  sender: id,
  recipient: id,
  tokenAddress: text.optional(),
  ratePerSecond: tokenAmount,
  depositedAmount: tokenAmount,
  withdrawnAmount: tokenAmount.optional(),
  refundedAmount: tokenAmount.optional(),
  startTime: isoTime.optional(),
  snapshotAmount: tokenAmount.optional(),
  snapshotTime: isoTime.optional(),
  status: oneOf(paymentStreamStatuses),
  depletion: oneOf(paymentStreamPhases).optional(),
  depletesAt: isoTime.optional(),
  createdAt: text.optional(),
  updatedAt: text.optional(),
  ledger: count.optional(),
  transactionHash: text.optional(),
  eventIndex: count.optional(),
  /** The last of the chain's events that were applied, oldest first (chain-position.ts). */
  chainEvents: z.array(z.string()).optional(),
});

/** A payment stream as its table holds it: times as ISO 8601, other attributes left out. */
export type StoredPaymentStream = Readonly<z.infer<typeof storedPaymentStreamSchema>>;

/** A payment stream without what only its writers need. */
export type PaymentStream = Omit<
  StoredPaymentStream,
  'ledger' | 'transactionHash' | 'eventIndex' | 'chainEvents'
>;

/** What decides how much has accrued of it. */
export function termsOf({ startTime, snapshotTime, ...stream }: StoredPaymentStream) {
  return {
    ...stream,
    startTime: timeOf(startTime),
    snapshotTime: timeOf(snapshotTime),
  } satisfies PaymentStreamTerms;
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

/** The payment stream as its two sides may see it. */
export function visiblePaymentStream(stored: StoredPaymentStream): PaymentStream {
  const {
    ledger: _,
    transactionHash: _hash,
    eventIndex: _index,
    chainEvents: _all,
    ...stream
  } = stored;
  return stream;
}
