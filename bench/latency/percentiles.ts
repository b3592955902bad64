/** What is said of a set of durations, in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * By nearest rank: each is a duration that was measured. Of few the 99th is the longest.
 * `undefined` of none.
 */
export function percentilesOf(durations: readonly number[]): Percentiles | undefined {
  if (durations.length === 0) return undefined;
  const sorted = durations.toSorted((one, other) => one - other);
  const at = (percent: number): number =>
    sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(50), p95: at(95), p99: at(99) };
}
