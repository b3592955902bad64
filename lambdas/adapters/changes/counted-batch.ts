import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { Meter } from '../../../core/metrics/meter.ts';
import type { Series, Statistics } from '../../../core/statistics/statistics.ts';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { within } from '../../../core/within.ts';
import { reportedBatch } from './reported-batch.ts';

/** The next batch of the shard waits for it. */
const flushBoundMs = 1_000;

/** Where a batch is counted, and its failure logged. */
export interface BatchTelemetry {
  readonly series: Series;
  readonly statistics: Statistics;
  readonly meter: Pick<Meter, 'flush'>;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Does a batch's work and counts it, and adds what was counted before the function ends. A failure is
 * counted, logged with what the batch held, and thrown on.
 */
export async function countedBatch<T>(
  batch: DynamoDBStreamEvent,
  { series, statistics, meter, logger }: BatchTelemetry,
  work: (batch: DynamoDBStreamEvent) => Promise<T>,
): Promise<T> {
  statistics.request(series);
  try {
    return await reportedBatch(batch, logger, work);
  } catch (error) {
    statistics.error(series, failureCategory(error));
    throw error;
  } finally {
    meter.flush();
    await within(statistics.flush(), flushBoundMs);
  }
}
