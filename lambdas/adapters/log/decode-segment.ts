import type { DynamoDBRecord } from 'aws-lambda';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import type { Segment } from '../../../core/log/segment.ts';
import { segmentOf } from './event-log-table.ts';

/**
 * The segment that a record of the log's stream holds.
 *
 * @throws AppError LOG_CORRUPT when it holds none
 */
export async function decodeSegment(record: DynamoDBRecord): Promise<Segment> {
  return await segmentOf(arrivingAttributes(record.dynamodb?.NewImage ?? {}));
}
