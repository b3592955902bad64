import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { meterPartition } from '../../../bench/append/partition.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine({ maxAttempts: 1 });
  await engine.createTable({
    name: 'EventLog',
    partitionKey: { name: 'channel' },
    sortKey: { name: 'firstSeq', type: 'N' },
  });
});
afterAll(async () => {
  await engine.stop();
});

const put = (firstSeq: number, bytes: number) =>
  engine.client.send(
    new PutCommand({
      TableName: 'EventLog',
      Item: { channel: 'bets', firstSeq, events: new Uint8Array(bytes) },
      ConditionExpression: 'attribute_not_exists(firstSeq)',
    }),
  );

test('counts calls and units as DynamoDB does, and refuses what a partition has no room for', async () => {
  const partition = meterPartition(engine.client, { delayMs: 0, limited: true });
  await put(1, 3_000);
  await expect(put(1, 100)).rejects.toThrow('conditional');
  await engine.client.send(
    new QueryCommand({
      TableName: 'EventLog',
      KeyConditionExpression: 'channel = :channel',
      ExpressionAttributeValues: { ':channel': 'bets' },
      ConsistentRead: true,
    }),
  );
  expect(partition.take()).toEqual({
    calls: 3,
    writeUnits: 6,
    readUnits: 1,
    lostWrites: 1,
    throttled: 0,
  });
  for (let firstSeq = 2; firstSeq <= 4; firstSeq += 1) await put(firstSeq, 300_000);
  await expect(put(5, 300_000)).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  });
  expect(partition.take()).toMatchObject({ calls: 4, writeUnits: 879, throttled: 1 });
  expect(partition.take()).toMatchObject({ calls: 0, writeUnits: 0, throttled: 0 });
});
