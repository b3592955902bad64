import type { Clock } from '../../clock.ts';
import type { WebhookStore } from '../webhook-store.ts';

/** They are few, and each is read: anyone's look at the health costs no more than this often. */
const cachedMs = 60_000;

/**
 * How many webhooks there are, fail, and were disabled by the system, in a sentence; read once a minute
 * at most in one environment.
 *
 * @throws what the store rejects with; the next who asks tries again
 */
export function createWebhookCount(
  webhooks: Pick<WebhookStore, 'list'>,
  now: Clock,
): () => Promise<string> {
  let last: { readonly atMs: number; readonly text: string } | undefined;
  return async () => {
    const atMs = now();
    if (last === undefined || atMs - last.atMs >= cachedMs) {
      last = { atMs, text: await countText(webhooks) };
    }
    return last.text;
  };
}

async function countText(webhooks: Pick<WebhookStore, 'list'>): Promise<string> {
  const all = await webhooks.list();
  const failing = all.filter(
    ({ webhook, lane }) => webhook.status === 'enabled' && lane.failuresInARow > 0,
  );
  const disabled = all.filter(({ webhook }) => webhook.status === 'disabled');
  return `${failing.length} failing and ${disabled.length} disabled, of ${all.length}`;
}
