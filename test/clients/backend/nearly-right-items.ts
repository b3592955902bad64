import fc from 'fast-check';
import type { PublishedTable } from '../../../clients/backend/item-write.ts';

const mess = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', null, undefined, -1, 0, 0.5, 7, 5n, 2n ** 60n, true, [], ['x'], {}),
  fc.constantFrom<unknown>(new Uint8Array(2), new Set(['a']), new Set([1]), { a: { b: [null] } }),
  fc.constantFrom('2026-11-21T20:00:00Z', 'x'.repeat(257), '💸', 'inbox', 'bets', 'ping'),
);

/** Items that are nearly right: each attribute is what it should be, or anything. */
export function nearly(right: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  const slightly = (good: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: mess });
  return fc.record(
    Object.fromEntries(Object.entries(right).map(([name, good]) => [name, slightly(good)])),
  );
}

export const word = fc.constantFrom('f1', 'ana', 'Ñandú', 'x');
export const maybe = (good: fc.Arbitrary<unknown>) => fc.option(good, { nil: undefined });
export const oneOf = (...words: readonly unknown[]) => fc.constantFrom(...words);

/** Items of every table that are nearly right, without their key. */
export const items: Readonly<Record<PublishedTable, fc.Arbitrary<Record<string, unknown>>>> = {
  Fights: nearly({
    status: oneOf('upcoming', 'betting', 'live', 'completed', 'cancelled'),
    title: maybe(word),
    winner: maybe(word),
    scheduledAt: maybe(oneOf('2026-11-21T20:00:00Z', new Date(0))),
  }),
  Bets: nearly({
    fightId: word,
    userId: word,
    side: oneOf('red', 'blue', 'draw'),
    amount: oneOf(1, 99_999, 100_000),
    status: oneOf('pending', 'matched', 'settled', 'cancelled'),
    matchedBetId: maybe(word),
  }),
  Users: nearly({
    username: maybe(word),
    role: maybe(word),
    status: maybe(oneOf('pending', 'active', 'banned')),
    verified: maybe(fc.boolean()),
  }),
  Transactions: nearly({
    userId: word,
    type: oneOf('deposit', 'withdrawal', 'payment', 'payout'),
    amount: oneOf(1, 5n, 1_000_000),
    status: oneOf('pending', 'completed', 'failed'),
  }),
  VideoStreams: nearly({
    fightId: maybe(word),
    status: oneOf('idle', 'live', 'ended', 'error'),
    viewerCount: maybe(oneOf(0, 25)),
    error: maybe(oneOf('lost', { code: 'E_IO', message: 'lost' }, { message: 5 })),
  }),
  PaymentStreams: nearly({
    sender: word,
    recipient: word,
    ratePerSecond: oneOf('0', '1000'),
    depositedAmount: oneOf('1', '170141183460469231731687303715884105727'),
    withdrawnAmount: maybe(oneOf('0', '1')),
    startTime: maybe(oneOf('2026-11-21T20:00:00Z', new Date(0))),
    status: oneOf('active', 'paused', 'cancelled', 'completed'),
  }),
  Workflows: nearly({
    name: maybe(word),
    status: oneOf('draft', 'pending', 'approved', 'rejected', 'cancelled'),
    currentStep: maybe(oneOf('review', 2)),
    dueAt: maybe(oneOf('2026-11-21T20:00:00Z', new Date(0))),
    assignees: maybe(oneOf(['ana'], new Set(['ana']))),
    approvers: maybe(oneOf({ users: ['eva'], needed: 1 }, { roles: [] }, { needed: 0 })),
    visibleTo: maybe(oneOf({ roles: ['admin'] }, {}, { permissions: ['x'] })),
    comments: maybe(oneOf('fine', ['fine', { by: 'ana' }], [7])),
  }),
  WorkflowOperations: nearly({
    action: oneOf('approve', 'cancel'),
    requestedBy: maybe(word),
    expected: oneOf(0, 5n, 10_000),
    done: maybe(oneOf(0, 3)),
    failed: maybe(oneOf(0, 1)),
    status: oneOf('running', 'completed'),
  }),
  SystemReports: nearly({
    kind: oneOf('status', 'database', 'maintenance'),
    status: oneOf('ok', 'on', 'down'),
    durationMs: oneOf(0, 1.5, 3_000),
    thresholdMs: oneOf(1, 200),
    query: maybe(word),
    severity: maybe(oneOf('low', 'critical')),
  }),
  Outbox: nearly({
    type: oneOf('notification', 'ODDS_UPDATE', 'x.y', 'payment.refunded', 'NEW_BET'),
    channel: maybe(oneOf('bets', 'inbox', 'system')),
    data: oneOf({}, { paymentId: 'p', amount: 5 }, { title: 7 }, { at: new Set(['x']) }),
    target: maybe(oneOf({ users: ['ana'] }, { roles: new Set(['x']) }, { users: [] }, { u: 1 })),
    priority: maybe(oneOf('low', 'normal', 'high', 'critical')),
  }),
};
