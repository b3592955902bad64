import { recoverWebhook } from '../../../../core/webhook/manage/recover-webhook.ts';
import { kim, lane, managing, webhook } from '../../../support/memory-webhooks.ts';

const nowMs = 1_795_262_400_000;

test('a part of the log is gone through again, from where it begins until now [W3]', async () => {
  const { ports, webhooks, woken } = managing([{ webhook: webhook(), lane: lane() }]);
  const asked = { sinceMs: nowMs - 60_000, untilMs: nowMs + 60_000 };
  expect(await recoverWebhook('desk', asked, kim, ports)).toEqual({
    ...{ sinceMs: nowMs - 60_000, untilMs: nowMs },
  });
  expect(webhooks.kept.get('desk')).toEqual({
    webhook: webhook({ version: 2 }),
    lane: lane({
      recovery: { cursor: { epoch: 'abc', seq: 12 }, sinceMs: nowMs - 60_000, untilMs: nowMs },
      dueAtMs: nowMs,
    }),
  });
  expect(woken).toEqual([[['desk'], 0]]);
});

test('one that is under way is not replaced by another', async () => {
  const recovery = { cursor: { epoch: 'abc', seq: 1 }, sinceMs: 5, untilMs: 9 };
  const { ports, woken } = managing([{ webhook: webhook(), lane: lane({ recovery }) }]);
  await expect(recoverWebhook('desk', { sinceMs: 1 }, kim, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 409, code: 'WEBHOOK_RECOVERING' },
      detail: expect.stringContaining('since 5 until 9'),
    },
  });
  expect(woken).toEqual([]);
});

test.each([
  ['in the future', { sinceMs: nowMs }],
  ['that ends before it begins', { sinceMs: 9, untilMs: 9 }],
])('a part %s is none', async (_title, asked) => {
  const { ports } = managing([{ webhook: webhook(), lane: lane() }]);
  await expect(recoverWebhook('desk', asked, kim, ports)).rejects.toMatchObject({
    problem: { status: 400, code: 'BODY_INVALID' },
  });
});
