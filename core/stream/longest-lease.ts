import { leaseEndsAtMs, streamLifetimeMs } from './stream-lifetime.ts';

/**
 * How long a reader who left without a word may count as connected: until the lease of a stream that
 * lives as long as it can. Whole seconds, as the lease's row has them, rounded up.
 */
export function longestLeaseSeconds(streamLifetimeSeconds: number): number {
  const livesMs = streamLifetimeMs(
    streamLifetimeSeconds * 1_000,
    Number.POSITIVE_INFINITY,
    () => 1,
  );
  return Math.ceil(leaseEndsAtMs(livesMs) / 1_000) + 1;
}
