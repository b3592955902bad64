import { depletionOf } from '../../../core/payment-stream/depletion-of.ts';
import type { PaymentStreamTerms } from '../../../core/wire/payment-stream.ts';

const startTime = Date.parse('2026-11-29T12:00:00.000Z');
const noticeMs = 60_000;

/** Ten a second of 6,000: used up ten minutes after the start. */
const terms: PaymentStreamTerms = {
  status: 'active',
  ratePerSecond: '10',
  depositedAmount: '6000',
  startTime,
};
const depletesAtMs = startTime + 600_000;

const at = (ms: number, changed: Partial<PaymentStreamTerms> = {}, notice = noticeMs) =>
  depletionOf({ ...terms, ...changed }, startTime + ms, notice);

test.each([
  ['before the start', -1, { depletesAtMs, dueAtMs: depletesAtMs - 60_000 }],
  ['a millisecond before the notice', 539_999, { depletesAtMs, dueAtMs: depletesAtMs - 60_000 }],
  ['at the notice', 540_000, { phase: 'depleting', depletesAtMs, dueAtMs: depletesAtMs }],
  [
    'a millisecond before the end',
    599_999,
    { phase: 'depleting', depletesAtMs, dueAtMs: depletesAtMs },
  ],
  ['at the end', 600_000, { phase: 'depleted', depletesAtMs }],
  ['long after it', 9_999_999, { phase: 'depleted', depletesAtMs }],
])('%s', (_when, ms, expected) => {
  expect(at(ms)).toEqual(expected);
});

test('without a notice only the end is due', () => {
  expect(at(599_999, {}, 0)).toEqual({ depletesAtMs, dueAtMs: depletesAtMs });
  expect(at(600_000, {}, 0)).toEqual({ phase: 'depleted', depletesAtMs });
});

test('a notice longer than the stream begins with it', () => {
  expect(at(0, {}, 604_800_000)).toMatchObject({ phase: 'depleting', dueAtMs: depletesAtMs });
});

test.each([
  ['nothing accrues', { ratePerSecond: '0' }],
  ['no time is known', { startTime: undefined }],
  [
    'it is paused, and covered',
    { status: 'paused', snapshotAmount: '5999', snapshotTime: startTime },
  ],
  ['it was cancelled', { status: 'cancelled', snapshotAmount: '9000' }],
  ['it is completed', { status: 'completed', snapshotAmount: '9000' }],
  ['all was paid out', { withdrawnAmount: '6000' }],
  ['nothing was ever paid in', { depositedAmount: '0', snapshotAmount: '5' }],
  ['it would be after the year 9999', { depositedAmount: '9'.repeat(15), ratePerSecond: '1' }],
] as const)('nothing is due when %s', (_why, changed) => {
  expect(at(700_000, changed)).toEqual({});
});

test.each([
  ['paused', { status: 'paused', snapshotAmount: '6000', snapshotTime: startTime }],
  ['at rest, for nothing accrues', { ratePerSecond: '0', snapshotAmount: '6000' }],
] as const)('one that is %s is depleted without a moment', (_how, changed) => {
  expect(at(0, changed)).toEqual({ phase: 'depleted', depletesAtMs: undefined });
});

test('one that owes more than was paid in before it has started is depleted without a moment', () => {
  const changed = { startTime: startTime + 999_999, snapshotAmount: '7000' };
  expect(at(0, changed)).toEqual({ phase: 'depleted', depletesAtMs: undefined });
});

test('a stream that starts later is depleted that much later', () => {
  const later = startTime + 86_400_000;
  expect(at(0, { startTime: later })).toEqual({
    depletesAtMs: later + 600_000,
    dueAtMs: later + 540_000,
  });
});
