import { Refused } from '../../wire/refused.ts';
import type { WebhookStore, WebhookWithLane } from '../webhook-store.ts';
import type { Manager } from './manage-ports.ts';

/** Whether they manage this webhook: an admin any, everyone else what they made. */
export function manages(
  { userId, role }: Pick<Manager, 'userId' | 'role'>,
  { webhook }: WebhookWithLane,
): boolean {
  return role === 'admin' || webhook.maker.userId === userId;
}

/**
 * The webhook of that id as it is now.
 *
 * @throws Refused NOT_FOUND when there is none, and when it is another operator's: both alike
 */
export async function findWebhook(
  webhookId: string,
  manager: Pick<Manager, 'userId' | 'role'>,
  store: Pick<WebhookStore, 'find'>,
): Promise<WebhookWithLane> {
  const found = await store.find(webhookId);
  if (found !== undefined && manages(manager, found)) return found;
  throw noSuchWebhook(webhookId);
}

/** The refusal for whoever asks for a webhook that is not there, or not theirs. */
export function noSuchWebhook(webhookId: string): Refused {
  const detail = `received ${webhookId}; expected the id of a webhook that the caller manages`;
  return new Refused('NOT_FOUND', detail);
}
