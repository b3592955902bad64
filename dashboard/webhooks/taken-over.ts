import type { Webhook, WebhookChange } from '../../clients/react/index.ts';
import { askedOf, type WebhookFields } from './webhook-fields.ts';

/** Whether it is another's, and stopped because they may not read what they might. */
export const isLeft = ({ maker, reason }: Webhook, userId: string): boolean =>
  maker !== userId && (reason === 'maker_revoked' || reason === 'maker_demoted');

/** What of another's may be changed while it stays theirs; all else is what it is sent, or where to. */
const staysTheirs: readonly string[] = ['description', 'retryAttempts', 'timeoutMs'];

/**
 * What is asked for a change. Where that takes over another's, URL and channels are said with it, as
 * they stand in the form: nobody makes what they may read go somewhere without having seen where.
 */
export function takenOver(
  changes: WebhookChange,
  fields: WebhookFields,
  webhook: Webhook,
  userId: string,
): { readonly change: WebhookChange; readonly isTakenOver: boolean } {
  const isTakenOver =
    isLeft(webhook, userId) ||
    (webhook.maker !== userId && Object.keys(changes).some(name => !staysTheirs.includes(name)));
  if (!isTakenOver) return { change: changes, isTakenOver };
  const { url, channels } = askedOf(fields);
  const enabled = isLeft(webhook, userId) && ({ status: 'enabled' } as const);
  return { change: { ...changes, url, channels, ...enabled }, isTakenOver };
}
