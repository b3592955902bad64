import type { PaymentStream } from '../wire/management/payment-streams.ts';
import { accrued, depletesAtMs, uncovered, withdrawable } from '../wire/payment-stream.ts';
import { type StoredPaymentStream, termsOf } from './stored-payment-stream.ts';

/** The payment stream as readers get it, with what has accrued by then. */
export function paymentStreamView(stream: StoredPaymentStream, atMs: number): PaymentStream {
  const terms = termsOf(stream);
  const { streamId, sender, recipient, tokenAddress, status } = stream;
  const { ratePerSecond, depositedAmount, withdrawnAmount = '0', snapshotAmount } = stream;
  const { startTime, snapshotTime } = terms;
  const depletesAt = depletesAtMs(terms);
  return {
    ...{ streamId, sender, recipient },
    ...(tokenAddress !== undefined && { tokenAddress }),
    ...{ ratePerSecond, depositedAmount, withdrawnAmount },
    ...(startTime !== undefined && { startTime }),
    ...(snapshotAmount !== undefined && { snapshotAmount }),
    ...(snapshotTime !== undefined && { snapshotTime }),
    status,
    ...(depletesAt !== undefined && { depletesAt }),
    accrued: String(accrued(terms, atMs)),
    withdrawable: String(withdrawable(terms, atMs)),
    uncovered: String(uncovered(terms, atMs)),
  };
}
