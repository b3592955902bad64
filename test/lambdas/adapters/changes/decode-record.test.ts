import type { DynamoDBRecord } from 'aws-lambda';
import { decodeRecord } from '../../../../lambdas/adapters/changes/decode-record.ts';

const tables = new Map([['stack-Bets123', 'Bets' as const]]);

function record(image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): DynamoDBRecord {
  return {
    eventID: 'e1',
    eventName: 'INSERT',
    eventSourceARN:
      'arn:aws:dynamodb:us-east-1:000000000000:table/stack-Bets123/stream/2026-11-21T00:00:00.000',
    dynamodb: {
      ApproximateCreationDateTime: 1_790_000_000,
      Keys: { betId: { S: 'b1' } },
      ...(image === undefined ? {} : { NewImage: image }),
    },
  };
}

test('a record becomes a change of the contract, by its physical table name, and stays beside it', () => {
  const given = record({ betId: { S: 'b1' }, amount: { N: '500' } });
  expect(decodeRecord(given, tables)).toEqual({
    table: 'Bets',
    changeId: 'e1',
    recordedAtMs: 1_790_000_000_000,
    key: 'b1',
    newItem: { betId: 'b1', amount: 500 },
    record: given,
  });
});

test('sets stay sets, and bytes bytes, which Lambda writes as base64', () => {
  const image = {
    tags: { SS: ['x', 'y'] },
    numbers: { NS: ['1', '2'] },
    raw: { B: 'aGk=' },
    deep: { M: { set: { SS: ['z'] } } },
  };
  const { newItem } = decodeRecord(record(image), tables);
  expect(newItem).toEqual({
    tags: new Set(['x', 'y']),
    numbers: new Set([1, 2]),
    raw: new Uint8Array([104, 105]),
    deep: { set: new Set(['z']) },
  });
});

test('a number that JavaScript cannot hold stays whole, for the contract to refuse', () => {
  const { newItem } = decodeRecord(record({ amount: { N: '9007199254740993' } }), tables);
  expect(newItem).toEqual({ amount: 9007199254740993n });
});

test('a record of another table is a fault of the deployment, and says which was expected', () => {
  expect(() => decodeRecord(record({}), new Map([['other', 'Fights' as const]]))).toThrow(
    'received a record e1 of arn:aws:dynamodb:us-east-1:000000000000:table/stack-Bets123/stream/2026-11-21T00:00:00.000; expected a change of one of other',
  );
});
