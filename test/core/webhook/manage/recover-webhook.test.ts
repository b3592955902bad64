import { recoverWebhook } from '../../../../core/webhook/manage/recover-webhook.ts';
import { kim, lane, managing, webhook } from '../../../support/memory-webhooks.ts';

const nowMs = 1_795_262_400_000;

test('a part of the log is gone through again, from where it begins until now [W3]', async () => {
  const { ports, webhooks, woken } = managing([{ webhook: webhook(), lane: lane() }]);
  const asked = { sinceMs: nowMs - 60_000, untilMs: nowMs + 60_000 };
  expect(await recoverWebhook('desk', asked, kim, ports)).toEqual({
    ...{ sinceMs: nowMs - 60_000, untilMs: nowMs, isCut: false },
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

test('one that is under way is replaced by another', async () => {
  const recovery = { cursor: { epoch: 'abc', seq: 1 }, sinceMs: 5, untilMs: 9 };
  const { ports, webhooks, woken } = managing([{ webhook: webhook(), lane: lane({ recovery }) }]);
  await recoverWebhook('desk', { sinceMs: 1, untilMs: 3 }, kim, ports);
  expect(webhooks.kept.get('desk')?.lane.recovery).toEqual({
    ...{ cursor: { epoch: 'abc', seq: 12 }, sinceMs: 1, untilMs: 3 },
  });
  expect(woken).toEqual([[['desk'], 0]]);
});

test('a beginning that the log has no more is said', async () => {
  const head = async () => ({ epoch: 'abc', seq: 41 });
  const since = async () => ({ cursor: { epoch: 'abc', seq: 30 }, isCut: true });
  const { ports } = managing([{ webhook: webhook(), lane: lane() }], { log: { head, since } });
  expect(await recoverWebhook('desk', { sinceMs: 1 }, kim, ports)).toEqual({
    ...{ sinceMs: 1, untilMs: nowMs, isCut: true },
  });
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
