import fc from 'fast-check';
import {
  bucketBoundsMs,
  bucketCount,
  bucketOf,
  type Histogram,
  percentileMs,
  sampleCount,
} from '../../../core/statistics/histogram.ts';

/** Rows of the table are counted by their numbers: none may ever change. */
const bounds = [
  1, 2, 5, 10, 15, 25, 40, 60, 100, 150, 250, 400, 600, 1_000, 1_500, 2_500, 4_000, 6_000, 10_000,
  15_000, 30_000, 60_000, 120_000, 300_000,
];

function histogramOf(samples: readonly number[]): Histogram {
  const counts = Array<number>(bucketCount).fill(0);
  for (const sample of samples) {
    const bucket = bucketOf(sample);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

test.each([
  [-5, 0],
  [0, 0],
  [1, 0],
  [1.001, 1],
  [2, 1],
  [400, 11],
  [401, 12],
  [300_000, 23],
  [300_001, 24],
  [9e9, 24],
])('%d ms fall into bucket %d', (ms, bucket) => {
  expect(bucketOf(ms)).toBe(bucket);
});

test('the bounds are those that rows of the table were counted by', () => {
  expect(bucketBoundsMs).toEqual(bounds);
  expect(bucketCount).toBe(25);
});

test('a known distribution has its known percentiles', () => {
  const samples = [
    ...Array<number>(50).fill(80),
    ...Array<number>(45).fill(300),
    ...Array<number>(4).fill(2_000),
    9_000,
  ];
  const histogram = histogramOf(samples);
  expect(sampleCount(histogram)).toBe(100);
  // The 50th of 50 in 60..100, the 45th of 45 in 250..400, the 4th of 4 in 1500..2500.
  expect(percentileMs(histogram, 0.5)).toBe(100);
  expect(percentileMs(histogram, 0.95)).toBe(400);
  expect(percentileMs(histogram, 0.99)).toBe(2_500);
  expect(percentileMs(histogram, 1)).toBe(10_000);
  expect(percentileMs(histogram, 0)).toBe(60 + 40 / 50);
});

test('without samples there is no percentile, and beyond the last bound it is that bound', () => {
  expect(percentileMs(histogramOf([]), 0.5)).toBeUndefined();
  expect(percentileMs(histogramOf([10_000_000]), 0.5)).toBe(300_000);
});

test('a percentile lies between the bounds around the true one, whatever the samples', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 400_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (samples, share) => {
        const sorted = samples.toSorted((a, b) => a - b);
        const truth = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
        const estimateMs = percentileMs(histogramOf(samples), share) ?? Number.NaN;
        // Of those beyond the last bound it is that bound.
        expect(estimateMs).toBeGreaterThan(
          bounds.findLast(bound => bound < Math.min(truth, 3e5)) ?? 0,
        );
        expect(estimateMs).toBeLessThanOrEqual(bounds.find(bound => bound >= truth) ?? 300_000);
      },
    ),
  );
});

test('a larger share never has a smaller percentile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(400_000), { minLength: 1, maxLength: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (samples, a, b) => {
        const histogram = histogramOf(samples);
        const smaller = percentileMs(histogram, Math.min(a, b)) ?? Number.NaN;
        expect(percentileMs(histogram, Math.max(a, b))).toBeGreaterThanOrEqual(smaller);
      },
    ),
  );
});
