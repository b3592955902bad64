import type { ChangeTable, Item } from '../../../core/change/change.ts';
import { eventPartsOf } from './change-of.ts';

/** Per table: an item without status, its statuses, and the transitions that are no surprise. */
const tables: readonly [ChangeTable, Item, readonly string[], readonly string[]][] = [
  [
    'Fights',
    { fightId: 'f1' },
    ['upcoming', 'betting', 'live', 'completed', 'cancelled'],
    [
      'upcoming betting',
      'betting live',
      'live completed',
      'upcoming cancelled',
      'betting cancelled',
      'live cancelled',
    ],
  ],
  [
    'Bets',
    { betId: 'b1', fightId: 'f1', userId: 'ana', side: 'red', amount: 5 },
    ['pending', 'matched', 'settled', 'cancelled'],
    ['pending matched', 'matched settled', 'pending cancelled', 'matched cancelled'],
  ],
  [
    'Users',
    { userId: 'u1' },
    ['pending', 'active', 'banned'],
    ['pending active', 'pending banned', 'active banned', 'banned active'],
  ],
  ...['deposit', 'withdrawal', 'payment', 'payout'].map(
    (type): [ChangeTable, Item, readonly string[], readonly string[]] => [
      'Transactions',
      { transactionId: 't1', userId: 'ana', type, amount: 5 },
      ['pending', 'completed', 'failed'],
      ['pending completed', 'pending failed'],
    ],
  ),
  [
    'VideoStreams',
    { streamId: 's1' },
    ['idle', 'live', 'ended', 'error'],
    [
      'idle live',
      'live ended',
      'live error',
      'error ended',
      'error live',
      'idle error',
      'ended live',
      'ended error',
    ],
  ],
  [
    'PaymentStreams',
    {
      ...{ streamId: 's1', sender: 'ana', recipient: 'beto' },
      ...{ ratePerSecond: '1', depositedAmount: '5' },
    },
    ['active', 'paused', 'cancelled', 'completed'],
    [
      'active paused',
      'active cancelled',
      'active completed',
      'paused active',
      'paused cancelled',
      'paused completed',
    ],
  ],
  [
    'Workflows',
    { workflowId: 'wf-1' },
    ['draft', 'pending', 'approved', 'rejected', 'cancelled'],
    [
      'draft pending',
      'draft cancelled',
      'pending draft',
      'pending approved',
      'pending rejected',
      'pending cancelled',
    ],
  ],
  [
    'WorkflowOperations',
    { bulkOperationId: 'b1', action: 'approve', expected: 5 },
    ['running', 'completed'],
    ['running completed'],
  ],
  [
    'Proposals',
    {
      proposalId: 'p1',
      kind: 'pago',
      fightId: 'f1',
      fromUserId: 'ana',
      toUserId: 'beto',
      amount: 5,
      createdAt: '2026-11-21T20:00:04.500Z',
      expiresAt: '2026-11-21T20:03:04.500Z',
    },
    ['pending', 'accepted', 'rejected', 'cancelled', 'timeout'],
    ['pending accepted', 'pending rejected', 'pending cancelled', 'pending timeout'],
  ],
];

const cells = tables.flatMap(([table, item, statuses, known]) =>
  statuses.flatMap(from =>
    statuses
      .filter(to => to !== from)
      .map(to => ({ table, item, from, to, isKnown: known.includes(`${from} ${to}`) })),
  ),
);

test.each(cells.filter(({ isKnown }) => isKnown))(
  '$table: $from to $to is no surprise',
  ({ table, item, from, to }) => {
    const events = eventPartsOf(table, { ...item, status: from }, { ...item, status: to });
    expect(events.filter(({ data }) => data.unexpected !== undefined)).toEqual([]);
  },
);

test.each(cells.filter(({ isKnown }) => !isKnown))(
  '$table: $from to $to is published as unexpected, at high',
  ({ table, item, from, to }) => {
    const events = eventPartsOf(table, { ...item, status: from }, { ...item, status: to });
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event).toMatchObject({
        priority: 'high',
        data: { unexpected: true, oldStatus: from, newStatus: to },
      });
    }
  },
);
