import { pageToken } from '../../../../core/page-token.ts';
import { listWebhooks } from '../../../../core/webhook/manage/list-webhooks.ts';
import {
  admin,
  kim,
  lane,
  MemoryWebhooks,
  olga,
  webhook,
} from '../../../support/memory-webhooks.ts';

const maker = { userId: 'olga', role: 'operator', permissions: [] };
const store = new MemoryWebhooks([
  { webhook: webhook({ webhookId: 'c' }), lane: lane() },
  { webhook: webhook({ webhookId: 'a' }), lane: lane() },
  { webhook: webhook({ webhookId: 'b', maker }), lane: lane() },
]);
const idsOf = (page: Awaited<ReturnType<typeof listWebhooks>>) =>
  page.found.map(each => each.webhook.webhookId);

test('an admin sees all, an operator their own, by their ids and in pages', async () => {
  expect(idsOf(await listWebhooks({ limit: 50 }, admin, store))).toEqual(['a', 'b', 'c']);
  expect(idsOf(await listWebhooks({ limit: 50 }, olga, store))).toEqual(['b']);
  const first = await listWebhooks({ limit: 1 }, kim, store);
  expect(idsOf(first)).toEqual(['a']);
  const second = await listWebhooks({ limit: 1, next: first.next }, kim, store);
  expect([idsOf(second), second.next]).toEqual([['c'], undefined]);
});

test.each(['AAAA', pageToken({ userId: 'a' })])('a next of another list is refused', async next => {
  await expect(listWebhooks({ limit: 1, next }, kim, store)).rejects.toMatchObject({
    problem: { code: 'QUERY_INVALID' },
  });
});
