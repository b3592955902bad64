import type { BatchRecord } from '../../../tools/redrive/failed-batch.ts';
import type { GivenAnswer } from '../../../tools/redrive/give-records.ts';
import { type BatchChoice, redriveBatches } from '../../../tools/redrive/redrive-batches.ts';
import { failedBatchText, streamRecord } from './stream-records.ts';

const historyBeginsAtSec = 1_790_000_000;
const all: BatchChoice = { isDryRun: false, isBeyondHistory: false };

const keyOf = (second: number, id = 'a') =>
  `aws/lambda/mapping/shard-1/2026/11/21/2026-11-21T10.00.${String(second).padStart(2, '0')}-${id}`;

/** A bucket of these objects, functions that answer so, and what is done with both. */
function world(
  texts: Readonly<Record<string, string>>,
  answer: (numbers: readonly number[]) => GivenAnswer = () => ({ kind: 'answered', payload: null }),
  unreadable: readonly string[] = [],
) {
  const objects = new Map(Object.entries(texts));
  const invoked: string[] = [];
  const printed: string[] = [];
  const run = (choice: Partial<BatchChoice> = {}) =>
    redriveBatches(
      { ...all, ...choice },
      {
        bucket: {
          keys: async function* () {
            yield* [...objects.keys()].sort();
          },
          read: async key => {
            if (unreadable.includes(key)) return { kind: 'unreadable', reason: 'it is locked' };
            const text = objects.get(key);
            return text === undefined ? { kind: 'gone' } : { kind: 'text', text };
          },
          remove: async key => void objects.delete(key),
        },
        titles: new Map([
          ['Stack-ChangeFanOut', 'ChangeFanOut'],
          ['Stack-UserBans', 'UserBans'],
          ['Stack-ProposalCourier', 'ProposalCourier'],
        ]),
        tables: new Map([
          ['Stack-Bets', 'Bets'],
          ['Stack-Users', 'Users'],
        ]),
        invoke: async (name: string, records: readonly BatchRecord[]) => {
          const numbers = records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
          invoked.push(`${name} ${numbers}`);
          return answer(numbers);
        },
        isForgotten: async atMs => atMs < historyBeginsAtSec * 1_000,
        print: line => printed.push(line),
      },
    );
  return { run, invoked, printed, left: () => [...objects.keys()].sort() };
}

test('batches are given in the order of their shard, and removed once they are handled', async () => {
  const { run, invoked, left, printed } = world({
    [keyOf(1, 'b')]: failedBatchText([streamRecord(3), streamRecord(4)]),
    [keyOf(1, 'c')]: failedBatchText([streamRecord(1), streamRecord(2)]),
    [keyOf(2)]: failedBatchText([streamRecord(5, { table: 'Stack-Users' })], 'Stack-UserBans'),
  });
  expect(await run()).toEqual({ found: 3, handled: 3, left: 0 });
  expect(invoked).toEqual(['Stack-ChangeFanOut 1,2', 'Stack-ChangeFanOut 3,4', 'Stack-UserBans 5']);
  expect(left()).toEqual([]);
  expect(printed[0]).toBe(
    'ChangeFanOut, 2 records of Bets from 2026-09-21T14:13:20.000Z on (bet-1, bet-2), RecordAgeExceeded: handled',
  );
});

test('one of which a record is refused stays as it is, with that record in its line', async () => {
  const { run, left, printed } = world(
    { [keyOf(1)]: failedBatchText([streamRecord(1), streamRecord(2)]) },
    numbers =>
      numbers.includes(2)
        ? { kind: 'failed', reason: 'Error: no' }
        : { kind: 'answered', payload: null },
  );
  expect(await run()).toEqual({ found: 1, handled: 0, left: 1 });
  expect(left()).toEqual([keyOf(1)]);
  expect(printed).toEqual([
    expect.stringMatching(/: 1 handled, but not bet-2 \(Error: no\): left$/),
  ]);
});

test('after one of which nothing is handled the others of its function are left, and of no other', async () => {
  const { run, invoked, left } = world(
    {
      [keyOf(1)]: failedBatchText([streamRecord(1)]),
      [keyOf(2)]: failedBatchText([streamRecord(2)]),
      [keyOf(3)]: failedBatchText([streamRecord(3)], 'Stack-UserBans'),
    },
    numbers =>
      numbers.includes(3) ? { kind: 'answered', payload: null } : { kind: 'failed', reason: 'no' },
  );
  expect(await run()).toEqual({ found: 3, handled: 1, left: 2 });
  expect(invoked).toEqual(['Stack-ChangeFanOut 1', 'Stack-UserBans 3']);
  expect(left()).toEqual([keyOf(1), keyOf(2)]);
});

test('one of change-fan-out that is older than the history is left, to the second, unless it is asked for', async () => {
  const texts = {
    [keyOf(1)]: failedBatchText([streamRecord(1, { atSec: historyBeginsAtSec - 1 })]),
    [keyOf(2)]: failedBatchText([streamRecord(2, { atSec: historyBeginsAtSec })]),
    [keyOf(3)]: failedBatchText([streamRecord(3, { atSec: 1 })], 'Stack-UserBans'),
  };
  const cautious = world(texts);
  expect(await cautious.run()).toEqual({ found: 3, handled: 2, left: 1 });
  expect(cautious.left()).toEqual([keyOf(1)]);
  expect(cautious.printed[0]).toMatch(/ older than the history of the logs.*--beyond-history/);
  const bold = world(texts);
  expect(await bold.run({ isBeyondHistory: true })).toEqual({ found: 3, handled: 3, left: 0 });
});

test('one of proposal-courier is left, unless its function is asked for', async () => {
  const texts = { [keyOf(1)]: failedBatchText([streamRecord(1)], 'Stack-ProposalCourier') };
  const cautious = world(texts);
  expect(await cautious.run()).toEqual({ found: 1, handled: 0, left: 1 });
  expect(cautious.printed[0]).toMatch(/; --function ProposalCourier gives it all the same: left$/);
  expect(await world(texts).run({ function: 'ProposalCourier' })).toMatchObject({ handled: 1 });
  expect(await world(texts).run({ function: 'ChangeFanOut' })).toMatchObject({ found: 0 });
});

test('one of a function that is not of the stack is left, whatever it names', async () => {
  const { run, invoked } = world({ [keyOf(1)]: failedBatchText([streamRecord(1)], 'Payroll') });
  expect(await run()).toEqual({ found: 1, handled: 0, left: 1 });
  expect(invoked).toEqual([]);
});

test('so is one with a record of a table that was replaced, and those behind it are given', async () => {
  const { run, invoked, printed } = world({
    [keyOf(1)]: failedBatchText([streamRecord(1), streamRecord(2, { table: 'Stack-Old' })]),
    [keyOf(2)]: failedBatchText([streamRecord(3)]),
  });
  expect(await run()).toEqual({ found: 2, handled: 1, left: 1 });
  expect(invoked).toEqual(['Stack-ChangeFanOut 3']);
  expect(printed[0]).toMatch(/: it has a record of a table that is none of this stack: left$/);
});

test('what is no batch is left, and named', async () => {
  const { run, printed } = world({ 'aws/lambda/readme.txt': 'hello' });
  expect(await run()).toEqual({ found: 1, handled: 0, left: 1 });
  expect(printed).toEqual(["aws/lambda/readme.txt: it is no batch of a table's stream: left"]);
});

test('an object that is odd is left, and keeps none of the others from being handled', async () => {
  const odd = (dynamodb: object) => {
    const record = streamRecord(1);
    const changed = { ...record, dynamodb: { ...record.dynamodb, ...dynamodb } };
    return failedBatchText([changed]);
  };
  const texts = {
    [keyOf(1, 'a')]: odd({ SequenceNumber: 'x1' }),
    [keyOf(1, 'b')]: odd({ SequenceNumber: '' }),
    [keyOf(1, 'c')]: odd({ ApproximateCreationDateTime: 1e14 }),
    [keyOf(1, 'd')]: odd({ Keys: { betId: { S: { toString: 1 } } } }),
    [keyOf(1, 'e')]: 'locked',
    [keyOf(1, 'f')]: failedBatchText([streamRecord(2)]),
  };
  const { run, printed, left } = world(texts, undefined, [keyOf(1, 'e')]);
  expect(await run()).toEqual({ found: 6, handled: 1, left: 5 });
  expect(left()).toEqual(['a', 'b', 'c', 'd', 'e'].map(id => keyOf(1, id)));
  expect(printed).toContain(`${keyOf(1, 'a')}: it is no batch of a table's stream: left`);
  expect(printed).toContain(`${keyOf(1, 'e')}: it is locked: left`);
});

test('a table and a time choose among them, and a dry run touches nothing', async () => {
  const texts = {
    [keyOf(1)]: failedBatchText([streamRecord(1)]),
    [keyOf(2)]: failedBatchText([streamRecord(2)]),
    [keyOf(3)]: failedBatchText([streamRecord(3, { table: 'Stack-Users' })]),
  };
  const sinceMs = Date.UTC(2026, 10, 21, 10, 0, 2);
  const dry = world(texts);
  expect(await dry.run({ isDryRun: true })).toEqual({ found: 3, handled: 0, left: 0 });
  expect({ invoked: dry.invoked, left: dry.left().length }).toEqual({ invoked: [], left: 3 });
  const { run, invoked } = world(texts);
  expect(await run({ table: 'Bets', sinceMs })).toEqual({ found: 1, handled: 1, left: 0 });
  expect(invoked).toEqual(['Stack-ChangeFanOut 2']);
});
