/** Writes to one item of PaymentStreams, and the events they must make. */
interface PaymentStreamRow {
  readonly title: string;
  /** Each is put over the one before, or changes only what it names. */
  readonly writes: readonly (
    | { readonly put: Readonly<Record<string, unknown>> }
    | { readonly set: Readonly<Record<string, unknown>> }
  )[];
  /** type, priority, and what its data says beside the stream and its sides; in order. */
  readonly events: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[];
}

export const sides = { sender: 'GSENDER', recipient: 'GRECIPIENT' };

/** What a backend writes first; at this rate the deposit outlasts everyone. */
export const paymentStream = {
  ...sides,
  tokenAddress: 'CTOKEN',
  ratePerSecond: '100',
  depositedAmount: '100000000000000',
  startTime: '2026-11-21T20:00:00.000Z',
  status: 'active',
};

const startTime = 1_795_291_200_000;
const pausedAt = { snapshotAmount: '6000', snapshotTime: '2026-11-21T20:01:00.000Z' };
const resumedAt = { snapshotAmount: '6000', snapshotTime: '2026-11-21T20:05:00.000Z' };
const snapshotTimes = { paused: 1_795_291_260_000, resumed: 1_795_291_500_000 };

const created = [
  'stream.created',
  'normal',
  {
    tokenAddress: 'CTOKEN',
    ratePerSecond: '100',
    depositedAmount: '100000000000000',
    startTime,
    status: 'active',
  },
] as const;

/** The rows of events.md for PaymentStreams, as writes of a plain client; deadlines have their own. */
export const paymentStreamRows: readonly PaymentStreamRow[] = [
  {
    title: 'a first insert',
    writes: [{ put: paymentStream }],
    events: [created],
  },
  {
    title: 'amounts of 128 bits are the digits that were written',
    writes: [
      {
        put: {
          ...sides,
          status: 'active',
          ratePerSecond: '1',
          depositedAmount: '170141183460469231731687303715884105726',
        },
      },
      { set: { depositedAmount: '170141183460469231731687303715884105727' } },
    ],
    events: [
      [
        'stream.created',
        'normal',
        { ratePerSecond: '1', depositedAmount: '170141183460469231731687303715884105726' },
      ],
      [
        'stream.topped_up',
        'normal',
        { added: '1', depositedAmount: '170141183460469231731687303715884105727' },
      ],
    ],
  },
  {
    title: 'a top-up, by a Put over the item',
    writes: [
      { put: paymentStream },
      { put: { ...paymentStream, depositedAmount: '100000000000500' } },
    ],
    events: [
      created,
      ['stream.topped_up', 'normal', { added: '500', depositedAmount: '100000000000500' }],
    ],
  },
  {
    title: 'two withdrawals, each by what it added',
    writes: [
      { put: paymentStream },
      { set: { withdrawnAmount: '700' } },
      { set: { withdrawnAmount: '1000' } },
    ],
    events: [
      created,
      ['stream.withdrawn', 'normal', { withdrawn: '700', withdrawnAmount: '700' }],
      ['stream.withdrawn', 'normal', { withdrawn: '300', withdrawnAmount: '1000' }],
    ],
  },
  {
    title: 'a pause, the way back and another rate, each with its snapshot',
    writes: [
      { put: paymentStream },
      { set: { status: 'paused', ...pausedAt } },
      { set: { status: 'active', ...resumedAt } },
      { set: { ratePerSecond: '250', ...resumedAt } },
    ],
    events: [
      created,
      [
        'stream.paused',
        'normal',
        { snapshotAmount: '6000', snapshotTime: snapshotTimes.paused, ratePerSecond: '100' },
      ],
      [
        'stream.resumed',
        'normal',
        { snapshotAmount: '6000', snapshotTime: snapshotTimes.resumed, ratePerSecond: '100' },
      ],
      [
        'stream.rate_changed',
        'normal',
        { snapshotAmount: '6000', snapshotTime: snapshotTimes.resumed, ratePerSecond: '250' },
      ],
    ],
  },
  {
    title: 'a cancellation, with what had not accrued at its snapshot',
    writes: [{ put: paymentStream }, { set: { status: 'cancelled', ...pausedAt } }],
    events: [created, ['stream.cancelled', 'high', { refunded: '99999999994000' }]],
  },
  {
    title: 'a cancellation, with the refund that the item names',
    writes: [
      { put: paymentStream },
      { set: { status: 'cancelled', ...pausedAt, refundedAmount: '99999999990000' } },
    ],
    events: [created, ['stream.cancelled', 'high', { refunded: '99999999990000' }]],
  },
  {
    title: 'a cancellation before it began',
    writes: [
      { put: { ...paymentStream, startTime: '2099-01-01T00:00:00.000Z' } },
      { set: { status: 'cancelled', refundedAmount: '100000000000000' } },
    ],
    events: [
      ['stream.created', 'normal', { startTime: 4_070_908_800_000 }],
      ['stream.cancelled', 'high', { refunded: '100000000000000' }],
    ],
  },
  {
    title: 'a completion by its status',
    writes: [{ put: paymentStream }, { set: { status: 'completed' } }],
    events: [created, ['stream.completed', 'normal', { withdrawnAmount: '0' }]],
  },
  {
    title: 'a completion by the last withdrawal, once, whatever status is written behind it',
    writes: [
      { put: paymentStream },
      { set: { withdrawnAmount: '100000000000000' } },
      { set: { status: 'completed' } },
    ],
    events: [
      created,
      [
        'stream.withdrawn',
        'normal',
        { withdrawn: '100000000000000', withdrawnAmount: '100000000000000' },
      ],
      ['stream.completed', 'normal', { withdrawnAmount: '100000000000000' }],
    ],
  },
  {
    title: 'a top-up, a withdrawal, a pause and another rate by one write, in this order',
    writes: [
      { put: paymentStream },
      {
        set: {
          depositedAmount: '100000000000001',
          withdrawnAmount: '2',
          status: 'paused',
          ratePerSecond: '3',
          ...pausedAt,
        },
      },
    ],
    events: [
      created,
      ['stream.topped_up', 'normal', { added: '1' }],
      ['stream.withdrawn', 'normal', { withdrawn: '2' }],
      ['stream.paused', 'normal', { ratePerSecond: '3' }],
      ['stream.rate_changed', 'normal', { ratePerSecond: '3' }],
    ],
  },
  {
    title: 'what was cancelled and goes on is reported as it happened',
    writes: [
      { put: { ...paymentStream, status: 'cancelled' } },
      { set: { status: 'active', ...resumedAt } },
    ],
    events: [
      ['stream.created', 'normal', { status: 'cancelled' }],
      [
        'stream.resumed',
        'high',
        { unexpected: true, oldStatus: 'cancelled', newStatus: 'active', snapshotAmount: '6000' },
      ],
    ],
  },
  {
    title: 'what no event speaks of makes none, nor do amounts that fell',
    writes: [
      { put: paymentStream },
      { set: { note: 'a backend’s own', tokenAddress: 'COTHER' } },
      { set: { depositedAmount: '90000000000000' } },
      { put: { ...paymentStream, depositedAmount: '90000000000000' } },
      { set: { withdrawnAmount: '1' } },
    ],
    events: [created, ['stream.withdrawn', 'normal', { withdrawn: '1' }]],
  },
];
