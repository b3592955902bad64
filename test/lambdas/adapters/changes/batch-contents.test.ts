import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { batchContents } from '../../../../lambdas/adapters/changes/batch-contents.ts';

function recordOf(Keys: Record<string, AttributeValue>): DynamoDBRecord {
  return {
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:1:table/Stack-Bets-1/stream/2026',
    dynamodb: { Keys },
  };
}

test('names the table and each key once, of whatever type and parts it is', () => {
  const keys = [
    { betId: { S: 'b1' } },
    { betId: { S: 'b1' } },
    { userId: { S: 'u1' }, leaseId: { S: 'ws#1' } },
    { seq: { N: '7' } },
    { hash: { B: 'AQI=' } },
  ];
  expect(batchContents({ Records: keys.map(recordOf) })).toEqual({
    table: 'Stack-Bets-1',
    records: 5,
    keys: ['b1', 'u1/ws#1', '7', 'AQI='],
  });
});

test('names 25 keys of a hundred, each cut at 100 characters', () => {
  const Records = Array.from({ length: 100 }, (_, n) =>
    recordOf({ betId: { S: `${String(n).padStart(3, '0')}${'🔥'.repeat(500)}` } }),
  );
  const { records, keys } = batchContents({ Records });
  expect(records).toBe(100);
  expect(keys).toHaveLength(25);
  expect(keys[24]).toBe(`024${'🔥'.repeat(48)}…`);
});

test('a batch of nothing known is still named', () => {
  expect(batchContents({ Records: [{}] })).toEqual({ table: 'unknown', records: 1, keys: [''] });
  expect(batchContents({ Records: [] })).toEqual({ table: 'unknown', records: 0, keys: [] });
});
