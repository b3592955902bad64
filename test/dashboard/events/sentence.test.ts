import type { ReceivedEvent } from '../../../clients/react/index.ts';
import { sentence } from '../../../dashboard/events/sentence.ts';
import { documentedEvents } from '../../support/documented-events.ts';

const bet = { userId: 'ana', amount: 50_000, currency: 'MXN', side: 'red', fightId: 'f1' };
const proposal = { fromUserId: 'ana', toUserId: 'bea', amount: 500, currency: 'MXN' };

// A time is shown in the reader's own zone.
process.env.TZ = 'UTC';

const textOf = (event: { readonly type: string; readonly data: object }): string =>
  sentence(event as ReceivedEvent);

/** What the dashboard says of the example that docs/events.md has of each type. */
const documented: Readonly<Record<string, string>> = {
  SYSTEM_STATUS: 'payments is degraded: provider answers slowly',
  DATABASE_PERFORMANCE: 'a query took 840 ms, allowed are 200 ms',
  SYSTEM_MAINTENANCE: 'maintenance of payouts is on: back at 22:00',
  FIGHT_CREATED: 'Derby final: El Rojo against El Azul',
  FIGHT_STATUS_UPDATE: 'fight-7 goes from live to completed, red wins',
  BETTING_WINDOW_OPENED: 'bets are open for fight-7',
  BETTING_WINDOW_CLOSED: 'bets are closed for fight-7 after 5:00',
  NEW_BET: 'ana bets 2,500.00 MXN on red in fight-7',
  BET_MATCHED: 'a bet of 2,500.00 MXN found its match',
  PAGO_PROPOSAL: 'beto accepts 200.00 MXN of ana, after 60.0 s',
  DOY_PROPOSAL: 'ana proposes 200.00 MXN to beto',
  USER_REGISTERED: 'Ana registered',
  USER_VERIFIED: 'Ana was verified by root',
  USER_BANNED: 'Ana was banned by root: two accounts',
  ADMIN_ACTION: 'role changed for ana by root',
  WALLET_TRANSACTION: 'deposit of 500.00 MXN for ana: pending',
  PAYMENT_PROCESSED: 'payment of 500.00 MXN for ana: completed',
  PAYOUT_PROCESSED: 'payout of 500.00 MXN for ana: completed',
  STREAM_STARTED: 'video cam-1 is live',
  STREAM_ENDED: 'video cam-1 ended',
  STREAM_ERROR: 'video cam-1 failed: camera lost',
  VIEWER_COUNT_UPDATE: '845 are watching cam-1',
  'stream.created': 'ana pays beto 1,000 a second, of 3,600,000',
  'stream.topped_up': 'ana adds 1,800,000 to the payment stream ps-7',
  'stream.withdrawn': 'beto withdraws 450,000 from the payment stream ps-7',
  'stream.cancelled': 'the payment stream ps-7 is cancelled, 3,000,000 go back to ana',
  'stream.completed': 'the payment stream ps-7 is completed, 5,400,000 were paid out',
  'stream.paused': 'the payment stream ps-7 is paused',
  'stream.resumed': 'the payment stream ps-7 goes on, 1,000 a second',
  'stream.rate_changed': 'the payment stream ps-7 pays 2,000 a second now',
  'stream.depleting':
    'the deposit of the payment stream ps-7 will be used up on 21 Nov 2026, 21:00:00',
  'stream.depleted': 'the deposit of the payment stream ps-7 is used up',
  'workflow.created': 'the workflow Payout to ana is new, pending at the step review',
  'workflow.updated': 'the workflow Payout to ana is pending at the step release, changed by rosa',
  'workflow.approved': 'the workflow Payout to ana is approved by sofia',
  'workflow.rejected': 'the workflow Payout to ana is rejected by saul',
  'workflow.cancelled': 'the workflow Payout to ana is cancelled by root',
  'workflow.overdue':
    'the workflow Payout to ana is overdue at the step review, since 21 Nov 2026, 20:00:04',
  'workflow.reminder':
    'the workflow Payout to ana waits at the step review, due on 21 Nov 2026, 20:10:04',
  'workflow.escalated': 'the workflow Payout to ana is escalated to the role admin',
  'workflow.bulk_progress': 'the bulk operation bulk-3: 40 of 100 done, 1 failed',
  'workflow.bulk_completed': 'the bulk operation bulk-3 is completed: 99 of 100 done, 1 failed',
  'webhook.exhausted':
    'the webhook orders-desk gave up 12 deliveries, failing since 21 Nov 2026, 20:00:04',
  'webhook.recovered': 'the webhook orders-desk takes deliveries again, 31 of them waiting',
  'webhook.disabled':
    'the webhook orders-desk is disabled: it has done nothing but fail, failing since 21 Nov 2026, 20:00:04',
  notification: 'Payout done: 500.00 MXN are on their way',
  dashboardUpdate: 'the dashboard derby-night has changed: widget turnover, amount 12,500.00 MXN',
  reportUpdate: 'the report daily-2026-11-21 is ready',
  userUpdate: 'the user ana has changed: plan gold',
  systemAlert: 'api: error rate above 2 %',
  ODDS_UPDATE: 'the odds of fight-7: red 1.8, blue 2.1',
  EXPOSURE_ALERT: 'the exposure in fight-7 is 95,000.00 MXN, allowed are 90,000.00 MXN',
  COMPLIANCE_ALERT: 'ana, rule kyc-limit: identity not confirmed',
  TEST_BROADCAST: 'a test broadcast: a test',
  HEALTH_CHECK: 'a health check: are you there?',
  'payment.action_required': 'the payment pay-7 waits for its user: your bank asks you to confirm',
  'payment.refunded': '50.00 MXN of the payment pay-7 were refunded: fight cancelled',
  'account.balance_changed': 'the balance is 1,250.00 MXN now: payout',
  'account.limit_reached':
    'the limit deposits-per-day is reached: the next deposit is possible tomorrow',
  'account.locked': 'the account is locked until 21 Nov 2026, 21:00:00: five wrong passwords',
  'video.processing_started': 'the video Final, round 2 is being processed',
  'video.processing_progress': 'the video vid-3 is processed to 40 %',
  'video.processed': 'the video Final, round 2 is ready',
  'video.processing_failed': 'the video vid-3 could not be processed: unknown codec',
  'export.started': 'the export bets of November has begun',
  'export.progress': 'the export exp-2 is done to 75 %',
  'export.ready': 'the export bets of November is ready until 28 Nov 2026, 20:00:00',
  'export.failed': 'the export bets of November failed: too many rows',
  'post.published': 'ana published Before the final',
  'post.commented': 'beto commented on post-5',
  'post.removed': 'the post post-5 was removed: reported',
  'profile.updated': 'ana has changed avatar, city',
  'profile.incomplete': 'the profile of ana lacks birthDate',
};

test('every type of docs/events.md has its sentence', () => {
  const received = documentedEvents.map(({ type, example }) => [
    type,
    sentence(example as ReceivedEvent),
  ]);
  expect(Object.fromEntries(received)).toEqual(documented);
});

test.each([
  ['NEW_BET', bet, 'ana bets 500.00 MXN on red in f1'],
  ['PAGO_PROPOSAL', { ...proposal, action: 'created' }, 'ana proposes 5.00 MXN to bea'],
  ['DOY_PROPOSAL', { ...proposal, action: 'timeout' }, 'bea did not answer ana in time'],
  [
    'BETTING_WINDOW_CLOSED',
    { fightId: 'f1', openMs: 125_000 },
    'bets are closed for f1 after 2:05',
  ],
  [
    'USER_BANNED',
    { username: 'leo', updatedBy: 'kim', reason: 'fraud' },
    'leo was banned by kim: fraud',
  ],
  ['STREAM_ERROR', { streamId: 'cam-1', error: 'camera lost' }, 'video cam-1 failed: camera lost'],
  [
    'STREAM_ERROR',
    { streamId: 'cam-1', error: { code: 'E_IO', message: 'camera lost' } },
    'video cam-1 failed: E_IO: camera lost',
  ],
  [
    'STREAM_ERROR',
    { streamId: 'cam-1', error: { code: null, message: 'camera lost' } },
    'video cam-1 failed: camera lost',
  ],
  ['STREAM_ERROR', { streamId: 'cam-1', error: {} }, 'video cam-1 failed'],
  ['STREAM_ERROR', { streamId: 'cam-1' }, 'video cam-1 failed'],
  ['notification', { title: 'Hi', message: 'The bar is open' }, 'Hi: The bar is open'],
  ['notification', { message: 'The bar is open', link: '/bar' }, 'The bar is open'],
  ['notification', { count: 2 }, 'count 2'],
  [
    'dashboardUpdate',
    { dashboard: 'derby-night', widget: 'turnover', value: 125 },
    'the dashboard derby-night has changed: widget turnover, value 125',
  ],
  ['dashboardUpdate', { widget: 'bets', reload: true }, 'widget bets, reload true'],
  [
    'reportUpdate',
    { reportId: 'daily', status: 'ready', link: '/reports/daily' },
    'the report daily is ready',
  ],
  [
    'reportUpdate',
    { report: 'cash-up', ready: true },
    'the report cash-up has changed: ready true',
  ],
  ['userUpdate', { userId: 'ana', plan: 'gold' }, 'the user ana has changed: plan gold'],
  ['userUpdate', { userId: 'ana' }, 'the user ana has changed'],
  ['systemAlert', { component: 'api', message: 'slow' }, 'api: slow'],
  ['systemAlert', {}, 'no details'],
  ['ODDS_UPDATE', { fightId: 'f1', red: 1.8, blue: 2.1 }, 'the odds of f1: red 1.8, blue 2.1'],
  ['ODDS_UPDATE', { red: 1.8 }, 'the odds: red 1.8'],
  ['somethingElse', { title: 'Hi', count: 2, nested: {} }, 'title Hi, count 2'],
  ['somethingElse', {}, 'no details'],
  ['constructor', { title: 'Hi' }, 'title Hi'],
])('%s has one sentence', (type, data, expected) => {
  expect(textOf({ type, data })).toBe(expected);
});

test.each([
  ['an override', '\u202E'],
  ['an embedding', '\u202A'],
  ['an isolate', '\u2067'],
])('%s in a text does not turn the row', (_, mark) => {
  const data = { title: `Final${mark} uno\u202C\u2069`, red: 'Giro', blue: 'Colorado' };
  expect(textOf({ type: 'FIGHT_CREATED', data })).toBe('Final uno: Giro against Colorado');
  const other = { title: `Final${mark} uno` };
  expect(textOf({ type: 'somethingElse', data: other })).toBe('title Final uno');
});

test.each([
  [
    'BET_MATCHED',
    { betId: 'b1', amount: 500, currency: 'MXN' },
    'the bet b1 went from live to betting, which was not expected',
  ],
  [
    'PAGO_PROPOSAL',
    { betId: 'b1', proposalId: 'p1', action: 'pending' },
    'the proposal p1 went from live to betting, which was not expected',
  ],
  [
    'STREAM_ENDED',
    { streamId: 's1', fightId: 'f1' },
    'the video s1 went from live to betting, which was not expected',
  ],
])(
  'a transition that no table knows is not described as the %s that it came as',
  (type, data, expected) => {
    const unexpected = { unexpected: true, oldStatus: 'live', newStatus: 'betting' };
    expect(textOf({ type, data: { ...data, ...unexpected } })).toBe(expected);
  },
);

test.each([
  ['NEW_BET', { ...bet, amount: undefined }, 'ana bets an unknown amount on red in f1'],
  ['NEW_BET', { ...bet, currency: undefined }, 'ana bets 50,000 minor units on red in f1'],
  ['VIEWER_COUNT_UPDATE', { streamId: 's1' }, 'an unknown number are watching s1'],
  ['DATABASE_PERFORMANCE', { durationMs: 9 }, 'a query took 9 ms, allowed are an unknown number'],
  ['PAGO_PROPOSAL', { ...proposal, action: 'accepted' }, 'bea accepts 5.00 MXN of ana'],
  ['EXPOSURE_ALERT', { fightId: 'f1', limit: 5 }, 'fightId f1, limit 5'],
  ['account.locked', { until: 'soon' }, 'the account is locked'],
  ['profile.updated', { userId: 'ana', fields: 'all' }, 'ana has changed something'],
])('of a %s of which something is not known, that is not made up', (type, data, expected) => {
  expect(textOf({ type, data })).toBe(expected);
});

test.each([
  [{ amount: 480_000, currency: 'MXN' }, 'amount 4,800.00 MXN'],
  [{ balance: 12_345, currency: 'JPY', at: 'home' }, 'balance 12,345 JPY, at home'],
  [{ amount: 480_000 }, 'amount 480000'],
  [{ currency: 'MXN', count: 3 }, 'currency MXN, count 3'],
])(
  'an amount in the fields %j of a type that nobody documents is read by its currency',
  (data, expected) => {
    expect(textOf({ type: 'somethingElse', data })).toBe(expected);
  },
);
