import type { PaymentStream } from '../../core/wire/management/payment-streams.ts';
import { accrued, depletesAtMs, uncovered, withdrawable } from '../browser/index.ts';
import type { ManagementProblem } from './management-client.ts';

/** What is shown of a payment stream. A new object whenever something differs. */
export interface PaymentStreamView {
  /** `reading` until it is known; `missing`: there is none of that id for this reader. */
  readonly status: 'reading' | 'missing' | PaymentStream['status'];
  /** As it was read last; its own amounts are of that moment. */
  readonly stream: PaymentStream | undefined;
  /** What the recipient has earned by now, in the smallest unit of the token; `undefined` until it is known. */
  readonly accrued: bigint | undefined;
  /** What of it is not yet paid out. */
  readonly withdrawable: bigint | undefined;
  /** What is owed beyond the deposit. */
  readonly uncovered: bigint | undefined;
  /** When the deposit is used up, in milliseconds since 1970; `undefined` where that never comes. */
  readonly depletesAt: number | undefined;
  /** Whether changes arrive as they happen. */
  readonly isConnected: boolean;
  /** Why it could not be read last, or what is wrong with the channel. It is tried again. */
  readonly error: ManagementProblem | undefined;
}

export const unread: PaymentStreamView = {
  status: 'reading',
  stream: undefined,
  accrued: undefined,
  withdrawable: undefined,
  uncovered: undefined,
  depletesAt: undefined,
  isConnected: false,
  error: undefined,
};

/** What the payment stream comes to at that time of the server's clock. */
export function viewAt(
  stream: PaymentStream,
  atMs: number,
): Omit<PaymentStreamView, 'isConnected' | 'error'> {
  return {
    status: stream.status,
    stream,
    accrued: accrued(stream, atMs),
    withdrawable: withdrawable(stream, atMs),
    uncovered: uncovered(stream, atMs),
    depletesAt: depletesAtMs(stream),
  };
}

const second = 1_000;

/**
 * How often it is to be shown anew: with each frame while its balance grows or is about to, once a
 * second while only what is uncovered grows or it begins later, and else when it is read again.
 */
export function paceOf(stream: PaymentStream, atMs: number): 'frame' | 'second' | 'still' {
  const { status, ratePerSecond, startTime, snapshotTime } = stream;
  if (status !== 'active' || ratePerSecond === '0') return 'still';
  if (startTime === undefined && snapshotTime === undefined) return 'still';
  // What is shown once a second must not begin so much late.
  const isBegun = atMs + second >= Math.max(startTime ?? 0, snapshotTime ?? 0);
  const isDepleted = atMs >= (depletesAtMs(stream) ?? Number.POSITIVE_INFINITY);
  return isBegun && !isDepleted ? 'frame' : 'second';
}
