import type { ChannelName } from '../../wire/event.ts';
import { Refused } from '../../wire/refused.ts';
import type { WebhookFormat, WebhookSignature } from '../../wire/webhook.ts';
import type { Lane } from '../lane.ts';
import { maxWebhooks, maxWebhooksBySomeone } from '../limits.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { NewKey } from '../webhook-key.ts';
import type { WebhookWithLane } from '../webhook-store.ts';
import { makerOf } from './maker-of.ts';
import { type ManagePorts, type Manager, settleDelaySeconds } from './manage-ports.ts';
import { refuseWish, selectionOf } from './wished.ts';

/** A webhook that is to be, with every default but those of the deployment. */
export interface NewWebhook {
  readonly webhookId: string;
  readonly url: string;
  readonly channels: readonly (ChannelName | '*')[];
  readonly types: readonly string[];
  readonly format: WebhookFormat;
  readonly signature: WebhookSignature;
  readonly description?: string | undefined;
  readonly retryAttempts?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** A webhook that is there now, and what is shown of its key this once. */
export type CreatedWebhook = WebhookWithLane & Omit<NewKey, 'stored'>;

/**
 * A webhook of what is published from now on. The same request sent again is refused: its secret was
 * shown, and is not shown twice.
 *
 * @throws Refused BODY_INVALID, CHANNEL_NOT_ALLOWED, WEBHOOK_EXISTS, WEBHOOKS_FULL
 */
export async function createWebhook(
  wish: NewWebhook,
  manager: Manager,
  ports: ManagePorts,
): Promise<CreatedWebhook> {
  refuseWish(wish, manager, ports);
  const { webhookId, url, format, signature, description } = wish;
  const { retryAttempts = ports.retryAttempts, timeoutMs = ports.timeoutMs } = wish;
  const laneId = ports.newId();
  const nowMs = ports.now();
  const [maker, cursor, { stored, ...shown }] = await Promise.all([
    makerOf(manager, ports),
    ports.log.head(),
    ports.newKey(signature, { webhookId, laneId }, nowMs),
  ]);
  const webhook: StoredWebhook = {
    ...{ webhookId, laneId, url, types: [], ...selectionOf(wish), format, signature },
    ...(description !== undefined && { description }),
    ...{
      retryAttempts,
      timeoutMs,
      status: 'enabled',
      maker,
      creatorId: maker.userId,
      keys: [stored],
    },
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs, version: 1 },
  };
  // Due like one that waits: should its wake-up be lost, the sweeper goes on with it.
  const dueAtMs = nowMs + settleDelaySeconds * 1_000;
  const lane: Lane = { cursor, parked: 0, failuresInARow: 0, slowness: 0, dueAtMs };
  const result = await ports.webhooks.create(webhook, lane);
  if (result === 'exists') {
    const detail = `received ${webhookId}, which there is; expected another webhookId`;
    throw new Refused('WEBHOOK_EXISTS', detail);
  }
  if (result === 'full-for-creator') {
    const most = maxWebhooksBySomeone[maker.role === 'admin' ? 'admin' : 'operator'];
    const detail = `received a webhook beyond the ${most} that one ${maker.role} may set up; expected one of theirs to be removed before`;
    throw new Refused('WEBHOOKS_FULL', detail);
  }
  if (result === 'full') {
    const detail = `received a webhook beyond the ${maxWebhooks} that may be; expected one to be removed before`;
    throw new Refused('WEBHOOKS_FULL', detail);
  }
  await ports.wakeWebhooks([webhookId], settleDelaySeconds);
  return { webhook, lane, ...shown };
}
