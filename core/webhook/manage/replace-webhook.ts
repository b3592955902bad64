import { Refused } from '../../wire/refused.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { WebhookStore, WebhookWithLane } from '../webhook-store.ts';
import { findWebhook, noSuchWebhook } from './find-webhook.ts';
import type { Manager } from './manage-ports.ts';

/** So often one change is tried again, when somebody else's came between its read and its write. */
const maxTries = 5;

/** What is to stand in place of what was found: all but the version, and what of the lane is set. */
export interface Replacement {
  readonly webhook: StoredWebhook;
  readonly lane?: NonNullable<Parameters<WebhookStore['replace']>[1]>;
}

/**
 * Puts something in a webhook's place, from what is there at that moment: nobody's change is lost.
 *
 * @throws Refused NOT_FOUND, WEBHOOK_CHANGED, and whatever `change` refuses
 */
export async function replaceWebhook(
  webhookId: string,
  manager: Pick<Manager, 'userId' | 'role'>,
  store: Pick<WebhookStore, 'find' | 'replace'>,
  change: (found: WebhookWithLane) => Replacement | Promise<Replacement>,
): Promise<StoredWebhook> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await findWebhook(webhookId, manager, store);
    const { webhook, lane } = await change(found);
    const next = { ...webhook, version: found.webhook.version + 1 };
    const result = await store.replace(next, lane);
    if (result === 'replaced') return next;
    if (result === 'missing') throw noSuchWebhook(webhookId);
  }
  const detail = `received a change of ${webhookId}, which others changed ${maxTries} times meanwhile; expected to be alone: try again`;
  throw new Refused('WEBHOOK_CHANGED', detail);
}
