import { createWebhookCount } from '../../../../core/webhook/manage/count-webhooks.ts';
import { lane, webhook } from '../../../support/memory-webhooks.ts';

const failed = lane({ failuresInARow: 1 });

test('those that fail are counted, and those that the system disabled', async () => {
  const list = async () => [
    { webhook: webhook(), lane: lane() },
    { webhook: webhook(), lane: failed },
    { webhook: webhook({ status: 'paused' }), lane: failed },
    { webhook: webhook({ status: 'disabled', reason: 'failing' }), lane: failed },
    { webhook: webhook({ status: 'disabled', reason: 'gone' }), lane: failed },
  ];
  expect(await createWebhookCount({ list }, () => 0)()).toBe('1 failing and 2 disabled, of 5');
});

test('they are read once a minute at most, but again after a failure', async () => {
  let nowMs = 0;
  let reads = 0;
  const list = async () => {
    reads += 1;
    if (reads === 1) throw new Error('no answer');
    return [];
  };
  const count = createWebhookCount({ list }, () => nowMs);
  await expect(count()).rejects.toThrow('no answer');
  expect(await count()).toBe('0 failing and 0 disabled, of 0');
  nowMs = 59_999;
  await count();
  expect(reads).toBe(2);
  nowMs = 60_000;
  await count();
  expect(reads).toBe(3);
});
