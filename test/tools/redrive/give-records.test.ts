import type { BatchRecord } from '../../../tools/redrive/failed-batch.ts';
import { type GivenAnswer, giveRecords } from '../../../tools/redrive/give-records.ts';
import { streamRecord } from './stream-records.ts';

const records = (count: number) => Array.from({ length: count }, (_, n) => streamRecord(n + 1));
const numbersOf = (batch: readonly BatchRecord[]) =>
  batch.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));

/** A function that answers so, and what it was given. */
function functionThat(answer: (numbers: readonly number[]) => GivenAnswer) {
  const given: number[][] = [];
  return {
    given,
    invoke: async (batch: readonly BatchRecord[]) => {
      given.push(numbersOf(batch));
      return answer(numbersOf(batch));
    },
  };
}

const failsAt = (...bad: readonly number[]) =>
  functionThat(numbers =>
    numbers.some(number => bad.includes(number))
      ? { kind: 'failed', reason: 'Error: no' }
      : { kind: 'answered', payload: null },
  );

const reports = (...bad: readonly (number | string)[]) =>
  functionThat(numbers => {
    const failed = bad.filter(each => typeof each === 'string' || numbers.includes(each));
    const batchItemFailures = failed.map(each => ({ itemIdentifier: String(each) }));
    return { kind: 'answered', payload: { batchItemFailures } };
  });

test('all at once, when the function takes them', async () => {
  const { given, invoke } = failsAt();
  expect(await giveRecords(records(3), invoke)).toEqual({ handled: 3, refused: [], untried: 0 });
  expect(given).toEqual([[1, 2, 3]]);
});

test('in halves down to the one that it refuses, and those behind it all the same', async () => {
  const { given, invoke } = failsAt(3);
  expect(await giveRecords(records(5), invoke)).toEqual({
    handled: 4,
    refused: [{ record: streamRecord(3), reason: 'Error: no' }],
    untried: 0,
  });
  expect(given).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [1, 2], [3], [4, 5]]);
});

test('what is left after a part was taken', async () => {
  const { given, invoke } = reports(3);
  expect(await giveRecords(records(4), invoke)).toMatchObject({
    handled: 3,
    refused: [{ record: streamRecord(3) }],
  });
  expect(given).toEqual([[1, 2, 3, 4], [3, 4], [3], [4]]);
});

test.each([
  ['an empty list', []],
  ['no list', undefined],
])('%s of failures is none', async (_what, batchItemFailures) => {
  const { invoke } = functionThat(() => ({ kind: 'answered', payload: { batchItemFailures } }));
  expect((await giveRecords(records(2), invoke)).handled).toBe(2);
});

test('a failure that names no record of the batch is one of the whole batch', async () => {
  const { invoke } = reports('unknown');
  const { handled, refused } = await giveRecords(records(2), invoke);
  expect({ handled, refused: refused.map(({ record }) => record) }).toEqual({
    handled: 0,
    refused: records(2),
  });
});

test('after three that are refused the rest is not tried', async () => {
  const { given, invoke } = failsAt(...numbersOf(records(100)));
  const { handled, refused, untried } = await giveRecords(records(100), invoke);
  expect({ handled, refused: refused.length, untried }).toEqual({
    ...{ handled: 0, refused: 3, untried: 97 },
  });
  expect(given.length).toBeLessThan(15);
});
