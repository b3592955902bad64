import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { exactNumber } from '../../core/change/exact-number.ts';
import type { Segment } from '../../core/log/segment.ts';
import { segmentOf } from '../adapters/event-log-table.ts';

/**
 * The segment that a record of the log's stream tells of. Bytes travel to a function as base64.
 *
 * @throws AppError LOG_CORRUPT when it tells of none
 */
export async function decodeSegment(record: DynamoDBRecord): Promise<Segment> {
  const { events, ...image } = record.dynamodb?.NewImage ?? {};
  // Lambda's own type and the SDK's describe the same JSON; the SDK's also allows byte arrays.
  const plain = unmarshall(image as Parameters<typeof unmarshall>[0], { wrapNumbers: exactNumber });
  return await segmentOf({ ...plain, events: Buffer.from(events?.B ?? '', 'base64') });
}
