import { findWebhook, noSuchWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';

/**
 * Removes it: nothing more is posted, and nothing of it is there for another webhook of its id.
 *
 * @throws Refused NOT_FOUND
 */
export async function removeWebhook(
  webhookId: string,
  manager: Manager,
  { webhooks }: Pick<ManagePorts, 'webhooks'>,
): Promise<void> {
  await findWebhook(webhookId, manager, webhooks);
  if ((await webhooks.remove(webhookId)) === 'missing') throw noSuchWebhook(webhookId);
}
