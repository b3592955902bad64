import type { StoredWebhook, WebhookKey } from './stored-webhook.ts';

/** Those that sign now: the newest, and those that it replaced and whose time is not over. */
export function signingKeys(
  { keys }: Pick<StoredWebhook, 'keys'>,
  nowMs: number,
): readonly WebhookKey[] {
  return keys.filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs);
}
