/** How a payment stream stands; the last two are ends. */
export const paymentStreamStatuses = ['active', 'paused', 'cancelled', 'completed'] as const;

export type PaymentStreamStatus = (typeof paymentStreamStatuses)[number];

/** How a stream's deposit stands: soon used up, or used up. */
export const paymentStreamPhases = ['depleting', 'depleted'] as const;

export type PaymentStreamPhase = (typeof paymentStreamPhases)[number];

/**
 * What decides how much has accrued. Amounts are whole numbers as strings of digits, in the smallest
 * unit of the token; times are milliseconds since the Unix epoch.
 */
export interface PaymentStreamTerms {
  readonly status: PaymentStreamStatus;
  readonly ratePerSecond: string;
  /** All that was ever paid in. */
  readonly depositedAmount: string;
  /** All that was ever paid out. @default '0' */
  readonly withdrawnAmount?: string | undefined;
  /** Nothing accrues before. */
  readonly startTime?: number | undefined;
  /** What had accrued when rate or status changed last, paid out or not. @default '0' */
  readonly snapshotAmount?: string | undefined;
  /** When that was. @default - `startTime` */
  readonly snapshotTime?: number | undefined;
}

/** Digits without leading zeros, no more than the largest amount has. */
export const tokenAmountPattern = /^(0|[1-9]\d{0,38})$/;

/** The largest amount: of a signed integer of 128 bits, as chains have it. */
const maxAmount = 2n ** 127n - 1n;
/** The last moment that a Date can hold. */
const maxTimeMs = 8_640_000_000_000_000n;

/** Whether the text is an amount: digits without leading zeros, of at most 128 bits with the sign. */
export function isTokenAmount(text: string): boolean {
  return tokenAmountPattern.test(text) && BigInt(text) <= maxAmount;
}

/** The amount as items hold it: what nobody has paid in may grow without end, an amount may not. */
export function tokenAmount(amount: bigint): string {
  return String(smaller(amount, maxAmount));
}

/**
 * What the recipient has earned by then, paid out or not: never more than was paid in, never less than
 * was paid out. It grows with time while the stream is active, and stands still otherwise. A fraction
 * of the smallest unit does not count.
 */
export function accrued(stream: PaymentStreamTerms, atMs: number): bigint {
  const deposited = BigInt(stream.depositedAmount);
  const most = larger(owed(stream, atMs), withdrawnOf(stream));
  return smaller(most, deposited);
}

/** What of it is not yet paid out: what the recipient could withdraw by then. */
export function withdrawable(stream: PaymentStreamTerms, atMs: number): bigint {
  return larger(accrued(stream, atMs) - withdrawnOf(stream), 0n);
}

/**
 * What the rate has come to by then, whether the deposit covers it or not (Sablier Flow, total debt).
 * A pause, a change of rate and a cancellation take it over as their snapshot.
 */
export function owed(stream: PaymentStreamTerms, atMs: number): bigint {
  const before = BigInt(stream.snapshotAmount ?? '0');
  const fromMs = accruesFromMs(stream);
  if (stream.status !== 'active' || fromMs === undefined || atMs <= fromMs) return before;
  const elapsedMs = BigInt(Math.floor(atMs)) - BigInt(fromMs);
  return before + (BigInt(stream.ratePerSecond) * elapsedMs) / 1_000n;
}

/** What the deposit does not cover by then (Sablier Flow, uncovered debt). */
export function uncovered(stream: PaymentStreamTerms, atMs: number): bigint {
  return larger(owed(stream, atMs) - BigInt(stream.depositedAmount), 0n);
}

/**
 * When the deposit is used up: the first millisecond at which all of it has accrued, as far back as the
 * snapshot knows. `undefined` where that never comes, or is not known: nothing was paid in, nothing
 * accrues (any more), or not before the year 275760.
 */
export function depletesAtMs(stream: PaymentStreamTerms): number | undefined {
  const fromMs = accruesFromMs(stream);
  const rate = BigInt(stream.ratePerSecond);
  if (stream.status !== 'active' || fromMs === undefined || rate === 0n) return undefined;
  if (stream.depositedAmount === '0') return undefined;
  const left = larger(BigInt(stream.depositedAmount) - BigInt(stream.snapshotAmount ?? '0'), 0n);
  const atMs = BigInt(fromMs) + (left * 1_000n + rate - 1n) / rate;
  return atMs > maxTimeMs ? undefined : Number(atMs);
}

/** Whether all that was paid in was paid out, or its end says so; what was cancelled is not completed. */
export function isCompleted({
  status,
  depositedAmount,
  withdrawnAmount = '0',
}: Pick<PaymentStreamTerms, 'status' | 'depositedAmount' | 'withdrawnAmount'>): boolean {
  if (status === 'completed' || status === 'cancelled') return status === 'completed';
  return depositedAmount !== '0' && BigInt(withdrawnAmount) >= BigInt(depositedAmount);
}

/** From when on the rate counts; `undefined` where no time is known. */
function accruesFromMs({ startTime, snapshotTime }: PaymentStreamTerms): number | undefined {
  if (startTime === undefined || snapshotTime === undefined) return snapshotTime ?? startTime;
  return Math.max(startTime, snapshotTime);
}

function withdrawnOf({ withdrawnAmount = '0' }: PaymentStreamTerms): bigint {
  return BigInt(withdrawnAmount);
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);
