import { paymentStreamView } from '../../../core/payment-stream/payment-stream-view.ts';
import { paymentStream } from '../../support/memory-payment-streams.ts';

/** Ten a second, of a thousand, from then on. */
const startMs = Date.parse('2026-11-20T20:00:00.000Z');

const shown = {
  streamId: '1',
  sender: 'house',
  recipient: 'bea',
  ratePerSecond: '10',
  depositedAmount: '1000',
  withdrawnAmount: '0',
  startTime: startMs,
  status: 'active',
};

test.each([
  ['before it starts', -1, { accrued: '0', withdrawable: '0', uncovered: '0' }],
  ['after a second and a half', 1_500, { accrued: '15', withdrawable: '15', uncovered: '0' }],
  [
    'once the deposit is used up',
    100_000,
    { accrued: '1000', withdrawable: '1000', uncovered: '0' },
  ],
  ['a second later', 101_000, { accrued: '1000', withdrawable: '1000', uncovered: '10' }],
])('%s it is shown with what has accrued', (_title, afterMs, amounts) => {
  const view = paymentStreamView(paymentStream(), startMs + afterMs);
  expect(view).toEqual({ ...shown, depletesAt: startMs + 100_000, ...amounts });
});

test('what was paid out is accrued and not withdrawable, and what the system notes is not shown', () => {
  const view = paymentStreamView(
    paymentStream({
      tokenAddress: 'CUSD',
      withdrawnAmount: '100',
      status: 'cancelled',
      snapshotAmount: '400',
      snapshotTime: '2026-11-20T20:00:40.000Z',
      refundedAmount: '600',
      depletion: 'depleting',
      depletesAt: '2026-11-20T20:01:40.000Z',
      ledger: 7,
      chainEvents: ['7-1-ab'],
    }),
    startMs + 500_000,
  );
  expect(view).toEqual({
    ...shown,
    tokenAddress: 'CUSD',
    withdrawnAmount: '100',
    snapshotAmount: '400',
    snapshotTime: startMs + 40_000,
    status: 'cancelled',
    accrued: '400',
    withdrawable: '300',
    uncovered: '0',
  });
});
