import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const deposit = {
  transactionId: 't1',
  userId: 'ana',
  type: 'deposit',
  amount: 50_000,
  currency: 'MXN',
  status: 'pending',
};
const withdrawal = { ...deposit, type: 'withdrawal' };
const payment = { ...deposit, type: 'payment', provider: 'oxxo' };
const payout = { ...deposit, type: 'payout' };

const wallet = { id: 'c1.wallet', type: 'WALLET_TRANSACTION', channel: 'finance' } as const;
const paid = { id: 'c1.payment', type: 'PAYMENT_PROCESSED', channel: 'finance' } as const;
const paidOut = { id: 'c1.payout', type: 'PAYOUT_PROCESSED', channel: 'finance' } as const;
const data = { transactionId: 't1', userId: 'ana', amount: 50_000, currency: 'MXN' };

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'a deposit is published when it is first put',
    null,
    deposit,
    [{ ...wallet, priority: 'normal', data: { ...data, type: 'deposit', status: 'pending' } }],
  ],
  [
    'just below the large amount it is normal',
    null,
    { ...withdrawal, amount: 999_999 },
    [
      {
        ...wallet,
        priority: 'normal',
        data: { ...data, type: 'withdrawal', amount: 999_999, status: 'pending' },
      },
    ],
  ],
  [
    'from the large amount on it is high',
    null,
    { ...withdrawal, amount: 1_000_000 },
    [
      {
        ...wallet,
        priority: 'high',
        data: { ...data, type: 'withdrawal', amount: 1_000_000, status: 'pending' },
      },
    ],
  ],
  [
    'a deposit is published again when its status changes',
    deposit,
    { ...deposit, status: 'completed' },
    [{ ...wallet, priority: 'normal', data: { ...data, type: 'deposit', status: 'completed' } }],
  ],
  [
    'a withdrawal that failed is high',
    withdrawal,
    { ...withdrawal, status: 'failed' },
    [{ ...wallet, priority: 'high', data: { ...data, type: 'withdrawal', status: 'failed' } }],
  ],
  [
    'a deposit that failed after it was completed is unexpected',
    { ...deposit, status: 'completed' },
    { ...deposit, status: 'failed' },
    [
      {
        ...wallet,
        priority: 'high',
        data: {
          ...data,
          type: 'deposit',
          status: 'failed',
          oldStatus: 'completed',
          newStatus: 'failed',
          unexpected: true,
        },
      },
    ],
  ],
  ['a pending payment makes no event yet', null, payment, []],
  [
    'a payment put as completed is processed',
    null,
    { ...payment, status: 'completed' },
    [{ ...paid, priority: 'normal', data: { ...data, provider: 'oxxo', status: 'completed' } }],
  ],
  [
    'a payment is processed when it completes',
    payment,
    { ...payment, status: 'completed' },
    [{ ...paid, priority: 'normal', data: { ...data, provider: 'oxxo', status: 'completed' } }],
  ],
  [
    'a payment that failed is high',
    payment,
    { ...payment, status: 'failed' },
    [{ ...paid, priority: 'high', data: { ...data, provider: 'oxxo', status: 'failed' } }],
  ],
  [
    'a payment that completed after it failed is unexpected',
    { ...payment, status: 'failed' },
    { ...payment, status: 'completed' },
    [
      {
        ...paid,
        priority: 'high',
        data: {
          ...data,
          provider: 'oxxo',
          status: 'completed',
          oldStatus: 'failed',
          newStatus: 'completed',
          unexpected: true,
        },
      },
    ],
  ],
  ['a pending payout makes no event yet', null, payout, []],
  [
    'a payout put as failed is processed',
    null,
    { ...payout, status: 'failed' },
    [{ ...paidOut, priority: 'high', data: { ...data, status: 'failed' } }],
  ],
  [
    'a payout is high when it completes',
    payout,
    { ...payout, status: 'completed' },
    [{ ...paidOut, priority: 'high', data: { ...data, status: 'completed' } }],
  ],
  [
    'a payout that is pending again is unexpected',
    { ...payout, status: 'completed' },
    payout,
    [
      {
        ...paidOut,
        priority: 'high',
        data: {
          ...data,
          status: 'pending',
          oldStatus: 'completed',
          newStatus: 'pending',
          unexpected: true,
        },
      },
    ],
  ],
  ['another provider alone makes no event', payment, { ...payment, provider: 'spei' }, []],
  [
    'the same item put again makes no event',
    { ...deposit, status: 'completed' },
    { ...deposit, status: 'completed' },
    [],
  ],
  ['a removal makes no event', deposit, null, []],
];

test.each(rows)('Transactions: %s', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('Transactions', oldItem, newItem)).toEqual(events);
});
