import { randomUUID } from 'node:crypto';
import type { StreamRecord } from '../contract/stream-record.ts';
import type { DiscardCondition } from './batch-delivery.ts';

/** One batch that was given up, and what it came from. */
export interface FailedBatch {
  readonly mappingId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shardId: string;
  readonly condition: DiscardCondition;
  readonly invocations: number;
  readonly records: readonly StreamRecord[];
}

const isoSeconds = (record: StreamRecord | undefined): string =>
  new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();

/**
 * The object that a bucket gets as on-failure destination, the records themselves included, and its
 * key: docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function failedBatchObject(batch: FailedBatch, now: Date): { key: string; body: string } {
  const { records } = batch;
  const first = records[0];
  const last = records.at(-1);
  const timestamp = now.toISOString();
  const day = timestamp.slice(0, 10).replaceAll('-', '/');
  const time = timestamp.slice(0, 19).replaceAll(':', '.');
  const body = {
    requestContext: {
      requestId: randomUUID(),
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp,
    DDBStreamBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: isoSeconds(first),
      approximateArrivalOfLastRecord: isoSeconds(last),
      batchSize: records.length,
      streamArn: batch.streamArn,
    },
    // Text, not an object: so the page above shows it.
    payload: JSON.stringify({ Records: records }),
  };
  return {
    key: `aws/lambda/${batch.mappingId}/${batch.shardId}/${day}/${time}-${randomUUID()}`,
    body: JSON.stringify(body),
  };
}
