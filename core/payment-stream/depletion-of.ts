import { lastSortableMs } from '../deadline/deadline.ts';
import {
  depletesAtMs,
  isCompleted,
  owed,
  type PaymentStreamPhase,
  type PaymentStreamTerms,
} from '../wire/payment-stream.ts';

/** How a payment stream's deposit stands, and when that changes if nobody writes. */
export interface Depletion {
  /** `undefined`: covered for longer than the notice, or the stream has ended. */
  readonly phase?: PaymentStreamPhase | undefined;
  /** The first millisecond at which all of the deposit has accrued, where it is known. */
  readonly depletesAtMs?: number | undefined;
  /** When the next phase begins, later than the moment asked about. */
  readonly dueAtMs?: number | undefined;
}

/**
 * How the deposit stands at a moment: of an active or a paused stream it is used up once all of it has
 * accrued, and soon so within the notice. A stream into which nothing was ever paid has nothing to use
 * up; one that was paid out in full, cancelled or completed has no phase.
 */
export function depletionOf(terms: PaymentStreamTerms, atMs: number, noticeMs: number): Depletion {
  const { status, depositedAmount } = terms;
  const goesOn = (status === 'active' || status === 'paused') && !isCompleted(terms);
  if (!goesOn || depositedAmount === '0') return {};
  const endsAtMs = depletesAtMs(terms);
  if (owed(terms, atMs) >= BigInt(depositedAmount)) {
    // A snapshot may be of more than was paid in before the stream has started.
    const isPast = endsAtMs !== undefined && endsAtMs <= atMs;
    return { phase: 'depleted', depletesAtMs: isPast ? endsAtMs : undefined };
  }
  if (endsAtMs === undefined || endsAtMs > lastSortableMs) return {};
  const noticeAtMs = endsAtMs - noticeMs;
  return atMs < noticeAtMs
    ? { depletesAtMs: endsAtMs, dueAtMs: noticeAtMs }
    : { phase: 'depleting', depletesAtMs: endsAtMs, dueAtMs: endsAtMs };
}
