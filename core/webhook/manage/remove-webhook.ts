import { findWebhook, noSuchWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';

/**
 * Removes it: nothing of it is there for another webhook of its id. A run that holds its lane notices when
 * it next writes, and begins nothing more; what is under way ends.
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
