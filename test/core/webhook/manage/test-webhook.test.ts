import { testWebhook } from '../../../../core/webhook/manage/test-webhook.ts';
import { kim, lane, managing, olga, webhook } from '../../../support/memory-webhooks.ts';

const nowMs = 1_795_262_400_000;

test('a test waits for its one attempt, and its lane is woken at once [W3]', async () => {
  const { ports, deliveries, woken } = managing([{ webhook: webhook(), lane: lane() }]);
  const deliveryId = '1795262400000-test-00000001';
  expect(await testWebhook('desk', kim, ports)).toBe(deliveryId);
  // Kept for a month, though deliveries are for a week: who pauses it loses nothing.
  const expiresAtMs = nowMs + 30 * 86_400_000;
  expect(deliveries.parked.get(`lane-1 ${deliveryId}`)).toEqual({
    ...{ deliveryId, dueAtMs: nowMs, round: '00000001', attemptsMade: 0, isTest: true },
    expiresAtMs,
  });
  expect(deliveries.kept.get(`lane-1 ${deliveryId}`)).toEqual({
    deliveryId,
    event: {
      ...{ id: 'webhook-test.00000001', type: 'webhook.test', timestamp: nowMs },
      ...{ priority: 'normal', source: 'webhooks', version: '1.0', channel: 'system' },
      data: {
        ...{ webhookId: 'desk', requestedBy: 'kim', message: 'This is a test: nothing happened.' },
      },
    },
    ...{ state: 'pending', createdAtMs: nowMs, attempts: [], attemptCount: 0 },
    ...{ nextAttemptAtMs: nowMs, expiresAtMs },
  });
  expect(woken).toEqual([[['desk'], 0]]);
});

test.each(['paused', 'disabled'] as const)(
  'one that is %s is not tested, and the refusal says what helps',
  async status => {
    const { ports, deliveries } = managing([{ webhook: webhook({ status }), lane: lane() }]);
    await expect(testWebhook('desk', kim, ports)).rejects.toMatchObject({
      problem: {
        ...{ status: 409, code: 'WEBHOOK_NOT_ENABLED' },
        detail: expect.stringContaining('PATCH it with the status enabled'),
      },
    });
    expect(deliveries.parked.size).toBe(0);
  },
);

test('1,200 may wait with those that people ask for, and no more', async () => {
  const { ports, deliveries } = managing([{ webhook: webhook(), lane: lane() }]);
  deliveries.waiting = 1_199;
  await testWebhook('desk', kim, ports);
  await expect(testWebhook('desk', kim, ports)).rejects.toMatchObject({
    problem: { status: 409, code: 'WEBHOOK_DELIVERIES_FULL' },
  });
  expect(deliveries.parked.size).toBe(1);
});

test('another operator’s is not there', async () => {
  const { ports } = managing([{ webhook: webhook(), lane: lane() }]);
  await expect(testWebhook('desk', olga, ports)).rejects.toMatchObject({
    problem: { status: 404 },
  });
});
