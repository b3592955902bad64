import type { WebhookChange } from '../../wire/management/webhooks.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { WebhookWithLane } from '../webhook-store.ts';
import { findWebhook } from './find-webhook.ts';
import { makerOf } from './maker-of.ts';
import { type ManagePorts, type Manager, settleDelaySeconds } from './manage-ports.ts';
import { replaceWebhook } from './replace-webhook.ts';
import { refuseWish, selectionOf } from './wished.ts';

/**
 * Changes a webhook, and makes the caller its maker: from then on it is sent what they may read. So
 * nobody changes what goes on with somebody else's eyes. Enabling it forgets why it was disabled, and
 * that it failed.
 *
 * @throws Refused NOT_FOUND, BODY_INVALID, CHANNEL_NOT_ALLOWED, WEBHOOK_CHANGED
 */
export async function changeWebhook(
  webhookId: string,
  wish: WebhookChange,
  manager: Manager,
  ports: ManagePorts,
): Promise<WebhookWithLane> {
  // Before anything is said of what they wish: of another's webhook they learn nothing.
  await findWebhook(webhookId, manager, ports.webhooks);
  refuseWish(wish, manager, ports);
  const maker = await makerOf(manager, ports);
  const nowMs = ports.now();
  const changed = await replaceWebhook(webhookId, manager, ports.webhooks, ({ webhook }) => {
    const next = { ...changedBy(wish, webhook), maker, updatedAtMs: nowMs };
    if (next.status !== 'enabled') return { webhook: next };
    // The channels that stand on, too: else nothing would come of it, and nobody would know why.
    refuseWish({ channels: next.channels }, manager, ports);
    // Due like one that waits: should its wake-up be lost, the sweeper goes on with it.
    const dueAtMs = nowMs + settleDelaySeconds * 1_000;
    return {
      webhook: next,
      lane: { dueAtMs, ...(wish.status === 'enabled' && { isFresh: true }) },
    };
  });
  if (changed.status === 'enabled') await ports.wakeWebhooks([webhookId], settleDelaySeconds);
  return await findWebhook(webhookId, manager, ports.webhooks);
}

function changedBy(wish: WebhookChange, { reason, ...webhook }: StoredWebhook): StoredWebhook {
  const { description = webhook.description, status } = wish;
  return {
    ...{ ...webhook, ...selectionOf(wish) },
    ...{ url: wish.url ?? webhook.url, format: wish.format ?? webhook.format },
    ...(description !== undefined && { description }),
    retryAttempts: wish.retryAttempts ?? webhook.retryAttempts,
    timeoutMs: wish.timeoutMs ?? webhook.timeoutMs,
    // Whoever says how it is to be has seen why it was disabled.
    ...(status === undefined ? reason !== undefined && { reason } : { status }),
  };
}
