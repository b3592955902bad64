import {
  type EventType,
  isEventType,
  isStateEventType,
  payloadSchemas,
} from '../../../core/wire/payloads.ts';

const ofPaymentStreams = ['streamId', 'sender', 'recipient'];
const ofWorkflows = ['workflowId', 'status'];
const ofBulk = ['operationId', 'action', 'status', 'done', 'failed', 'skipped', 'total'];
const ofProposals = [
  ...['proposalId', 'kind', 'fightId', 'fromUserId', 'toUserId', 'amount', 'status'],
  ...['createdAt', 'expiresAt', 'action'],
];

/** Each type that clients count on, and the fields that its `data` always has. */
const fieldsOf: Readonly<Record<EventType, readonly string[]>> = {
  SYSTEM_STATUS: ['status'],
  DATABASE_PERFORMANCE: ['reportId', 'durationMs', 'thresholdMs'],
  SYSTEM_MAINTENANCE: ['reportId', 'status'],
  FIGHT_CREATED: ['fightId', 'status'],
  FIGHT_STATUS_UPDATE: ['oldStatus', 'newStatus', 'fightId'],
  BETTING_WINDOW_OPENED: ['fightId', 'openedAt'],
  BETTING_WINDOW_CLOSED: ['fightId', 'closedAt'],
  NEW_BET: ['betId', 'fightId', 'userId', 'side', 'amount'],
  BET_MATCHED: ['betId', 'amount'],
  PAGO_PROPOSAL: ofProposals,
  DOY_PROPOSAL: ofProposals,
  USER_REGISTERED: ['userId'],
  USER_VERIFIED: ['userId'],
  USER_BANNED: ['userId'],
  ADMIN_ACTION: ['userId', 'action'],
  WALLET_TRANSACTION: ['transactionId', 'userId', 'amount', 'status', 'type'],
  PAYMENT_PROCESSED: ['transactionId', 'userId', 'amount', 'status'],
  PAYOUT_PROCESSED: ['transactionId', 'userId', 'amount', 'status'],
  STREAM_STARTED: ['streamId'],
  STREAM_ENDED: ['streamId'],
  STREAM_ERROR: ['streamId'],
  VIEWER_COUNT_UPDATE: ['streamId', 'viewerCount'],
  'stream.created': [...ofPaymentStreams, 'ratePerSecond', 'depositedAmount', 'status'],
  'stream.topped_up': [...ofPaymentStreams, 'added', 'depositedAmount'],
  'stream.withdrawn': [...ofPaymentStreams, 'withdrawn', 'withdrawnAmount'],
  'stream.cancelled': ofPaymentStreams,
  'stream.completed': [...ofPaymentStreams, 'withdrawnAmount'],
  'stream.paused': [...ofPaymentStreams, 'ratePerSecond'],
  'stream.resumed': [...ofPaymentStreams, 'ratePerSecond'],
  'stream.rate_changed': [...ofPaymentStreams, 'ratePerSecond'],
  'stream.depleting': ofPaymentStreams,
  'stream.depleted': ofPaymentStreams,
  'webhook.exhausted': ['webhookId', 'deliveries', 'firstDeliveryId', 'lastDeliveryId'],
  'webhook.recovered': ['webhookId', 'failingSince', 'waiting'],
  'webhook.disabled': ['webhookId', 'reason'],
  'workflow.created': ofWorkflows,
  'workflow.updated': ofWorkflows,
  'workflow.approved': ofWorkflows,
  'workflow.rejected': ofWorkflows,
  'workflow.cancelled': ofWorkflows,
  'workflow.overdue': ofWorkflows,
  'workflow.reminder': ofWorkflows,
  'workflow.escalated': ofWorkflows,
  'workflow.bulk_progress': ofBulk,
  'workflow.bulk_completed': ofBulk,
  notification: [],
  dashboardUpdate: [],
  reportUpdate: [],
  userUpdate: [],
  systemAlert: [],
  ODDS_UPDATE: [],
  EXPOSURE_ALERT: [],
  COMPLIANCE_ALERT: [],
  TEST_BROADCAST: [],
  HEALTH_CHECK: [],
  'payment.action_required': ['paymentId'],
  'payment.refunded': ['paymentId', 'amount'],
  'account.balance_changed': ['balance'],
  'account.limit_reached': ['limit'],
  'account.locked': [],
  'video.processing_started': ['videoId'],
  'video.processing_progress': ['videoId', 'percent'],
  'video.processed': ['videoId'],
  'video.processing_failed': ['videoId'],
  'export.started': ['exportId'],
  'export.progress': ['exportId', 'percent'],
  'export.ready': ['exportId'],
  'export.failed': ['exportId'],
  'post.published': ['postId', 'authorId'],
  'post.commented': ['postId', 'commentId', 'authorId'],
  'post.removed': ['postId'],
  'profile.updated': ['userId', 'fields'],
  'profile.incomplete': ['userId', 'missing'],
};

test('each type has a payload schema, and its data is an object with these fields at least [G3] [W5]', () => {
  expect(Object.keys(payloadSchemas).sort()).toEqual(Object.keys(fieldsOf).sort());
  for (const [type, fields] of Object.entries(fieldsOf)) {
    if (!isEventType(type)) throw new Error(`${type} has no payload schema`);
    const schema = payloadSchemas[type];
    const missing = schema.safeParse({}).error?.issues.map(({ path }) => path.join('.')) ?? [];
    expect([type, ...missing.sort()]).toEqual([type, ...[...fields].sort()]);
    for (const data of [null, 'text', []]) expect(schema.safeParse(data).success).toBe(false);
  }
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
