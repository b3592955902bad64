import { Refused } from '../../wire/refused.ts';
import { rankOf } from '../makers.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { Manager } from './manage-ports.ts';

/**
 * Refuses its maker whatever has more sent, or gives them a key, once they have a lesser role than they
 * set it up with: it reads with more than they may. They may look at it, change it, which gives it what
 * they may read now, and remove it.
 *
 * @throws Refused ROLE_NOT_ALLOWED
 */
export function refuseLesser(
  { userId, role }: Pick<Manager, 'userId' | 'role'>,
  { webhookId, maker }: Pick<StoredWebhook, 'webhookId' | 'maker'>,
): void {
  if (maker.userId !== userId || rankOf(role) >= rankOf(maker.role)) return;
  const detail = `received the role ${role} for ${webhookId}, which is sent what the role ${maker.role} may read; expected a PATCH of it before: from then on it is sent what the caller may read now`;
  throw new Refused('ROLE_NOT_ALLOWED', detail);
}
