/**
 * Upper bounds of the buckets in milliseconds; above the last one there is one more. They never
 * change their meaning: rows of the table hold counts by a bucket's number.
 */
export const bucketBoundsMs = [
  1, 2, 5, 10, 15, 25, 40, 60, 100, 150, 250, 400, 600, 1_000, 1_500, 2_500, 4_000, 6_000, 10_000,
  15_000, 30_000, 60_000, 120_000, 300_000,
] as const;

/** One bucket for each bound, and one for what is above the last. */
export const bucketCount = bucketBoundsMs.length + 1;

/** How many fell into each bucket. */
export type Histogram = readonly number[];

/** The number of the bucket that a duration falls into. */
export function bucketOf(durationMs: number): number {
  const at = bucketBoundsMs.findIndex(bound => durationMs <= bound);
  return at === -1 ? bucketBoundsMs.length : at;
}

/** Between which durations a bucket's lie; the last one has no end. */
function bucketRangeMs(bucket: number): { readonly from: number; readonly to: number } {
  return {
    from: bucketBoundsMs[bucket - 1] ?? 0,
    to: bucketBoundsMs[bucket] ?? Number.POSITIVE_INFINITY,
  };
}

/** How many there are in all. */
export function sampleCount(histogram: Histogram): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

/**
 * The duration that `share` (0 to 1) of the samples do not exceed, in milliseconds: in the bucket of
 * the true one, as if the samples were spread evenly over it. Of the bucket without an end it is the
 * beginning. `undefined` without samples.
 */
export function percentileMs(histogram: Histogram, share: number): number | undefined {
  const total = sampleCount(histogram);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(share * total));
  let before = 0;
  for (const [bucket, count] of histogram.entries()) {
    if (before + count < rank) {
      before += count;
      continue;
    }
    const { from, to } = bucketRangeMs(bucket);
    return to === Number.POSITIVE_INFINITY ? from : from + ((to - from) * (rank - before)) / count;
  }
  return undefined;
}
