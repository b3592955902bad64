import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../core/wire/app-error.ts';

/** How often and how patiently a write is tried. */
export interface RetryPolicy {
  /** The first attempt included. */
  readonly maxAttempts: number;
  /** Before the second attempt at most this long, then at most twice as long each time. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** How long an attempt may wait for its answer, a repetition by the SDK itself included. */
  readonly attemptTimeoutMs: number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Eight attempts within about 8 s at most, 4 s on average, beside the requests' own time. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 8,
  firstPauseMs: 50,
  maxPauseMs: 3_000,
  attemptTimeoutMs: 3_000,
  random: Math.random,
  pause: ms => pause(ms),
};

/** One of a write's attempts. */
export interface Attempt {
  /** How many there were before. */
  readonly made: number;
  /** Ends the request that takes too long: the SDK's own default is to wait for ever. */
  readonly signal: AbortSignal;
}

/** An attempt's answer when there is something left to try again. */
export const again = Symbol('again');

/**
 * Repeats an attempt while it says `again` or fails in a way that passes, with pauses of full jitter:
 * anything from nothing to a bound that doubles, so that writers that met do not meet again.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 *
 * @throws AppError STORE_UNAVAILABLE after the last attempt; a failure that will not pass at once
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  attempt: (attempt: Attempt) => Promise<T | typeof again>,
): Promise<T> {
  let cause: unknown;
  for (let made = 0; made < policy.maxAttempts; made += 1) {
    if (made > 0) await policy.pause(pauseMs(policy, made));
    try {
      const signal = AbortSignal.timeout(policy.attemptTimeoutMs);
      const result = await attempt({ made, signal });
      if (result !== again) return result;
    } catch (error) {
      if (!isPassing(error)) throw error;
      cause = error;
    }
  }
  throw new AppError(
    'STORE_UNAVAILABLE',
    `DynamoDB did not take a write in ${policy.maxAttempts} attempts${reasonOf(cause)}`,
    { cause },
  );
}

function pauseMs({ random, firstPauseMs, maxPauseMs }: RetryPolicy, made: number): number {
  return random() * Math.min(maxPauseMs, firstPauseMs * 2 ** (made - 1));
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `; the last one failed with ${cause.name}` : '';
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const passingErrors: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflictException',
  'TransactionInProgressException',
  'TimeoutError',
  // What the SDK makes of an attempt's signal.
  'AbortError',
]);

const passingReasons: ReadonlySet<string> = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Throttling, the service's own failures, transactions that met, and connections that broke. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name } = error;
  if (name === 'TransactionCanceledException') {
    return reasonCodes(error).every(code => passingReasons.has(code));
  }
  return passingErrors.has(name) || statusOf(error) >= 500 || isNetworkError(error);
}

/** Why each item of a cancelled transaction was refused, in the transaction's order. */
export function reasonCodes(error: Error): readonly string[] {
  const reasons: unknown = Reflect.get(error, 'CancellationReasons');
  if (!Array.isArray(reasons)) return ['unknown'];
  return reasons.map(reason => String(reason?.Code ?? 'None'));
}

function statusOf(error: Error): number {
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status =
    typeof metadata === 'object' && metadata !== null && Reflect.get(metadata, 'httpStatusCode');
  return typeof status === 'number' ? status : 0;
}

/** Node's own errors have a code such as ECONNRESET or EAI_AGAIN, the service's have none. */
function isNetworkError(error: Error): boolean {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && /^(E[A-Z]+|EAI_AGAIN|UND_ERR_.*)$/.test(code);
}
