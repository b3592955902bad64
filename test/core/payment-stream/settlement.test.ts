import type { Deadline, FoundStream } from '../../../core/payment-stream/deadline.ts';
import { settlement } from '../../../core/payment-stream/settlement.ts';
import type { PaymentStreamTerms } from '../../../core/wire/payment-stream.ts';

const nowMs = Date.parse('2026-11-29T12:00:00.000Z');
const noticeMs = 60_000;

/** A stream whose deposit is used up so long from now. */
const endingIn = (ms: number, changed: Partial<PaymentStreamTerms> = {}): FoundStream => ({
  kind: 'stream',
  terms: {
    status: 'active',
    ratePerSecond: '1000',
    depositedAmount: '1000000',
    startTime: nowMs + ms - 1_000_000,
    ...changed,
  },
  isMarked: false,
});

type Phase = 'none' | 'depleting' | 'depleted';

const streams: Readonly<Record<Phase, FoundStream>> = {
  none: endingIn(90_000),
  depleting: endingIn(30_000),
  depleted: endingIn(-10_000),
};

/** The deadline that a stream has which was settled in that phase, by other terms. */
const deadlines: Readonly<Record<Phase, Deadline>> = {
  none: { depletesAtMs: nowMs + 70_000, dueAtMs: nowMs + 10_000, armedForMs: nowMs + 10_000 },
  depleting: { phase: 'depleting', depletesAtMs: nowMs + 7, dueAtMs: nowMs + 7, armedForMs: 5 },
  depleted: { phase: 'depleted', depletesAtMs: nowMs - 70_000, armedForMs: nowMs - 70_000 },
};

const next: Readonly<Record<Phase, Deadline>> = {
  none: { depletesAtMs: nowMs + 90_000, dueAtMs: nowMs + 30_000 },
  depleting: { phase: 'depleting', depletesAtMs: nowMs + 30_000, dueAtMs: nowMs + 30_000 },
  depleted: { phase: 'depleted', depletesAtMs: nowMs - 10_000 },
};

const mark = (phase: 'depleting' | 'depleted') => ({
  kind: 'mark',
  phase,
  depletesAtMs: next[phase].depletesAtMs,
});
const none = { kind: 'none' };
const unmark = { kind: 'unmark' };

/** Phase that was published → phase by the terms → what is done to an item that carries a mark. */
const table: Readonly<Record<Phase, Readonly<Record<Phase, object>>>> = {
  none: { none, depleting: mark('depleting'), depleted: mark('depleted') },
  depleting: { none: unmark, depleting: none, depleted: mark('depleted') },
  depleted: { none: unmark, depleting: unmark, depleted: none },
};

const cells = (Object.keys(table) as Phase[]).flatMap(before =>
  (Object.keys(table[before]) as Phase[]).map(now => [before, now] as const),
);

test.each(cells)('from %s to %s', (before, now) => {
  const stream = { ...streams[now], isMarked: before !== 'none' };
  const { armedForMs } = deadlines[before];
  expect(settlement(stream, deadlines[before], nowMs, noticeMs)).toEqual({
    item: table[before][now],
    deadline: { ...next[now], armedForMs },
  });
});

test.each(cells.filter(([before]) => before !== 'none'))(
  'from %s to %s of an item that lost its mark: a phase that fell leaves it alone',
  (before, now) => {
    const change = settlement(streams[now], deadlines[before], nowMs, noticeMs);
    const cell = table[before][now];
    expect(change?.item).toEqual(cell === unmark ? none : cell);
  },
);

test.each(['none', 'depleting', 'depleted'] as const)(
  'settled in %s, nothing is to be done',
  phase => {
    const found = { ...streams[phase], isMarked: phase !== 'none' };
    expect(settlement(found, next[phase], nowMs, noticeMs)).toBeUndefined();
    // Nor where a backend's write has dropped the mark.
    expect(settlement(streams[phase], next[phase], nowMs, noticeMs)).toBeUndefined();
  },
);

test.each([
  ['a clock that is behind takes nothing back', nowMs + 60_000, nowMs + 59_000, 0],
  ['a shorter notice takes nothing back', nowMs, nowMs + 1, 0],
])('%s', (_what, firstMs, thenMs, laterNoticeMs) => {
  const stream = endingIn(60_000);
  const first = settlement(stream, undefined, firstMs, noticeMs);
  expect(first?.item.kind).toBe('mark');
  expect(settlement(stream, first?.deadline, thenMs, laterNoticeMs)).toBeUndefined();
});

test('a deposit of which all was paid out completes its stream, and nothing is remembered', () => {
  const paidOut = endingIn(-1, { withdrawnAmount: '1000000' });
  const complete = { item: { kind: 'complete' }, deadline: undefined };
  for (const phase of ['none', 'depleting', 'depleted'] as const) {
    expect(settlement(paidOut, deadlines[phase], nowMs, noticeMs)).toEqual(complete);
  }
  expect(settlement(paidOut, undefined, nowMs, noticeMs)).toEqual(complete);
  const paused = endingIn(-1, { status: 'paused', withdrawnAmount: '1000000' });
  expect(settlement(paused, undefined, nowMs, noticeMs)).toEqual(complete);
});

test.each([
  ['was removed', { kind: 'absent' }],
  ['was cancelled', endingIn(-1, { status: 'cancelled' })],
  ['is completed', endingIn(-1, { status: 'completed', withdrawnAmount: '1000000' })],
] as const)('of a stream that %s nothing is remembered', (_how, stream) => {
  const removal = { item: { kind: 'none' }, deadline: undefined };
  expect(settlement(stream, deadlines.depleted, nowMs, noticeMs)).toEqual(removal);
  expect(settlement(stream, undefined, nowMs, noticeMs)).toBeUndefined();
});

test('an item that breaks its contract is looked at again in an hour, and keeps what was published', () => {
  const malformed = { kind: 'malformed' } as const;
  expect(settlement(malformed, undefined, nowMs, noticeMs)).toBeUndefined();
  expect(settlement(malformed, deadlines.none, nowMs, noticeMs)).toBeUndefined();
  const overdue: Deadline = { phase: 'depleting', depletesAtMs: nowMs, dueAtMs: nowMs };
  expect(settlement(malformed, overdue, nowMs, noticeMs)).toEqual({
    item: { kind: 'none' },
    deadline: { phase: 'depleting', depletesAtMs: nowMs, dueAtMs: nowMs + 3_600_000 },
  });
});
