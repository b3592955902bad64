import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshallable } from '../../../../lambdas/adapters/dynamodb/marshallable.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'Items', partitionKey: { name: 'id' } });
});
afterAll(() => engine.stop());

test('what was read can be written back: every digit, and a field called constructor', async () => {
  const { client } = engine;
  const deep = {
    L: [
      { M: { odds: { N: '1.83333333333333333333' }, constructor: { S: 'mine' } } },
      { NS: ['1', '9007199254740993', '0.1234567890123456789'] },
      { B: new Uint8Array([1, 2]) },
    ],
  };
  const Item = { id: { S: 'read' }, deep };
  await client.send(new PutItemCommand({ TableName: 'Items', Item }));
  const read = await client.send(new GetCommand({ TableName: 'Items', Key: { id: 'read' } }));
  const copy = marshallable({ ...read.Item, id: 'written' });
  await client.send(new PutCommand({ TableName: 'Items', Item: copy }));
  const get = new GetItemCommand({ TableName: 'Items', Key: { id: { S: 'written' } } });
  const { Item: written } = await client.send(get);
  const [fields, numbers, bytes] = written?.deep?.L ?? [];
  expect([fields, bytes]).toEqual([deep.L[0], deep.L[2]]);
  expect([...(numbers?.NS ?? [])].sort()).toEqual([
    ...['0.1234567890123456789', '1', '9007199254740993'],
  ]);
});

test('what DynamoDB does not hold is refused by name, before anything is sent', () => {
  expect(() => marshallable({ id: 'date', at: [new Date(0)] })).toThrow(
    'received [object Date]; expected what DynamoDB can hold',
  );
});
