import { GetCommand, NumberValue, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { UnroundedNumber } from '../../../../core/change/exact-number.ts';
import { isRefusedForGood } from '../../../../lambdas/adapters/changes/refused-for-good.ts';
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

test('whatever was read is written as it was, and compared with: numbers, and fields of any name', async () => {
  const { client } = engine;
  const Key = { id: 'exact' };
  const digits = '1.2345678901234567890123456789';
  const odd = NumberValue.from(digits);
  const list = [
    { odd, large: 2n ** 60n, constructor: 'x', deep: { constructor: { name: 'Set' } } },
  ];
  const numbers = new Set([NumberValue.from('1'), NumberValue.from(digits)]);
  // The item as the database has it, without our conversion of what was read.
  await client.send(new PutCommand({ TableName: 'Texts', Item: { ...Key, list, numbers } }));
  const get = new GetCommand({ TableName: 'Texts', Key, ConsistentRead: true });
  const read = (await client.send(get)).Item ?? {};
  expect(read).toEqual({
    ...Key,
    list: [
      {
        ...{ odd: new UnroundedNumber(digits), large: 2n ** 60n, constructor: 'x' },
        deep: { constructor: { name: 'Set' } },
      },
    ],
    numbers: new Set([1, new UnroundedNumber(digits)]),
  });
  await client.send(
    new UpdateCommand({
      TableName: 'Texts',
      Key,
      UpdateExpression: 'SET copied = :list',
      ConditionExpression: '#list = :list AND numbers = :numbers',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': read.list, ':numbers': read.numbers },
    }),
  );
  expect((await client.send(get)).Item).toEqual({ ...read, copied: read.list });
});

test('what DynamoDB has no form for is refused for good', async () => {
  const Item = { id: 'no', url: new URL('https://a.example') };
  const refused = engine.client.send(new PutCommand({ TableName: 'Texts', Item }));
  const error = await refused.catch((reason: unknown) => reason);
  expect(isRefusedForGood(error)).toBe(true);
});
