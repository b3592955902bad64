import { isEventType, isStateEventType, payloadSchemas } from '../../../core/wire/payloads.ts';

test('every type of events.md has a payload schema, the tables of later issues aside', () => {
  expect(Object.keys(payloadSchemas)).toEqual([
    'SYSTEM_STATUS',
    'DATABASE_PERFORMANCE',
    'SYSTEM_MAINTENANCE',
    'FIGHT_CREATED',
    'FIGHT_STATUS_UPDATE',
    'BETTING_WINDOW_OPENED',
    'BETTING_WINDOW_CLOSED',
    'NEW_BET',
    'BET_MATCHED',
    'PAGO_PROPOSAL',
    'DOY_PROPOSAL',
    'USER_REGISTERED',
    'USER_VERIFIED',
    'USER_BANNED',
    'ADMIN_ACTION',
    'WALLET_TRANSACTION',
    'PAYMENT_PROCESSED',
    'PAYOUT_PROCESSED',
    'STREAM_STARTED',
    'STREAM_ENDED',
    'STREAM_ERROR',
    'VIEWER_COUNT_UPDATE',
    'notification',
    'dashboardUpdate',
    'reportUpdate',
    'userUpdate',
    'systemAlert',
    'ODDS_UPDATE',
    'EXPOSURE_ALERT',
    'COMPLIANCE_ALERT',
    'TEST_BROADCAST',
    'HEALTH_CHECK',
    'payment.action_required',
    'payment.refunded',
    'account.balance_changed',
    'account.limit_reached',
    'account.locked',
    'video.processing_started',
    'video.processing_progress',
    'video.processed',
    'video.processing_failed',
    'export.started',
    'export.progress',
    'export.ready',
    'export.failed',
    'post.published',
    'post.commented',
    'post.removed',
    'profile.updated',
    'profile.incomplete',
  ]);
});

test.each([
  ['NEW_BET', true, true],
  ['notification', false, true],
  ['ODDS_UPDATE', false, true],
  ['something.else', false, false],
  ['toString', false, false],
])('%s: made by state %j, documented %j', (type, byState, documented) => {
  expect(isStateEventType(type)).toBe(byState);
  expect(isEventType(type)).toBe(documented);
});

test('a payload may hold fields that this version does not know', () => {
  const data = { betId: 'b1', amount: 5, payoutPlan: 'new' };
  expect(payloadSchemas.BET_MATCHED.parse(data)).toEqual(data);
});

test('a payload without its key is refused', () => {
  expect(payloadSchemas.BET_MATCHED.safeParse({ amount: 5 }).success).toBe(false);
});
