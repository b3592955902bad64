import type { DynamoDBRecord } from 'aws-lambda';
import { type Image, planRow, type RowPlan } from '../../../tools/redrive/row-plan.ts';

const tables = new Map([
  ['Stack-Bets', 'Bets'],
  ['Stack-Fights', 'Fights'],
  ['Stack-Outbox', 'Outbox'],
] as const);

const bet: Image = {
  betId: { S: 'bet-1' },
  fightId: { S: 'fight-1' },
  userId: { S: 'ana' },
  side: { S: 'red' },
  amount: { N: '500' },
  currency: { S: 'MXN' },
  status: { S: 'pending' },
};

function record(NewImage: Image, OldImage?: Image, table = 'Stack-Bets'): DynamoDBRecord {
  return {
    eventID: 'change-1',
    eventName: OldImage === undefined ? 'INSERT' : 'MODIFY',
    eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/1`,
    dynamodb: {
      ApproximateCreationDateTime: 1_790_000_000,
      Keys: { betId: { S: 'bet-1' } },
      NewImage,
      ...(OldImage && { OldImage }),
    },
  };
}

const plan = (NewImage: Image, current: Image | undefined, OldImage?: Image): RowPlan =>
  planRow(record(NewImage, OldImage), current, tables);

test('a change that keeps the contract by now is given as it was, whatever became of its item', () => {
  const expected = { kind: 'give', record: record(bet), types: ['NEW_BET'], mended: [] };
  expect(plan(bet, { ...bet, status: { S: 'matched' } })).toEqual(expected);
  expect(plan(bet, undefined)).toEqual(expected);
});

test('what broke the contract is taken from the item as it stands, and nothing else of it', () => {
  const broken = { ...bet, amount: { N: '-5' } };
  const current = { ...bet, amount: { N: '700' }, status: { S: 'matched' } };
  const mended = { ...bet, amount: { N: '700' } };
  expect(plan(broken, current)).toEqual({
    kind: 'give',
    record: record(mended),
    types: ['NEW_BET'],
    mended: ['amount'],
  });
});

test('what the item has no more is left out, and what it has by now is taken', () => {
  const { amount: _, ...without } = bet;
  expect(plan(without, bet)).toMatchObject({ kind: 'give', mended: ['amount'] });
});

test('a change of a good item is given with both of its images', () => {
  const broken = { ...bet, status: { S: 'matched' }, amount: { S: 'much' } };
  const current = { ...bet, status: { S: 'settled' } };
  expect(plan(broken, current, bet)).toEqual({
    kind: 'give',
    record: record({ ...bet, status: { S: 'matched' } }, bet),
    types: ['BET_MATCHED'],
    mended: ['amount'],
  });
});

test('what the write that mended the item has published is not published again', () => {
  const broken = { ...bet, status: { S: 'half-open' } };
  expect(plan(broken, bet)).toEqual({ kind: 'published', types: ['NEW_BET'] });
});

test('where it has published some of the events only, the change is left, and its line says which', () => {
  const fight = (status: string): Image => ({ fightId: { S: 'fight-1' }, status: { S: status } });
  const change = record(fight('bettingg'), fight('upcoming'), 'Stack-Fights');
  expect(planRow(change, fight('betting'), tables)).toEqual({
    kind: 'leave',
    reason: expect.stringMatching(
      /^Fights "bet-1": status is .*; BETTING_WINDOW_OPENED came of the write that mended it, but not FIGHT_STATUS_UPDATE, and given it would publish both$/,
    ),
  });
});

test('an item that is as malformed as it was is left, with its reason', () => {
  const broken = { ...bet, amount: { N: '-5' } };
  expect(plan(broken, broken)).toEqual({
    kind: 'leave',
    reason: expect.stringMatching(/^Bets "bet-1": amount is -5, expected /),
  });
});

test('so is one that is gone', () => {
  expect(plan({ ...bet, amount: { N: '-5' } }, undefined)).toEqual({
    kind: 'leave',
    reason: expect.stringMatching(/^Bets "bet-1": amount is -5.*; and the item is gone$/),
  });
});

test('a place within an attribute is mended with the attribute', () => {
  const sent: Image = {
    eventId: { S: 'e-1' },
    channel: { S: 'system' },
    type: { S: 'NOTICE' },
    data: { M: { seal: { B: 'AQID' } } },
  };
  const given = planRow(
    record(sent, undefined, 'Stack-Outbox'),
    { ...sent, data: { M: { seal: { S: 'AQID' } } } },
    tables,
  );
  expect(given).toMatchObject({ kind: 'give', types: ['NOTICE'], mended: ['data'] });
});
