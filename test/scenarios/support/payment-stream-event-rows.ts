import type { EventRow } from './event-row.ts';

const sides = { sender: 'ana', recipient: 'bea' };
const payment = { ...sides, ratePerSecond: '1000', depositedAmount: '3600000', status: 'active' };
const paused = {
  ...{ ...payment, status: 'paused' },
  ...{ snapshotAmount: '600000', snapshotTime: '2026-11-21T20:10:00.000Z' },
};
const resumed = { ...paused, status: 'active', snapshotTime: '2026-11-21T20:15:00.000Z' };

/** The rows of payment streams that backends write; those of the deposit are the system's. */
export const paymentStreamEventRows: readonly EventRow[] = [
  {
    title: 'a payment stream that is topped up, paused, resumed at another rate and paid out',
    table: 'PaymentStreams',
    key: 'streamId',
    writes: [
      payment,
      { ...payment, depositedAmount: '4000000' },
      { ...paused, depositedAmount: '4000000' },
      { ...resumed, depositedAmount: '4000000' },
      { ...resumed, depositedAmount: '4000000', ratePerSecond: '2000' },
      { ...resumed, depositedAmount: '4000000', ratePerSecond: '2000', withdrawnAmount: '450000' },
      { ...resumed, depositedAmount: '4000000', ratePerSecond: '2000', withdrawnAmount: '4000000' },
      {
        ...{ ...resumed, depositedAmount: '4000000', ratePerSecond: '2000' },
        ...{ withdrawnAmount: '4000000', status: 'completed' },
      },
    ],
    events: [
      ['stream.created', 'payment-streams', 'normal', { ...payment, withdrawnAmount: '0' }],
      [
        'stream.topped_up',
        'payment-streams',
        'normal',
        { ...sides, added: '400000', depositedAmount: '4000000' },
      ],
      [
        'stream.paused',
        'payment-streams',
        'normal',
        {
          ...{ ...sides, ratePerSecond: '1000' },
          ...{ snapshotAmount: '600000', snapshotTime: 1_795_291_800_000 },
        },
      ],
      [
        'stream.resumed',
        'payment-streams',
        'normal',
        {
          ...{ ...sides, ratePerSecond: '1000' },
          ...{ snapshotAmount: '600000', snapshotTime: 1_795_292_100_000 },
        },
      ],
      [
        'stream.rate_changed',
        'payment-streams',
        'normal',
        {
          ...{ ...sides, ratePerSecond: '2000' },
          ...{ snapshotAmount: '600000', snapshotTime: 1_795_292_100_000 },
        },
      ],
      [
        'stream.withdrawn',
        'payment-streams',
        'normal',
        { ...sides, withdrawn: '450000', withdrawnAmount: '450000' },
      ],
      [
        'stream.withdrawn',
        'payment-streams',
        'normal',
        { ...sides, withdrawn: '3550000', withdrawnAmount: '4000000' },
      ],
      ['stream.completed', 'payment-streams', 'normal', { ...sides, withdrawnAmount: '4000000' }],
    ],
  },
  {
    title: 'a payment stream that is cancelled before it begins',
    table: 'PaymentStreams',
    key: 'streamId',
    writes: [
      { ...payment, startTime: '2099-01-01T00:00:00.000Z' },
      {
        ...{ ...payment, startTime: '2099-01-01T00:00:00.000Z' },
        ...{ status: 'cancelled', refundedAmount: '3600000' },
      },
    ],
    events: [
      ['stream.created', 'payment-streams', 'normal', { ...payment, startTime: 4_070_908_800_000 }],
      ['stream.cancelled', 'payment-streams', 'high', { ...sides, refunded: '3600000' }],
    ],
  },
];
