import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { batchContents } from './batch-contents.ts';

/**
 * Does a batch's work. A failure is logged with what the batch held, since Lambda's own line does not
 * say, and thrown on.
 */
export async function reportedBatch<T>(
  batch: DynamoDBStreamEvent,
  logger: Pick<Logger, 'error'>,
  work: (batch: DynamoDBStreamEvent) => Promise<T>,
): Promise<T> {
  try {
    return await work(batch);
  } catch (error) {
    const category = failureCategory(error);
    logger.error('batch failed', { ...batchContents(batch), error, category });
    throw error;
  }
}
