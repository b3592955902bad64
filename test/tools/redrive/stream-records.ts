import type { BatchRecord } from '../../../tools/redrive/failed-batch.ts';

const account = '000000000000';

/** A record of the stream of a table, as Lambda has it. */
export function streamRecord(
  sequenceNumber: number,
  changes: { readonly table?: string; readonly key?: string; readonly atSec?: number } = {},
): BatchRecord {
  const { table = 'Stack-Bets', key = `bet-${sequenceNumber}`, atSec = 1_790_000_000 } = changes;
  return {
    eventID: `change-${sequenceNumber}`,
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    eventSourceARN: `arn:aws:dynamodb:us-east-1:${account}:table/${table}/stream/2026-11-21T00:00:00.000`,
    dynamodb: {
      ApproximateCreationDateTime: atSec,
      Keys: { betId: { S: key } },
      NewImage: { betId: { S: key } },
      SequenceNumber: String(sequenceNumber),
    },
  };
}

/** An object as Lambda puts it into the bucket of an on-failure destination. */
export function failedBatchText(
  records: readonly BatchRecord[],
  functionName = 'Stack-ChangeFanOut',
): string {
  return JSON.stringify({
    requestContext: {
      requestId: '177cd7f1-3b26-4b6b-9b6c-2f5e8bff0d3b',
      functionArn: `arn:aws:lambda:us-east-1:${account}:function:${functionName}`,
      condition: 'RecordAgeExceeded',
      approximateInvokeCount: 900,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: '2026-11-21T10:00:00.000Z',
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000001573689847184-864758bb',
      startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
      batchSize: records.length,
    },
    payload: JSON.stringify({ Records: records }),
  });
}
