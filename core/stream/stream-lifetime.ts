/** Between the stream's own end and the function's deadline. */
const deadlineMarginMs = 5_000;

/** A lease outlives its stream by this much, so that it never ends first: the final frames take 1 s at most. */
const leaseMarginMs = 2_000;

/**
 * How long a stream lives: the configured time with a jitter of ±10 %, so that readers do not all
 * return at once, and never into the function's deadline. Milliseconds; `random` is 0 to 1.
 *
 * It has to end by itself, because a function does not learn that its client went away, and is billed
 * on: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/145
 */
export function streamLifetimeMs(
  configuredMs: number,
  remainingMs: number,
  random: () => number,
): number {
  const jitteredMs = configuredMs * (0.9 + random() * 0.2);
  return Math.max(0, Math.floor(Math.min(jitteredMs, remainingMs - deadlineMarginMs)));
}

/** When the lease of a stream ends by itself, for one whose function did not give it back. */
export function leaseEndsAtMs(endsAtMs: number): number {
  return endsAtMs + leaseMarginMs;
}
