import { deliveryDetail, deliveryView } from '../../../../core/webhook/manage/delivery-view.ts';
import { webhookView } from '../../../../core/webhook/manage/webhook-view.ts';
import { delivery, lane, webhook } from '../../../support/memory-webhooks.ts';

const plain = {
  ...{ webhookId: 'desk', url: 'https://desk.example.com/hooks?key=1', channels: ['*'] },
  ...{ types: ['*'], format: 'standard', signature: 'v1', retryAttempts: 9, timeoutMs: 15_000 },
  ...{ status: 'enabled', maker: 'kim', createdAt: 1_000, updatedAt: 1_000 },
  keys: [{ createdAt: 1_000 }],
};

test('a new webhook’s health is unknown, and nothing of it is secret', () => {
  expect(webhookView({ webhook: webhook(), lane: lane() }, 2_000)).toEqual({
    ...plain,
    health: { state: 'unknown', failuresInARow: 0, waiting: 0 },
  });
});

test.each([
  [
    'after a success',
    { lastSuccessAtMs: 3, readUntilMs: 2, slowUntilMs: 2_000, lastFailureAtMs: 1 },
    { state: 'healthy', failuresInARow: 0, lastSuccessAt: 3, lastFailureAt: 1, readUntil: 2 },
  ],
  [
    'after a failure',
    {
      ...{ failuresInARow: 2, failingSinceMs: 4, lastFailureAtMs: 5, parked: 7 },
      ...{ lastFailure: { status: 429 }, slowUntilMs: 2_001 },
      recovery: { cursor: { epoch: 'abc', seq: 1 }, sinceMs: 8, untilMs: 9 },
    },
    {
      ...{ state: 'failing', failuresInARow: 2, failingSince: 4, lastFailureAt: 5, waiting: 7 },
      ...{ lastFailure: { status: 429 }, slowUntil: 2_001, recovering: { since: 8, until: 9 } },
    },
  ],
  [
    'after a success, and a failure that says nothing of its receiver',
    { lastSuccessAtMs: 3, lastFailureAtMs: 5, lastFailure: { status: 400 } },
    {
      ...{ state: 'healthy', failuresInARow: 0, lastSuccessAt: 3, lastFailureAt: 5 },
      lastFailure: { status: 400 },
    },
  ],
  [
    'once it is enabled again, having only failed',
    { lastFailureAtMs: 5, lastFailure: { status: 500 }, revivedAtMs: 6 },
    {
      ...{ state: 'unknown', failuresInARow: 0, lastFailureAt: 5, lastFailure: { status: 500 } },
    },
  ],
  [
    'once it is enabled again, whatever it was before',
    { lastSuccessAtMs: 3, revivedAtMs: 4 },
    { state: 'unknown', failuresInARow: 0, lastSuccessAt: 3 },
  ],
  [
    'since the success with which it came back',
    { lastSuccessAtMs: 3, revivedAtMs: 3 },
    { state: 'healthy', failuresInARow: 0, lastSuccessAt: 3 },
  ],
])('%s its health says so', (_title, changes, health) => {
  const shown = webhookView({ webhook: webhook(), lane: lane(changes) }, 2_000).health;
  expect(shown).toEqual({ waiting: 0, ...health });
});

test('when it is gone on with next is said while some wait and it is enabled', () => {
  const waits = lane({ parked: 2, dueAtMs: 9_000 });
  const nextOf = (...[changes, of]: [Parameters<typeof webhook>[0], typeof waits]) =>
    webhookView({ webhook: webhook(changes), lane: of }, 2_000).health.nextAttemptAt;
  expect([
    nextOf({}, waits),
    nextOf({}, lane({ dueAtMs: 9_000 })),
    nextOf({}, lane({ parked: 2 })),
    nextOf({ status: 'paused' }, waits),
    nextOf({ status: 'disabled' }, waits),
  ]).toEqual([9_000, undefined, undefined, undefined, undefined]);
});

test('keys are shown as long as they sign, and why it is disabled', () => {
  const keys = [
    { sealed: 's1', createdAtMs: 2, publicKey: 'whpk_2' },
    { sealed: 's2', createdAtMs: 1, publicKey: 'whpk_1', untilMs: 2_001 },
    { sealed: 's3', createdAtMs: 0, publicKey: 'whpk_0', untilMs: 2_000 },
  ];
  const made = webhook({ keys, status: 'disabled', reason: 'gone', channels: ['bets'] });
  expect(webhookView({ webhook: made, lane: lane() }, 2_000)).toMatchObject({
    ...{ channels: ['bets'], status: 'disabled', reason: 'gone' },
    keys: [
      { createdAt: 2, publicKey: 'whpk_2' },
      { createdAt: 1, until: 2_001, publicKey: 'whpk_1' },
    ],
  });
});

const found = { webhook: webhook(), lane: lane() };

const fields = {
  ...{ deliveryId: '1795262400000-000000000042', messageId: expect.stringMatching(/^msg_.{22}$/) },
  ...{ eventId: 'e1.created', type: 'NEW_BET', channel: 'bets', cursor: 'abc.42' },
  ...{ createdAt: 1_795_262_400_000, attemptCount: 10 },
};

test('a delivery comes with its last attempt, and its next one while there is one', async () => {
  const lastAttempt = { at: 1_795_262_400_100, tookMs: 42, status: 500, answer: 'no' };
  expect(await deliveryView(delivery({ nextAttemptAtMs: 9 }), found)).toEqual({
    ...{ ...fields, state: 'exhausted', lastAttempt },
  });
  expect(await deliveryView(delivery({ state: 'pending', nextAttemptAtMs: 9 }), found)).toEqual({
    ...{ ...fields, state: 'pending', nextAttemptAt: 9, lastAttempt },
  });
});

const attempt = { atMs: 100, tookMs: 1, status: 500 };

test.each<[string, object, object, object, number | undefined]>([
  ['as its schedule says', {}, {}, {}, 900],
  ['once the receiver may be sent something again', {}, {}, { slowUntilMs: 1_000 }, 1_000],
  ['as its schedule says, when that is later', {}, {}, { slowUntilMs: 800 }, 900],
  ['at once, since the receiver is back', {}, {}, { revivedAtMs: 101 }, 101],
  ['as its schedule says, having failed since then', {}, {}, { revivedAtMs: 100 }, 900],
  [
    'no earlier than the receiver asked for, though it is back',
    {},
    { attempts: [{ ...attempt, retryAfterMs: 5 }] },
    { revivedAtMs: 101 },
    900,
  ],
  [
    'a test at once, however slow the receiver is',
    {},
    { cursor: undefined },
    { slowUntilMs: 1_000 },
    900,
  ],
  ['at no moment while it is paused', { status: 'paused' }, {}, {}, undefined],
  ['at no moment while it is disabled', { status: 'disabled' }, {}, {}, undefined],
])('what waits is attempted %s', async (_title, settings, changes, ofLane, expected) => {
  const waiting = delivery({
    ...{ state: 'pending', nextAttemptAtMs: 900, attempts: [attempt], ...changes },
  });
  const at = { webhook: webhook(settings), lane: lane(ofLane) };
  expect((await deliveryView(waiting, at)).nextAttemptAt).toBe(expected);
  expect((await deliveryDetail(waiting, at)).nextAttemptAt).toBe(expected);
});

test('of one delivery what is posted is shown, but for time and signature, and each attempt', async () => {
  const attempts = [
    { atMs: 1, tookMs: 2, failure: 'TIMEOUT', message: 'no answer' } as const,
    { atMs: 3, tookMs: 4, status: 503, answer: 'x', isAnswerCut: true, retryAfterMs: 5 },
  ];
  expect(await deliveryDetail(delivery({ attempts, gap: undefined }), found)).toEqual({
    ...{ ...fields, state: 'exhausted' },
    request: {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GalloBets-Webhooks/1.0',
        'webhook-id': expect.stringMatching(/^msg_.{22}$/),
      },
      body: '{"type":"NEW_BET","timestamp":1795262400000,"data":{"betId":"b1"},"id":"e1.created","priority":"normal","source":"Bets","version":"1.0","channel":"bets","cursor":"abc.42"}',
    },
    attempts: [
      { at: 1, tookMs: 2, failure: 'TIMEOUT', message: 'no answer' },
      { at: 3, tookMs: 4, status: 503, answer: 'x', answerCut: true, retryAfterMs: 5 },
    ],
  });
});
