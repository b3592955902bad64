import fc from 'fast-check';
import {
  accrued,
  depletesAtMs,
  isCompleted,
  isTokenAmount,
  owed,
  type PaymentStreamTerms,
  paymentStreamStatuses,
  uncovered,
  withdrawable,
} from '../../../core/wire/payment-stream.ts';

const maxAmount = 170141183460469231731687303715884105727n;
const lastMs = 8_640_000_000_000_000;
const startMs = 1_795_291_200_000;
const hour: PaymentStreamTerms = {
  ...{ status: 'active' as const, ratePerSecond: '1000', depositedAmount: '3600000' },
  startTime: startMs,
};

/** By hand: accrued, withdrawable, owed, uncovered so many milliseconds after the start. */
const worked: readonly [string, Partial<PaymentStreamTerms>, number, string][] = [
  ['before it starts', {}, -1, '0 0 0 0'],
  ['at its start', {}, 0, '0 0 0 0'],
  ['after a millisecond', {}, 1, '1 1 1 0'],
  ['after a second and a half', {}, 1_500, '1500 1500 1500 0'],
  ['between two milliseconds', {}, 1.9, '1 1 1 0'],
  ['the last millisecond', {}, 3_599_999, '3599999 3599999 3599999 0'],
  ['at its end', {}, 3_600_000, '3600000 3600000 3600000 0'],
  ['an hour later', {}, 7_200_000, '3600000 3600000 7200000 3600000'],
  [
    'an hour later, topped up',
    { depositedAmount: '5400000' },
    7_200_000,
    '5400000 5400000 7200000 1800000',
  ],
  ['partly withdrawn', { withdrawnAmount: '400' }, 1_500, '1500 1100 1500 0'],
  ['withdrawn ahead of time', { withdrawnAmount: '9000' }, 1_500, '9000 0 1500 0'],
  ['withdrawn beyond the deposit', { withdrawnAmount: '3600001' }, 1_500, '3600000 0 1500 0'],
  ['less than a unit a millisecond', { ratePerSecond: '1' }, 1_999, '1 1 1 0'],
  ['nothing a second', { ratePerSecond: '0' }, 1_500, '0 0 0 0'],
  ['without a time', { startTime: undefined }, 1_500, '0 0 0 0'],
  [
    'from its snapshot',
    { snapshotAmount: '70', snapshotTime: startMs + 1_000 },
    1_500,
    '570 570 570 0',
  ],
  [
    'before its snapshot',
    { snapshotAmount: '70', snapshotTime: startMs + 1_000 },
    500,
    '70 70 70 0',
  ],
  [
    'from a snapshot before its start',
    { snapshotAmount: '0', snapshotTime: startMs - 9_000 },
    1_500,
    '1500 1500 1500 0',
  ],
  [
    'from a snapshot, the start not known',
    { snapshotTime: startMs, startTime: undefined },
    1_500,
    '1500 1500 1500 0',
  ],
  [
    'paused',
    { status: 'paused', snapshotAmount: '70', snapshotTime: startMs },
    1_500,
    '70 70 70 0',
  ],
  ['paused without a snapshot', { status: 'paused' }, 1_500, '0 0 0 0'],
  [
    'paused with an uncovered debt',
    { status: 'paused', snapshotAmount: '3600001', snapshotTime: startMs },
    9,
    '3600000 3600000 3600001 1',
  ],
  [
    'cancelled',
    { status: 'cancelled', snapshotAmount: '70', withdrawnAmount: '50' },
    1_500,
    '70 20 70 0',
  ],
  ['completed', { status: 'completed', withdrawnAmount: '3600000' }, 1_500, '3600000 0 0 0'],
  [
    'beyond what a number holds',
    { ratePerSecond: '9007199254740993', depositedAmount: '9007199254740993' },
    1_000,
    '9007199254740993 9007199254740993 9007199254740993 0',
  ],
];

test.each(worked)('%s [F2]', (_title, change, afterMs, expected) => {
  const terms = { ...hour, ...change };
  const at = startMs + afterMs;
  const counted = [accrued, withdrawable, owed, uncovered].map(count => String(count(terms, at)));
  expect(counted.join(' ')).toBe(expected);
});

test('128 bits, at the largest rate until the last moment that a Date holds', () => {
  const most = String(maxAmount);
  const terms = { ...hour, startTime: -lastMs, ratePerSecond: most, depositedAmount: most };
  expect(accrued(terms, lastMs)).toBe(maxAmount);
  expect(owed(terms, lastMs)).toBe(maxAmount * 17_280_000_000_000n);
  expect(uncovered(terms, lastMs)).toBe(maxAmount * 17_279_999_999_999n);
  expect(depletesAtMs(terms)).toBe(-lastMs + 1_000);
  expect(depletesAtMs({ ...terms, ratePerSecond: '1' })).toBeUndefined();
});

/** By hand: when the deposit is used up, so many milliseconds after the start. */
const ends: readonly [string, Partial<PaymentStreamTerms>, number | undefined][] = [
  ['an hour', {}, 3_600_000],
  ['a fraction of a millisecond is waited for', { ratePerSecond: '7' }, 514_285_715],
  ['more than once a millisecond', { ratePerSecond: '3600001' }, 1_000],
  ['from the snapshot', { snapshotAmount: '3599000', snapshotTime: startMs + 60_000 }, 61_000],
  [
    'used up at the snapshot',
    { snapshotAmount: '3600000', snapshotTime: startMs + 60_000 },
    60_000,
  ],
  ['and above', { snapshotAmount: '3600009', snapshotTime: startMs + 60_000 }, 60_000],
  ['so, paused', { status: 'paused', snapshotAmount: '3600000', snapshotTime: startMs }, undefined],
  ['what was withdrawn does not matter', { withdrawnAmount: '3000000' }, 3_600_000],
  ['paused', { status: 'paused', snapshotAmount: '3599999', snapshotTime: startMs }, undefined],
  ['at no rate', { ratePerSecond: '0' }, undefined],
  ['without a time', { startTime: undefined }, undefined],
  ['nothing paid in', { depositedAmount: '0' }, undefined],
  ['cancelled', { status: 'cancelled' }, undefined],
  ['completed', { status: 'completed' }, undefined],
];

test.each(ends)('the deposit is used up: %s [F2]', (_title, change, afterMs) => {
  expect(depletesAtMs({ ...hour, ...change })).toBe(
    afterMs === undefined ? undefined : startMs + afterMs,
  );
});

const amount = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 5n }),
    fc.bigInt({ min: 0n, max: 10n ** 12n }),
    fc.bigInt({ min: 0n, max: maxAmount }),
  )
  .map(String);
const time = fc.oneof(
  fc.integer({ min: startMs - 10_000, max: startMs + 10_000 }),
  fc.integer({ min: -lastMs, max: lastMs }),
);
const absent = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyTerms = fc
  .record({
    status: fc.constantFrom(...paymentStreamStatuses),
    ratePerSecond: amount,
    depositedAmount: amount,
    withdrawnAmount: absent(amount),
    startTime: absent(time),
    snapshotAmount: absent(amount),
    snapshotTime: absent(time),
  })
  // No backend pays out more than was paid in.
  .filter(
    ({ depositedAmount, withdrawnAmount = '0' }) =>
      BigInt(withdrawnAmount) <= BigInt(depositedAmount),
  );
const running = anyTerms.map(terms => ({
  ...terms,
  status: 'active' as const,
  startTime: startMs,
}));

test('it grows with time while active, and else stands still [F2]', () => {
  fc.assert(
    fc.property(anyTerms, time, time, (terms, one, other) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)];
      for (const count of [accrued, withdrawable, owed, uncovered]) {
        expect(count(terms, first) <= count(terms, last)).toBe(true);
        if (terms.status !== 'active') expect(count(terms, first)).toBe(count(terms, last));
      }
    }),
  );
});

test('it is never more than was paid in, nor less than was paid out, and all parts add up [F2]', () => {
  fc.assert(
    fc.property(anyTerms, time, (terms, atMs) => {
      const deposited = BigInt(terms.depositedAmount);
      const withdrawn = BigInt(terms.withdrawnAmount ?? '0');
      const earned = accrued(terms, atMs);
      expect(earned >= withdrawn && earned <= deposited).toBe(true);
      expect(withdrawn + withdrawable(terms, atMs)).toBe(earned);
      if (uncovered(terms, atMs) > 0n) {
        expect(uncovered(terms, atMs)).toBe(owed(terms, atMs) - deposited);
        expect(earned).toBe(deposited);
      } else expect(owed(terms, atMs) <= deposited).toBe(true);
    }),
  );
});

const snapshotOf = (terms: PaymentStreamTerms, atMs: number) => ({
  ...terms,
  snapshotAmount: String(owed(terms, atMs)),
  snapshotTime: atMs,
});

/** Stretches of time, each with a rate of its own or paused, and what they come to in thousandths. */
function played(stretches: readonly { ms: number; ratePerSecond: string; isPaused: boolean }[]) {
  let terms: PaymentStreamTerms = {
    ...hour,
    depositedAmount: String(maxAmount),
    ratePerSecond: '0',
  };
  let thousandths = 0n;
  let atMs = startMs;
  for (const { ms, ratePerSecond, isPaused } of stretches) {
    const status = isPaused ? 'paused' : 'active';
    terms = { ...snapshotOf(terms, atMs), ratePerSecond, status };
    atMs += ms;
    if (!isPaused) thousandths += BigInt(ratePerSecond) * BigInt(ms);
  }
  return { owed: owed(terms, atMs), thousandths };
}

const stretch = (ms: fc.Arbitrary<number>) =>
  fc.record({ ms, ratePerSecond: amount, isPaused: fc.boolean() });

test('pauses and changes of rate at whole seconds compose exactly [F2]', () => {
  const seconds = fc.nat(100_000).map(count => count * 1_000);
  fc.assert(
    fc.property(fc.array(stretch(seconds), { maxLength: 20 }), stretches => {
      const { owed: total, thousandths } = played(stretches);
      expect(total * 1_000n).toBe(thousandths);
    }),
  );
});

test('at milliseconds each costs the recipient less than one unit, and gains nothing [F2]', () => {
  fc.assert(
    fc.property(fc.array(stretch(fc.nat(100_000)), { minLength: 1, maxLength: 20 }), stretches => {
      const { owed: total, thousandths } = played(stretches);
      expect(total * 1_000n <= thousandths).toBe(true);
      expect(thousandths < (total + BigInt(stretches.length)) * 1_000n).toBe(true);
    }),
  );
});

test('withdrawing at any moment, as much as is withdrawable, agrees with not withdrawing [F2]', () => {
  const moments = fc.array(fc.record({ atMs: time, share: fc.bigInt({ min: 0n, max: 100n }) }));
  fc.assert(
    fc.property(running, moments, time, (terms, unsorted, lateMs) => {
      const withdrawals = unsorted.toSorted((one, other) => one.atMs - other.atMs);
      const endMs = Math.max(lateMs, ...withdrawals.map(({ atMs }) => atMs));
      const untouched = { ...terms, withdrawnAmount: '0' };
      let drawn: PaymentStreamTerms = untouched;
      for (const { atMs, share } of withdrawals) {
        const taken = (withdrawable(drawn, atMs) * share) / 100n;
        drawn = { ...drawn, withdrawnAmount: String(BigInt(drawn.withdrawnAmount ?? '0') + taken) };
        expect(accrued(drawn, atMs)).toBe(accrued(untouched, atMs));
      }
      expect(accrued(drawn, endMs)).toBe(accrued(untouched, endMs));
      const taken = BigInt(drawn.withdrawnAmount ?? '0');
      expect(taken + withdrawable(drawn, endMs)).toBe(withdrawable(untouched, endMs));
    }),
  );
});

/** The first moment from `fromMs` on at which all has accrued, looked for by halving. */
function searched(terms: PaymentStreamTerms, fromMs: number): number | undefined {
  const isUsedUp = (atMs: number) => owed(terms, atMs) >= BigInt(terms.depositedAmount);
  if (!isUsedUp(lastMs)) return undefined;
  let [before, at] = [fromMs - 1, lastMs];
  while (at - before > 1) {
    const middle = before + Math.floor((at - before) / 2);
    if (isUsedUp(middle)) at = middle;
    else before = middle;
  }
  return at;
}

test('the deposit is used up at the first millisecond at which all has accrued, if it accrues [F2]', () => {
  let found = 0;
  fc.assert(
    fc.property(anyTerms, terms => {
      const { status, ratePerSecond, depositedAmount, startTime, snapshotTime } = terms;
      const from = [startTime, snapshotTime].filter(at => at !== undefined);
      const accrues = status === 'active' && ratePerSecond !== '0';
      const expected =
        accrues && depositedAmount !== '0' && from.length > 0
          ? searched(terms, Math.max(...from))
          : undefined;
      expect(depletesAtMs(terms)).toBe(expected);
      if (expected !== undefined) found += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(50);
});

test.each<[Partial<PaymentStreamTerms>, boolean]>([
  [{}, false],
  [{ withdrawnAmount: '3599999' }, false],
  [{ withdrawnAmount: '3600000' }, true],
  [{ withdrawnAmount: '3600000', status: 'paused' }, true],
  [{ withdrawnAmount: '3600000', status: 'cancelled' }, false],
  [{ status: 'completed' }, true],
  [{ depositedAmount: '0' }, false],
])('%j is completed: %j', (change, expected) => {
  expect(isCompleted({ ...hour, ...change })).toBe(expected);
});

test.each([
  ['0', true],
  ['9007199254740993', true],
  ['170141183460469231731687303715884105727', true],
  ['170141183460469231731687303715884105728', false],
  ['999999999999999999999999999999999999999', false],
  ['1000000000000000000000000000000000000000', false],
  ['', false],
  ['00', false],
  ['01', false],
  ['-1', false],
  ['+1', false],
  ['1.0', false],
  ['1e3', false],
  ['0x1', false],
  ['1n', false],
  ['1\n', false],
  [' 1', false],
  ['1_000', false],
  ['٣', false],
])('%j is an amount: %j [F2]', (text, expected) => {
  expect(isTokenAmount(text)).toBe(expected);
});
