import { keyOf, readFailedBatch, tableNameOf } from '../../../tools/redrive/failed-batch.ts';
import { failedBatchText, streamRecord } from './stream-records.ts';

const records = [streamRecord(1), streamRecord(2)];
const text = failedBatchText(records);

test('a batch is what its function was invoked with, to the letter', () => {
  expect(readFailedBatch(text)).toEqual({
    functionName: 'Stack-ChangeFanOut',
    condition: 'RecordAgeExceeded',
    records,
  });
});

test('a payload may be an object, and a function have a qualifier', () => {
  const batch = JSON.parse(text);
  const { functionArn } = batch.requestContext;
  const other = {
    ...batch,
    payload: JSON.parse(batch.payload),
    requestContext: { ...batch.requestContext, functionArn: `${functionArn}:$LATEST` },
  };
  expect(readFailedBatch(JSON.stringify(other))).toEqual(readFailedBatch(text));
});

test.each([
  ['no JSON', 'nonsense'],
  ['no object', '[]'],
  ['no function', JSON.stringify({ ...JSON.parse(text), requestContext: {} })],
  ['no payload', JSON.stringify({ ...JSON.parse(text), payload: undefined })],
  ['no records', JSON.stringify({ ...JSON.parse(text), payload: '{"Records":[]}' })],
  [
    'records of a queue',
    JSON.stringify({ ...JSON.parse(text), payload: '{"Records":[{"body":""}]}' }),
  ],
])('an object with %s is no batch of a stream', (_what, object) => {
  expect(readFailedBatch(object)).toBeUndefined();
});

const [record = streamRecord(1)] = records;
const { dynamodb: image } = record;

test.each([
  ['a number in its sequence that is none', { ...image, SequenceNumber: 'x1' }],
  ['a number that is longer than any', { ...image, SequenceNumber: '1'.repeat(41) }],
  ['a time that is none', { ...image, ApproximateCreationDateTime: 1e14 }],
  ['a time before all', { ...image, ApproximateCreationDateTime: -1 }],
  ['a key that is no text', { ...image, Keys: { betId: { S: { toString: 1 } } } }],
])('nor is one of a record with %s', (_what, dynamodb) => {
  const object = failedBatchText([{ ...record, dynamodb } as typeof record]);
  expect(readFailedBatch(object)).toBeUndefined();
});

test('nor is one that is nested too deep to be written again', () => {
  const deep = (levels: number) => {
    const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const text = JSON.stringify({ Records: [{ ...record, more: 'here' }] });
    const payload = text.replace('"here"', nested);
    return JSON.stringify({ ...JSON.parse(failedBatchText(records)), payload });
  };
  expect(readFailedBatch(deep(64))).toBeDefined();
  expect(readFailedBatch(deep(200_000))).toBeUndefined();
});

test('a record knows its table and its key', () => {
  const record = streamRecord(1, { table: 'Stack-BulkItems' });
  const { dynamodb } = record;
  const keys = { bulkOperationId: { S: 'bulk-1' }, itemId: { S: 'chunk#1' } };
  expect(tableNameOf(record)).toBe('Stack-BulkItems');
  expect(keyOf({ ...record, dynamodb: { ...dynamodb, Keys: keys } })).toBe('bulk-1/chunk#1');
});
