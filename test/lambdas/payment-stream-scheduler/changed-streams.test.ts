import type { DynamoDBRecord } from 'aws-lambda';
import { changedStreams } from '../../../lambdas/payment-stream-scheduler/changed-streams.ts';

const recordOf = (streamId: string): DynamoDBRecord => ({
  dynamodb: { Keys: { streamId: { S: streamId } } },
});

test('each payment stream of a batch once, in the order of their first records', () => {
  const records = [recordOf('s-2'), recordOf('s-1'), recordOf('s-2'), {}];
  expect(changedStreams(records)).toEqual(['s-2', 's-1']);
});
