import { type ErrorCategory, errorCategories } from '../wire/error-category.ts';
import { bucketCount, type Histogram } from './histogram.ts';

/** What is counted of a series, by name; a count that is not there is none. */
export type Counter =
  | 'requests'
  | 'appended'
  | `error:${ErrorCategory}`
  /** Deliveries whose latency fell into that bucket. */
  | `latency:${number}`;

/** How often each counter counted, in one series and minute. */
export type Counts = ReadonlyMap<Counter, number>;

const counters: ReadonlySet<string> = new Set<Counter>([
  'requests',
  'appended',
  ...errorCategories.map(category => `error:${category}` as const),
  ...Array.from({ length: bucketCount }, (_, bucket) => `latency:${bucket}` as const),
]);

/** Whether the name is one of ours: a table may hold what a later version counts. */
export function isCounter(name: string): name is Counter {
  return counters.has(name);
}

/** The sum of all, counter by counter. */
export function addUp(all: Iterable<Counts>): Counts {
  const sum = new Map<Counter, number>();
  for (const counts of all) {
    for (const [counter, count] of counts) sum.set(counter, (sum.get(counter) ?? 0) + count);
  }
  return sum;
}

/** The histogram of delivery times in these counts. */
export function latencyOf(counts: Counts): Histogram {
  return Array.from({ length: bucketCount }, (_, bucket) => counts.get(`latency:${bucket}`) ?? 0);
}

/** The failures in these counts, by category. */
export function errorsOf(counts: Counts): Readonly<Record<ErrorCategory, number>> {
  const entries = errorCategories.map(
    category => [category, counts.get(`error:${category}`) ?? 0] as const,
  );
  return Object.fromEntries(entries) as Record<ErrorCategory, number>;
}
