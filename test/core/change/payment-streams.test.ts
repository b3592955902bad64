import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const sides = { streamId: 's1', sender: 'ana', recipient: 'beto' };
/** 3,600,000 units at 1,000 a second: an hour. */
const active = { ...sides, ratePerSecond: '1000', depositedAmount: '3600000', status: 'active' };
const snapshot = { snapshotAmount: '600000', snapshotTime: '2026-11-21T20:10:00.000Z' };
const paused = { ...active, ...snapshot, status: 'paused' };
const paidOut = { ...active, withdrawnAmount: '3600000' };

const event = (
  rule: string,
  type: string,
  data: Item,
  priority: EventParts['priority'] = 'normal',
): EventParts => ({
  ...{ id: `c1.${rule}`, type, channel: 'payment-streams', priority },
  data: { ...sides, ...data },
});

const created = (data: Item) =>
  event('created', 'stream.created', {
    ...{ ratePerSecond: '1000', depositedAmount: '3600000', withdrawnAmount: '0' },
    ...{ status: 'active', ...data },
  });
const completed = (data: Item = {}) =>
  event('completed', 'stream.completed', { withdrawnAmount: '3600000', ...data });
const cancelled = (data: Item) =>
  event('cancelled', 'stream.cancelled', { status: 'cancelled', ...data }, 'high');
const taken = { snapshotAmount: '600000', snapshotTime: 1_795_291_800_000 };
const terms = { ...taken, ratePerSecond: '1000' };

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  // First insert.
  ['an insert is created, nothing withdrawn yet', null, active, [created({})]],
  [
    'an insert has all that the contract knows, and nothing of the backend’s or the system’s own',
    null,
    {
      ...{
        ...active,
        tokenAddress: 'C1',
        startTime: '2026-11-21T21:00:00+01:00',
        withdrawnAmount: '5',
      },
      ...{
        ledger: 7,
        transactionHash: 'ab',
        depletion: 'depleting',
        depletesAt: snapshot.snapshotTime,
      },
    },
    [created({ tokenAddress: 'C1', startTime: 1_795_291_200_000, withdrawnAmount: '5' })],
  ],
  [
    'an insert that is paused is created as that',
    null,
    paused,
    [created({ ...terms, status: 'paused' })],
  ],
  [
    'an insert that is cancelled is created as that',
    null,
    { ...active, status: 'cancelled' },
    [created({ status: 'cancelled' })],
  ],
  [
    'an insert of what is paid out already is completed, too',
    null,
    paidOut,
    [created({ withdrawnAmount: '3600000' }), completed()],
  ],
  [
    'an insert with the status completed, too',
    null,
    { ...active, status: 'completed' },
    [created({ status: 'completed' }), completed({ withdrawnAmount: '0' })],
  ],
  [
    'an insert into which nothing was paid is not completed',
    null,
    { ...active, depositedAmount: '0' },
    [created({ depositedAmount: '0' })],
  ],
  ['a removal makes no event', active, null, []],
  ['the same item put again makes no event', paused, { ...paused }, []],

  // The deposit.
  [
    'a deposit that grows is a top-up, by how much',
    active,
    { ...active, depositedAmount: '5400000' },
    [event('topped-up', 'stream.topped_up', { added: '1800000', depositedAmount: '5400000' })],
  ],
  [
    'the largest deposit that a chain can hold keeps every digit',
    active,
    { ...active, depositedAmount: '170141183460469231731687303715884105727' },
    [
      event('topped-up', 'stream.topped_up', {
        added: '170141183460469231731687303715880505727',
        depositedAmount: '170141183460469231731687303715884105727',
      }),
    ],
  ],
  ['a deposit that shrinks makes no event', active, { ...active, depositedAmount: '1' }, []],
  [
    'a top-up of a paused stream is one',
    paused,
    { ...paused, depositedAmount: '3600001' },
    [event('topped-up', 'stream.topped_up', { added: '1', depositedAmount: '3600001' })],
  ],

  // Withdrawals.
  [
    'a first withdrawal, of an item that named none',
    active,
    { ...active, withdrawnAmount: '450000' },
    [event('withdrawn', 'stream.withdrawn', { withdrawn: '450000', withdrawnAmount: '450000' })],
  ],
  [
    'a further one, by how much',
    { ...active, withdrawnAmount: '450000' },
    { ...active, withdrawnAmount: '450001' },
    [event('withdrawn', 'stream.withdrawn', { withdrawn: '1', withdrawnAmount: '450001' })],
  ],
  [
    'a withdrawal that is taken back makes no event',
    paidOut,
    { ...active, withdrawnAmount: '1' },
    [],
  ],
  [
    'what a cancelled stream still owes is withdrawn, and completes nothing',
    { ...active, status: 'cancelled' },
    { ...active, status: 'cancelled', withdrawnAmount: '3600000' },
    [event('withdrawn', 'stream.withdrawn', { withdrawn: '3600000', withdrawnAmount: '3600000' })],
  ],

  // Cancelled.
  [
    'active to cancelled, what went back as the item says',
    active,
    { ...active, ...snapshot, status: 'cancelled', refundedAmount: '7' },
    [
      cancelled({
        ...taken,

        refundedAmount: '7',
        refunded: '7',
      }),
    ],
  ],
  [
    'paused to cancelled, what went back by the snapshot that this write took',
    { ...active, status: 'paused' },
    { ...paused, status: 'cancelled' },
    [cancelled({ ...taken, refunded: '3000000' })],
  ],
  [
    'of what was paid out beyond the snapshot nothing went back',
    { ...active, withdrawnAmount: '700000' },
    { ...paused, status: 'cancelled', withdrawnAmount: '700000' },
    [cancelled({ ...taken, refunded: '2900000' })],
  ],
  [
    'of a snapshot above the deposit nothing went back',
    active,
    { ...paused, status: 'cancelled', snapshotAmount: '9000000' },
    [cancelled({ snapshotAmount: '9000000', snapshotTime: 1_795_291_800_000, refunded: '0' })],
  ],
  [
    'a cancellation without a snapshot of its own does not say what went back',
    paused,
    { ...paused, status: 'cancelled' },
    [cancelled({})],
  ],

  // Completed, once.
  [
    'active to completed',
    { ...active, withdrawnAmount: '5' },
    { ...active, withdrawnAmount: '5', status: 'completed' },
    [completed({ status: 'completed', withdrawnAmount: '5' })],
  ],
  [
    'paused to completed',
    paused,
    { ...paused, status: 'completed' },
    [completed({ status: 'completed', withdrawnAmount: '0' })],
  ],
  [
    'the withdrawal that reaches the deposit completes',
    { ...active, withdrawnAmount: '3599999' },
    paidOut,
    [
      event('withdrawn', 'stream.withdrawn', { withdrawn: '1', withdrawnAmount: '3600000' }),
      completed(),
    ],
  ],
  [
    'the same in one write with the status',
    active,
    { ...paidOut, status: 'completed' },
    [
      event('withdrawn', 'stream.withdrawn', {
        ...{ withdrawn: '3600000', withdrawnAmount: '3600000', status: 'completed' },
      }),
      completed({ status: 'completed' }),
    ],
  ],
  ['the status that follows makes no second', paidOut, { ...paidOut, status: 'completed' }, []],
  [
    'nor does it before: all paid out of what is completed',
    { ...active, status: 'completed' },
    { ...paidOut, status: 'completed' },
    [event('withdrawn', 'stream.withdrawn', { withdrawn: '3600000', withdrawnAmount: '3600000' })],
  ],
  [
    'a plain put of an older copy over it does not either',
    { ...paidOut, status: 'completed' },
    paidOut,
    [],
  ],
  [
    'what was paid out goes on by a top-up, which ends nothing',
    paidOut,
    { ...paidOut, depositedAmount: '3600001' },
    [event('topped-up', 'stream.topped_up', { added: '1', depositedAmount: '3600001' })],
  ],
  [
    'and is completed again when that is paid out, too',
    { ...paidOut, depositedAmount: '3600001' },
    { ...paidOut, depositedAmount: '3600001', withdrawnAmount: '3600001' },
    [
      event('withdrawn', 'stream.withdrawn', { withdrawn: '1', withdrawnAmount: '3600001' }),
      completed({ withdrawnAmount: '3600001' }),
    ],
  ],
  [
    'a top-up and a pause in one write are no surprise, though all was paid out before',
    paidOut,
    { ...paidOut, depositedAmount: '3600001', status: 'paused' },
    [
      event('topped-up', 'stream.topped_up', {
        ...{ added: '1', depositedAmount: '3600001', status: 'paused' },
      }),
      event('paused', 'stream.paused', {
        ...{ depositedAmount: '3600001', status: 'paused', ratePerSecond: '1000' },
      }),
    ],
  ],
  [
    'all paid out and then cancelled: two ends, the second unexpected',
    paidOut,
    { ...paidOut, status: 'cancelled', refundedAmount: '0' },
    [
      cancelled({
        ...{ refundedAmount: '0', refunded: '0' },
        ...{ unexpected: true, oldStatus: 'completed', newStatus: 'cancelled' },
      }),
    ],
  ],

  // Paused, resumed, another rate.
  [
    'active to paused, with the snapshot',
    active,
    paused,
    [event('paused', 'stream.paused', { ...terms, status: 'paused' })],
  ],
  [
    'paused to active, with the snapshot',
    paused,
    { ...paused, status: 'active', snapshotTime: '2026-11-21T20:15:00.000Z' },
    [
      event('resumed', 'stream.resumed', {
        ...{ ...terms, snapshotTime: 1_795_292_100_000, status: 'active' },
      }),
    ],
  ],
  [
    'a pause without a snapshot says the rate alone',
    active,
    { ...active, status: 'paused' },
    [event('paused', 'stream.paused', { status: 'paused', ratePerSecond: '1000' })],
  ],
  [
    'another rate, with the snapshot',
    active,
    { ...active, ...snapshot, ratePerSecond: '2000' },
    [event('rate', 'stream.rate_changed', { ...terms, ratePerSecond: '2000' })],
  ],
  [
    'several things in one write are several events, in the order of events.md',
    active,
    { ...paused, depositedAmount: '3600001', withdrawnAmount: '2', ratePerSecond: '0' },
    [
      ['topped-up', 'stream.topped_up', { added: '1' }] as const,
      ['withdrawn', 'stream.withdrawn', { withdrawn: '2' }] as const,
      ['paused', 'stream.paused', {}] as const,
      ['rate', 'stream.rate_changed', {}] as const,
    ].map(([rule, type, data]) =>
      event(rule, type, {
        ...{ ...terms, ratePerSecond: '0', status: 'paused' },
        ...{ depositedAmount: '3600001', withdrawnAmount: '2', ...data },
      }),
    ),
  ],

  // The marks of the deposit.
  ...(['depleting', 'depleted'] as const).flatMap((phase): typeof rows => [
    [
      `the mark ${phase} is published, with when`,
      active,
      { ...active, depletion: phase, depletesAt: '2026-11-21T21:00:00.000Z' },
      [
        event(
          ...([phase, `stream.${phase}`] as const),
          { depletion: phase, depletesAt: 1_795_294_800_000 },
          'high',
        ),
      ],
    ],
    [
      `the mark ${phase} that stays says nothing of another write`,
      { ...active, depletion: phase, depletesAt: '2026-11-21T21:00:00.000Z' },
      { ...active, depletion: phase, depletesAt: '2026-11-21T21:00:00.000Z', withdrawnAmount: '1' },
      [event('withdrawn', 'stream.withdrawn', { withdrawn: '1', withdrawnAmount: '1' })],
    ],
    [
      `the mark ${phase} that a plain put drops says nothing`,
      { ...active, depletion: phase, depletesAt: '2026-11-21T21:00:00.000Z' },
      active,
      [],
    ],
  ]),
  [
    'depleted after depleting, the time the same',
    { ...active, depletion: 'depleting', depletesAt: '2026-11-21T21:00:00.000Z' },
    { ...active, depletion: 'depleted', depletesAt: '2026-11-21T21:00:00.000Z' },
    [
      event(
        ...(['depleted', 'stream.depleted'] as const),
        { depletion: 'depleted', depletesAt: 1_795_294_800_000 },
        'high',
      ),
    ],
  ],

  // After a write that was quarantined.
  ...(
    [
      ['status', 'open'],
      ['ratePerSecond', 1_000],
      ['depositedAmount', '12.5'],
      ['withdrawnAmount', '-1'],
    ] as const
  ).map(([field, broken]): (typeof rows)[number] => [
    `a ${field} that could not be read: the stream is published as new, nothing is compared`,
    { ...active, [field]: broken },
    { ...active, withdrawnAmount: '5' },
    [created({ withdrawnAmount: '5' })],
  ]),
  [
    'an amount that could not be read hides no end behind it',
    { ...active, withdrawnAmount: 5 },
    { ...paidOut, status: 'completed' },
    [
      created({ withdrawnAmount: '3600000', status: 'completed' }),
      completed({ status: 'completed' }),
    ],
  ],
  [
    'nor does it repeat one',
    { ...active, withdrawnAmount: 5, status: 'completed' },
    { ...paidOut, status: 'completed' },
    [created({ withdrawnAmount: '3600000', status: 'completed' })],
  ],
  [
    'another attribute that could not be read is a change, and no reason to publish as new',
    { ...active, tokenAddress: 7 },
    { ...paused, tokenAddress: 'C1' },
    [event('paused', 'stream.paused', { ...terms, tokenAddress: 'C1', status: 'paused' })],
  ],
];

test.each(rows)('PaymentStreams: %s [F2]', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('PaymentStreams', oldItem, newItem)).toEqual(events);
});
