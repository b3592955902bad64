import { type ErrorCategory, errorCategories } from '../wire/error-category.ts';
import { addUp, errorsOf, latencyOf } from './counts.ts';
import { type Histogram, percentileMs, sampleCount } from './histogram.ts';
import { type MinuteCounts, minuteOf, minuteStartMs, type Series } from './statistics.ts';

/** How far statistics look back, the minute that runs included. */
export const windowMinutes = 5;

const minuteMs = 60_000;

/** The first minute of the window that ends now. */
export function windowStart(nowMs: number): string {
  return minuteOf(nowMs - (windowMinutes - 1) * minuteMs);
}

/** The minutes of the window that ends now, oldest first. */
function minutesOf(nowMs: number): string[] {
  return Array.from({ length: windowMinutes }, (_, back) =>
    minuteOf(nowMs - (windowMinutes - 1 - back) * minuteMs),
  );
}

/** How long deliveries took, in milliseconds. */
export interface LatencySummary {
  readonly samples: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** `undefined` without samples. */
export function summarizeLatency(histogram: Histogram): LatencySummary | undefined {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map(share => percentileMs(histogram, share));
  if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
  return { samples: sampleCount(histogram), p50, p95, p99 };
}

/** What was counted of one series in the window. */
export interface SeriesSummary {
  readonly series: Series;
  readonly requests: number;
  readonly errors: Readonly<Record<ErrorCategory, number>>;
  /** Events appended per minute, over as much of the window as has passed. */
  readonly eventsPerMinute: number;
  readonly deliveries: number;
  readonly latency: Histogram;
  readonly minutes: readonly {
    /** When it begins, in milliseconds since the Unix epoch. */
    readonly startMs: number;
    readonly events: number;
    readonly deliveries: number;
  }[];
}

/** Of the minutes that lie in the window; others do not count. */
export function summarizeSeries(
  series: Series,
  counted: readonly MinuteCounts[],
  nowMs: number,
): SeriesSummary {
  const minutes = minutesOf(nowMs).map(minute => {
    const counts = addUp(counted.filter(each => each.minute === minute).map(each => each.counts));
    return { minute, counts };
  });
  const all = addUp(minutes.map(({ counts }) => counts));
  const latency = latencyOf(all);
  const passedMs = nowMs - minuteStartMs(windowStart(nowMs));
  return {
    series,
    requests: all.get('requests') ?? 0,
    errors: errorsOf(all),
    eventsPerMinute: ((all.get('appended') ?? 0) * minuteMs) / Math.max(passedMs, 1),
    deliveries: sampleCount(latency),
    latency,
    minutes: minutes.map(({ minute, counts }) => ({
      startMs: minuteStartMs(minute),
      events: counts.get('appended') ?? 0,
      deliveries: sampleCount(latencyOf(counts)),
    })),
  };
}

/** Bucket by bucket. */
export function addHistograms(histograms: readonly Histogram[]): Histogram {
  const [first = [], ...others] = histograms;
  return others.reduce<number[]>(
    (sum, histogram) => sum.map((count, bucket) => count + (histogram[bucket] ?? 0)),
    [...first],
  );
}

/** What went wrong, of how much. */
export interface ErrorSummary {
  readonly requests: number;
  readonly errors: number;
  /** Errors per request, 0 to 1; 0 without requests. */
  readonly rate: number;
  readonly byCategory: Readonly<
    Record<ErrorCategory, { readonly count: number; readonly rate: number }>
  >;
}

/** Sums the failures of all series, by category. */
export function summarizeErrors(
  all: readonly Pick<SeriesSummary, 'requests' | 'errors'>[],
): ErrorSummary {
  const requests = all.reduce((sum, each) => sum + each.requests, 0);
  // A stream that began in an earlier minute may fail in one without requests.
  const rateOf = (count: number) => Math.min(1, count / Math.max(requests, 1));
  const counts = errorCategories.map(
    category => [category, all.reduce((sum, { errors }) => sum + errors[category], 0)] as const,
  );
  const errors = counts.reduce((sum, [, count]) => sum + count, 0);
  const byCategory = counts.map(
    ([category, count]) => [category, { count, rate: rateOf(count) }] as const,
  );
  return {
    requests,
    errors,
    rate: rateOf(errors),
    byCategory: Object.fromEntries(byCategory) as ErrorSummary['byCategory'],
  };
}
