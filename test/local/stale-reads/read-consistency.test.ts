import { mergeBatches, readParts } from '../../../local/stale-reads/read-consistency.ts';

test.each(['GetItem', 'Query', 'Scan'])(
  '%s is eventually consistent unless it asks for more',
  operation => {
    expect(readParts(operation, { TableName: 'T' })).toEqual({ eventual: { TableName: 'T' } });
    const asking = { TableName: 'T', ConsistentRead: true };
    expect(readParts(operation, asking)).toEqual({ consistent: asking });
  },
);

test.each(['TransactGetItems', 'PutItem', 'TransactWriteItems'])('%s is never stale', operation => {
  expect(readParts(operation, { a: 1 })).toEqual({ consistent: { a: 1 } });
});

test('a batch is split table by table, and put together again', () => {
  const input = {
    ReturnConsumedCapacity: 'TOTAL',
    RequestItems: { A: { Keys: [1], ConsistentRead: true }, B: { Keys: [2] } },
  };
  expect(readParts('BatchGetItem', input)).toEqual({
    consistent: {
      ReturnConsumedCapacity: 'TOTAL',
      RequestItems: { A: { Keys: [1], ConsistentRead: true } },
    },
    eventual: { ReturnConsumedCapacity: 'TOTAL', RequestItems: { B: { Keys: [2] } } },
  });
  expect(
    mergeBatches(
      { Responses: { A: [1] }, UnprocessedKeys: {}, ConsumedCapacity: ['a'] },
      { Responses: { B: [2] }, UnprocessedKeys: { B: { Keys: [3] } }, ConsumedCapacity: ['b'] },
    ),
  ).toEqual({
    Responses: { A: [1], B: [2] },
    UnprocessedKeys: { B: { Keys: [3] } },
    ConsumedCapacity: ['a', 'b'],
  });
});
