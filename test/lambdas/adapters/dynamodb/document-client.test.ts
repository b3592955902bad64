import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'Texts', partitionKey: { name: 'id' } });
});
afterAll(async () => {
  await engine.stop();
});

test('half a character makes no write fail: in a key, a value, a name, or what is set', async () => {
  const { client } = engine;
  const Key = { id: 'a\ud83d' };
  await client.send(
    new PutCommand({
      TableName: 'Texts',
      Item: { ...Key, deep: [{ 'b\ud83d': '\udd25c' }], tags: new Set(['d\ud83d']) },
    }),
  );
  await client.send(
    new UpdateCommand({
      TableName: 'Texts',
      Key,
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': 'e\ud83d' },
      ExpressionAttributeValues: { ':value': 'f\ud83d' },
    }),
  );
  const { Item } = await client.send(new GetCommand({ TableName: 'Texts', Key }));
  expect(Item).toEqual({
    id: 'a\ufffd',
    deep: [{ 'b\ufffd': '\ufffdc' }],
    tags: new Set(['d\ufffd']),
    'e\ufffd': 'f\ufffd',
  });
});
