import type { WebhookChange } from '../../wire/management/webhooks.ts';
import { Refused } from '../../wire/refused.ts';
import type { StoredWebhook, WebhookMaker } from '../stored-webhook.ts';
import type { WebhookWithLane } from '../webhook-store.ts';
import { findWebhook } from './find-webhook.ts';
import { makerOf } from './maker-of.ts';
import { type ManagePorts, type Manager, settleDelaySeconds } from './manage-ports.ts';
import { replaceWebhook } from './replace-webhook.ts';
import { refuseDestination, refuseWish, selectionOf } from './wished.ts';

/**
 * Changes a webhook. Whoever changes what it is sent, or where to, is its maker from then on, and so is
 * its maker anew with what they may now: nobody changes what goes on with somebody else's eyes. Enabling
 * it forgets why it was disabled, and that it failed.
 *
 * @throws Refused NOT_FOUND, BODY_INVALID, CHANNEL_NOT_ALLOWED, ROLE_NOT_ALLOWED,
 *   WEBHOOK_MAKER_CHANGES, WEBHOOK_CHANGED
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
  const nowMs = ports.now();
  const changed = await replaceWebhook(webhookId, manager, ports.webhooks, async ({ webhook }) => {
    const maker = await makerOnceChanged(webhook, wish, manager, ports);
    const next = { ...changedBy(wish, webhook), maker, updatedAtMs: nowMs };
    if (next.status !== 'enabled') return { webhook: next };
    if (maker !== webhook.maker) {
      refuseDestination(next.url, maker);
      // The channels that stand on, too: else nothing would come of it, and nobody would know why.
      refuseWish({ channels: next.channels }, manager, ports);
    }
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

/**
 * Pausing another's webhook, enabling it and how it is attempted leave it theirs. What is sent, and where
 * to, is the maker's: whoever takes that over says both, or an operator's receiver would be sent what an
 * admin may read because one paused it for a while.
 */
async function makerOnceChanged(
  { webhookId, maker, reason }: StoredWebhook,
  wish: WebhookChange,
  manager: Manager,
  ports: ManagePorts,
): Promise<WebhookMaker> {
  if (maker.userId === manager.userId) return await makerOf(manager, ports);
  const { url, channels, types, format, status } = wish;
  const isTheirs = [url, channels, types, format].every(each => each === undefined);
  const mayNot = reason === 'maker_revoked' || reason === 'maker_demoted';
  if (isTheirs && !(status === 'enabled' && mayNot)) return maker;
  if (url !== undefined && channels !== undefined) return await makerOf(manager, ports);
  const detail = `received a change of ${webhookId} that makes ${manager.userId} its maker in place of ${maker.userId}; expected url and channels in the same change: what the caller may read goes there from then on`;
  throw new Refused('WEBHOOK_MAKER_CHANGES', detail);
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
