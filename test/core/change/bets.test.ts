import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const bet = {
  betId: 'b1',
  fightId: 'f1',
  userId: 'ana',
  side: 'red',
  amount: 5_000,
  currency: 'MXN',
  status: 'pending',
};

const created = { id: 'c1.created', type: 'NEW_BET', channel: 'bets' } as const;
const matched = { id: 'c1.matched', type: 'BET_MATCHED', channel: 'bets' } as const;
const placed = { betId: 'b1', fightId: 'f1', userId: 'ana', side: 'red', currency: 'MXN' };

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'a first insert is a new bet',
    null,
    bet,
    [{ ...created, priority: 'normal', data: { ...placed, amount: 5_000 } }],
  ],
  [
    'just below the large amount it is normal',
    null,
    { ...bet, amount: 99_999 },
    [{ ...created, priority: 'normal', data: { ...placed, amount: 99_999 } }],
  ],
  [
    'from the large amount on it is high',
    null,
    { ...bet, amount: 100_000 },
    [{ ...created, priority: 'high', data: { ...placed, amount: 100_000 } }],
  ],
  [
    'an insert that is matched already makes both, in this order',
    null,
    { ...bet, status: 'matched', matchedBetId: 'b2' },
    [
      { ...created, priority: 'normal', data: { ...placed, amount: 5_000 } },
      {
        ...matched,
        priority: 'normal',
        data: { betId: 'b1', matchedBetId: 'b2', amount: 5_000, currency: 'MXN' },
      },
    ],
  ],
  [
    'pending to matched is a match, normal whatever the amount',
    { ...bet, amount: 200_000 },
    { ...bet, amount: 200_000, status: 'matched', matchedBetId: 'b2' },
    [
      {
        ...matched,
        priority: 'normal',
        data: {
          betId: 'b1',
          status: 'matched',
          matchedBetId: 'b2',
          amount: 200_000,
          currency: 'MXN',
        },
      },
    ],
  ],
  [
    'matched to settled makes no event',
    { ...bet, status: 'matched' },
    { ...bet, status: 'settled' },
    [],
  ],
  [
    'matched to cancelled makes no event',
    { ...bet, status: 'matched' },
    { ...bet, status: 'cancelled' },
    [],
  ],
  ['pending to cancelled makes no event', bet, { ...bet, status: 'cancelled' }, []],
  ['another amount alone makes no event', bet, { ...bet, amount: 6_000 }, []],
  ['the same item put again makes no event', bet, { ...bet }, []],
  ['a removal makes no event', bet, null, []],
  [
    'cancelled to matched is an unexpected match',
    { ...bet, status: 'cancelled' },
    { ...bet, status: 'matched' },
    [
      {
        ...matched,
        priority: 'high',
        data: {
          betId: 'b1',
          status: 'matched',
          amount: 5_000,
          currency: 'MXN',
          unexpected: true,
          oldStatus: 'cancelled',
          newStatus: 'matched',
        },
      },
    ],
  ],
  [
    'a match undone is published as BET_MATCHED, unexpected, with where it went',
    { ...bet, status: 'matched' },
    bet,
    [
      {
        ...matched,
        priority: 'high',
        data: {
          betId: 'b1',
          status: 'pending',
          amount: 5_000,
          currency: 'MXN',
          unexpected: true,
          oldStatus: 'matched',
          newStatus: 'pending',
        },
      },
    ],
  ],
  [
    'a bet whose old status cannot be read is published as new',
    { ...bet, status: 'open' },
    bet,
    [{ ...created, priority: 'normal', data: { ...placed, amount: 5_000, status: 'pending' } }],
  ],
];

test.each(rows)('Bets: %s', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('Bets', oldItem, newItem)).toEqual(events);
});
