import type { ChangeTable, Item } from '../../../core/change/change.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { changeOf, eventsOf, reasonFor, thresholds } from './change-of.ts';

const bet = {
  betId: 'b1',
  fightId: 'f1',
  userId: 'ana',
  side: 'red',
  amount: 5,
  status: 'pending',
};
const deposit = {
  transactionId: 't1',
  userId: 'ana',
  type: 'deposit',
  amount: 5,
  status: 'pending',
};
const proposal = {
  proposalId: 'p1',
  kind: 'doy',
  fightId: 'f1',
  fromUserId: 'ana',
  toUserId: 'beto',
  amount: 5,
  status: 'pending',
  createdAt: '2026-11-21T20:00:04.500Z',
  expiresAt: '2026-11-21T20:03:04.500Z',
};
const slow = { reportId: 'r1', kind: 'database', durationMs: 5, thresholdMs: 4 };
const paymentStream = {
  ...{ streamId: 's1', sender: 'ana', recipient: 'beto', status: 'active' },
  ...{ ratePerSecond: '1000', depositedAmount: '3600000' },
};
const tokenAmountExpected =
  "expected a whole number as a string of digits, as '1000', from 0 to 170141183460469231731687303715884105727";
const amountExpected =
  'expected a positive integer in minor currency units, up to 9007199254740991';

const rows: readonly [ChangeTable, Item, string][] = [
  [
    'Fights',
    { fightId: 'f1' },
    'status is missing, expected one of upcoming, betting, live, completed, cancelled',
  ],
  [
    'Fights',
    { fightId: 'f1', status: null },
    'status is missing, expected one of upcoming, betting, live, completed, cancelled',
  ],
  [
    'Fights',
    { fightId: 'f1', status: 'open' },
    'status is "open", expected one of upcoming, betting, live, completed, cancelled',
  ],
  ['Fights', { fightId: 'f1', status: 'live', title: 7 }, 'title is 7, expected a string'],
  [
    'Fights',
    { fightId: 'f1', status: 'live', scheduledAt: 'tonight' },
    'scheduledAt is "tonight", expected an ISO 8601 time with its zone, as 2026-11-21T20:00:00Z',
  ],
  ...(
    [
      [1_000, '1000'],
      ['12.5', '"12.5"'],
      ['-1', '"-1"'],
      ['007', '"007"'],
      ['1e3', '"1e3"'],
      ['', '""'],
      ['170141183460469231731687303715884105728', '"170141183460469231731687303715884105728"'],
    ] as const
  ).map(([depositedAmount, received]): [ChangeTable, Item, string] => [
    'PaymentStreams',
    { ...paymentStream, depositedAmount },
    `depositedAmount is ${received}, ${tokenAmountExpected}`,
  ]),
  [
    'PaymentStreams',
    { ...paymentStream, snapshotTime: 1_795_291_200 },
    'snapshotTime is 1795291200, expected an ISO 8601 time with its zone, as 2026-11-21T20:00:00Z',
  ],
  [
    'Workflows',
    { workflowId: 'wf-1' },
    'status is missing, expected one of draft, pending, approved, rejected, cancelled',
  ],
  ...(
    [
      ['currentStep', 1.5, 'currentStep is 1.5, expected the name or the number of a step'],
      [
        'assignees',
        'ana',
        'assignees is "ana", expected a list of at most 100 texts of 1 to 128 characters',
      ],
      ['assignees', [''], 'assignees.0 is "", expected a text of 1 to 128 characters'],
      [
        'approvers',
        ['ana'],
        'approvers is a list of 1, expected an object with users, roles and needed',
      ],
      [
        'approvers',
        { users: ['ana'], needed: 0 },
        'approvers.needed is 0, expected how many must approve, 1 to 100',
      ],
      [
        'visibleTo',
        {},
        'visibleTo is an object, expected an object with permissions or roles, which names someone',
      ],
      [
        'steps',
        [{ name: 'review', approvers: {}, dueInSeconds: 0 }],
        'steps.0.dueInSeconds is 0, expected whole seconds, 1 to 31536000',
      ],
      [
        'dueAt',
        1_795_291_200_000,
        'dueAt is 1795291200000, expected an ISO 8601 time with its zone, as 2026-11-21T20:00:00Z',
      ],
    ] as const
  ).map(([field, value, problem]): [ChangeTable, Item, string] => [
    'Workflows',
    { workflowId: 'wf-1', status: 'pending', [field]: value },
    problem,
  ]),
  [
    'WorkflowOperations',
    { bulkOperationId: 'b-1', action: 'reject', expected: 5, status: 'running' },
    'action is "reject", expected one of approve, cancel',
  ],
  [
    'WorkflowOperations',
    { bulkOperationId: 'b-1', action: 'approve', expected: -1, status: 'running' },
    'expected is -1, expected an integer from 0 to 9007199254740991',
  ],
  ['Bets', { ...bet, side: 'a\u202eb' }, 'side is "a\\u202eb", expected one of red, blue, draw'],
  ['Bets', { ...bet, amount: '5' }, `amount is "5", ${amountExpected}`],
  ['Bets', { ...bet, amount: 0 }, `amount is 0, ${amountExpected}`],
  ['Bets', { ...bet, amount: -5 }, `amount is -5, ${amountExpected}`],
  ['Bets', { ...bet, amount: 1.5 }, `amount is 1.5, ${amountExpected}`],
  [
    'Bets',
    { ...bet, amount: 9_007_199_254_740_992 },
    `amount is 9007199254740992, ${amountExpected}`,
  ],
  [
    'Bets',
    { ...bet, amount: 9_007_199_254_740_993n },
    `amount is 9007199254740993, ${amountExpected}`,
  ],
  ['Bets', { ...bet, side: 'green' }, 'side is "green", expected one of red, blue, draw'],
  ['Bets', { ...bet, userId: '' }, 'userId is "", expected a string of 1 to 256 characters'],
  [
    'Bets',
    { ...bet, fightId: 'f'.repeat(257) },
    `fightId is "${'f'.repeat(59)}…", expected a string of 1 to 256 characters`,
  ],
  [
    'Users',
    { userId: 'u1', status: 'asleep' },
    'status is "asleep", expected one of pending, active, banned',
  ],
  ['Users', { userId: 'u1', verified: 'yes' }, 'verified is "yes", expected true or false'],
  [
    'Transactions',
    { ...deposit, type: 'gift' },
    'type is "gift", expected one of deposit, withdrawal, payment, payout',
  ],
  [
    'Transactions',
    { ...deposit, status: 'done' },
    'status is "done", expected one of pending, completed, failed',
  ],
  [
    'VideoStreams',
    { streamId: 's1', status: 'live', viewerCount: -1 },
    'viewerCount is -1, expected an integer from 0 to 9007199254740991',
  ],
  [
    'VideoStreams',
    { streamId: 's1', status: 'live', error: { code: 1 } },
    'error is an object, expected a string, or an object with a message and a code',
  ],
  [
    'VideoStreams',
    { streamId: 's1', status: 'live', error: ['lost'] },
    'error is a list of 1, expected a string, or an object with a message and a code',
  ],
  [
    'Outbox',
    {
      eventId: 'e1',
      type: 'export.failed',
      target: { users: ['ana'] },
      data: { exportId: 'x', error: { message: 7 } },
    },
    'data.error is an object, expected a string, or an object with a message and a code',
  ],
  [
    'SystemReports',
    { reportId: 'r1' },
    'kind is missing, expected one of status, database, maintenance',
  ],
  [
    'SystemReports',
    { reportId: 'r1', kind: 'gossip' },
    'kind is "gossip", expected one of status, database, maintenance',
  ],
  [
    'SystemReports',
    { reportId: 'r1', kind: 'status', status: 'on' },
    'status is "on", expected one of ok, degraded, down',
  ],
  [
    'SystemReports',
    { ...slow, durationMs: '5' },
    'durationMs is "5", expected a number of milliseconds, 0 or more',
  ],
  [
    'SystemReports',
    { ...slow, thresholdMs: 0 },
    'thresholdMs is 0, expected a number of milliseconds above 0',
  ],
  [
    'SystemReports',
    { ...slow, severity: 'huge' },
    'severity is "huge", expected one of low, medium, high, critical',
  ],
  ['Proposals', { ...proposal, kind: 'gift' }, 'kind is "gift", expected one of pago, doy'],
  [
    'Proposals',
    { ...proposal, proposalId: 'p 1' },
    'proposalId is "p 1", expected 1 to 80 letters, digits, dots, dashes or underscores',
  ],
  ['Proposals', { ...proposal, odds: 0 }, 'odds is 0, expected a number above 0'],
  [
    'Proposals',
    { ...proposal, expiresAt: '2026-11-21T20:03:04Z' },
    'expiresAt is "2026-11-21T20:03:04Z", expected a time as 2026-11-21T20:00:00.000Z',
  ],
];

test.each(rows)('%s item %j is malformed', (table, item, problem) => {
  expect(reasonFor(table, item)).toBe(`${table} "k1": ${problem}`);
});

test('a reason names three attributes at most, and how many more there are', () => {
  expect(reasonFor('Bets', { betId: 'b1' })).toBe(
    'Bets "k1": fightId is missing, expected a string of 1 to 256 characters; ' +
      'userId is missing, expected a string of 1 to 256 characters; ' +
      'side is missing, expected one of red, blue, draw; and 2 more',
  );
});

test('a reason stays short, however long the key and the values', () => {
  const long = 'x'.repeat(100_000);
  const change = {
    ...changeOf('Bets', null, { betId: long, fightId: long, userId: long, side: long }),
    key: long,
  };
  const result = changeToEvents(change, thresholds);
  expect(result.kind === 'malformed' && result.reason.length).toBeLessThan(600);
});

test('a malformed item is malformed when it is changed, too', () => {
  const change = changeOf('Bets', bet, { ...bet, amount: 'five' });
  expect(changeToEvents(change, thresholds)).toEqual({
    kind: 'malformed',
    reason: `Bets "k1": amount is "five", ${amountExpected}`,
    problems: [
      { field: 'amount', received: '"five"', expected: amountExpected.replace('expected ', '') },
    ],
  });
});

test('a removal of a malformed item makes no event', () => {
  expect(eventsOf('Bets', { betId: 'b1' }, null)).toEqual([]);
});

test("an event beyond 200 KB is malformed, not passed on to a log that can't hold it", () => {
  expect(reasonFor('Fights', { fightId: 'f1', status: 'live', title: 'x'.repeat(210_000) })).toBe(
    'Fights "k1": its FIGHT_CREATED is 210192 bytes of JSON, expected at most 204800',
  );
});
