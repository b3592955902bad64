import fc from 'fast-check';
import {
  accrued,
  depletesAtMs,
  owed,
  type PaymentStreamTerms,
  uncovered,
  withdrawable,
} from '../../../core/wire/payment-stream.ts';
import { SablierFlowModel } from './sablier-flow-model.ts';

const startTime = 1_795_291_200;
/** The last that a Date can hold. */
const lastSecond = 8_640_000_000_000;

const amount = fc.bigInt({ min: 0n, max: 10n ** 24n });
const rate = fc.oneof(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 1n, max: 10n ** 20n }));
const command = fc.record({
  afterSeconds: fc.integer({ min: 0, max: 100_000 }),
  action: fc.oneof(
    fc.record({ kind: fc.constant('deposit' as const), amount }),
    fc.record({
      kind: fc.constant('withdraw' as const),
      percent: fc.bigInt({ min: 0n, max: 100n }),
    }),
    fc.record({ kind: fc.constant('change rate' as const), rate }),
    fc.record({ kind: fc.constant('pause' as const) }),
    fc.record({ kind: fc.constant('resume' as const) }),
  ),
});

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;
type Terms = PaymentStreamTerms & { readonly withdrawnAmount: string };

const sum = (one: string, other: bigint): string => String(BigInt(one) + other);

/** What Flow and a backend do; whoever changes rate or status takes the snapshot. */
function act(flow: SablierFlowModel, terms: Terms, { action }: Command, time: number): Terms {
  const atMs = time * 1_000;
  const snapshot = { snapshotAmount: String(owed(terms, atMs)), snapshotTime: atMs };
  switch (action.kind) {
    case 'deposit':
      flow.deposit(action.amount);
      return { ...terms, depositedAmount: sum(terms.depositedAmount, action.amount) };
    case 'withdraw': {
      const taken = (withdrawable(terms, atMs) * action.percent) / 100n;
      flow.withdraw(taken, time);
      return { ...terms, withdrawnAmount: sum(terms.withdrawnAmount, taken) };
    }
    case 'change rate':
      if (terms.status === 'active') flow.adjustRatePerSecond(action.rate, time);
      return { ...terms, ...snapshot, ratePerSecond: String(action.rate) };
    case 'pause':
      flow.pause(time);
      return { ...terms, ...snapshot, status: 'paused' };
    case 'resume':
      flow.adjustRatePerSecond(BigInt(terms.ratePerSecond), time);
      return { ...terms, ...snapshot, status: 'active' };
  }
}

function expectAlike(flow: SablierFlowModel, terms: Terms, time: number): void {
  const atMs = time * 1_000;
  const withdrawn = BigInt(terms.withdrawnAmount);
  expect(withdrawable(terms, atMs)).toBe(flow.coveredDebt(time));
  expect(uncovered(terms, atMs)).toBe(flow.uncoveredDebt(time));
  expect(owed(terms, atMs)).toBe(flow.totalDebt(time) + withdrawn);
  expect(accrued(terms, atMs)).toBe(flow.coveredDebt(time) + withdrawn);
}

/** Flow waits for a debt above the balance: for what a deposit of one unit more is used up by. */
function depletion(terms: Terms, time: number): number | 'now' | 'never' {
  const more = { ...terms, depositedAmount: sum(terms.depositedAmount, 1n) };
  if (uncovered(terms, time * 1_000) > 0n) return 'now';
  const atMs = depletesAtMs(more);
  return atMs === undefined ? 'never' : Math.ceil(atMs / 1_000);
}

function flowDepletion(flow: SablierFlowModel, time: number): number | 'now' | 'never' {
  if (flow.uncoveredDebt(time) > 0n) return 'now';
  const at = flow.depletionTime();
  return at === undefined || at > lastSecond ? 'never' : at;
}

test('at every whole second all is as Sablier Flow counts it, whatever happened before [F2]', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.constantFrom(6, 7, 18),
      fc.constantFrom(0, 50_000),
      rate,
      fc.array(command, { maxLength: 25 }),
      (tokenDecimals, startsInSeconds, ratePerSecond, commands) => {
        let time = startTime - startsInSeconds;
        const flow = new SablierFlowModel({ startTime, ratePerSecond, tokenDecimals });
        let terms: Terms = {
          ...{ status: 'active' as const, startTime: startTime * 1_000, withdrawnAmount: '0' },
          ...{ ratePerSecond: String(ratePerSecond), depositedAmount: '0' },
        };
        for (const each of commands) {
          time += each.afterSeconds;
          terms = act(flow, terms, each, time);
          for (const later of [0, 1, 3_600]) expectAlike(flow, terms, time + later);
          const ends = flowDepletion(flow, time);
          expect(depletion(terms, time)).toBe(ends);
          const kind = typeof ends === 'number' ? 'later' : ends;
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
        }
      },
    ),
    { numRuns: 500 },
  );
  for (const kind of ['now', 'later', 'never']) expect(seen.get(kind)).toBeGreaterThan(100);
});
