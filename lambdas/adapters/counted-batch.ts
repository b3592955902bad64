import { failureCategory } from '../../core/error/failure-category.ts';
import type { Series, Statistics } from '../../core/statistics/statistics.ts';
import { within } from './within.ts';

/** The next batch of the shard waits for it. */
const flushBoundMs = 1_000;

/** Does a batch's work, counts it, and its failure, and adds what was counted before the function ends. */
export async function countedBatch(
  series: Series,
  statistics: Statistics,
  work: () => Promise<void>,
): Promise<void> {
  statistics.request(series);
  try {
    await work();
  } catch (error) {
    statistics.error(series, failureCategory(error));
    throw error;
  } finally {
    await within(statistics.flush(), flushBoundMs);
  }
}
