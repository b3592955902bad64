import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { failureCategory } from '../../core/error/failure-category.ts';
import type { Series, Statistics } from '../../core/statistics/statistics.ts';
import { batchContents } from './batch-contents.ts';
import { within } from './within.ts';

/** The next batch of the shard waits for it. */
const flushBoundMs = 1_000;

/** Where a batch is counted, and its failure logged. */
export interface BatchAccounts {
  readonly series: Series;
  readonly statistics: Statistics;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Does a batch's work and counts it, and adds what was counted before the function ends. A failure is
 * counted, logged with what the batch held, since Lambda's own line does not say, and thrown on.
 */
export async function countedBatch(
  batch: DynamoDBStreamEvent,
  { series, statistics, logger }: BatchAccounts,
  work: (batch: DynamoDBStreamEvent) => Promise<void>,
): Promise<void> {
  statistics.request(series);
  try {
    await work(batch);
  } catch (error) {
    const category = failureCategory(error);
    statistics.error(series, category);
    logger.error('the batch failed', { ...batchContents(batch), error, category });
    throw error;
  } finally {
    await within(statistics.flush(), flushBoundMs);
  }
}
