import { Refused } from '../../wire/refused.ts';
import { maxKeys } from '../limits.ts';
import { signingKeys } from '../signing-keys.ts';
import type { NewKey } from '../webhook-key.ts';
import { findWebhook } from './find-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';
import { refuseLesser } from './present-rights.ts';
import { replaceWebhook } from './replace-webhook.ts';

/** What is shown of the new key this once, and until when the one before signs too. */
export type RotatedKey = Omit<NewKey, 'stored'> & { readonly previousUntilMs: number };

/**
 * A new key, which signs at once; the one before signs beside it for so long. Whoever made the webhook
 * stays its maker.
 *
 * @throws Refused NOT_FOUND, ROLE_NOT_ALLOWED, WEBHOOK_KEYS_FULL, WEBHOOK_CHANGED
 */
export async function rotateKey(
  webhookId: string,
  overlapSeconds: number,
  manager: Manager,
  ports: ManagePorts,
): Promise<RotatedKey> {
  const { webhook: found } = await findWebhook(webhookId, manager, ports.webhooks);
  refuseLesser(manager, found);
  const nowMs = ports.now();
  const previousUntilMs = nowMs + overlapSeconds * 1_000;
  const { stored, ...shown } = await ports.newKey(found.signature, found, nowMs);
  await replaceWebhook(webhookId, manager, ports.webhooks, ({ webhook }) => {
    refuseLesser(manager, webhook);
    // The new key opens for the webhook that it was made for, and for none that came in its place.
    if (webhook.laneId !== found.laneId) throw madeAnew(webhookId);
    const before = signingKeys(webhook, nowMs)
      .map(key => (key.untilMs === undefined ? { ...key, untilMs: previousUntilMs } : key))
      .filter(({ untilMs = 0 }) => untilMs > nowMs);
    if (before.length >= maxKeys) {
      const detail = `received a rotation while ${before.length} keys would sign on; expected at most ${maxKeys} with the new one: wait, or pass overlapSeconds 0`;
      throw new Refused('WEBHOOK_KEYS_FULL', detail);
    }
    return { webhook: { ...webhook, keys: [stored, ...before], updatedAtMs: nowMs } };
  });
  return { ...shown, previousUntilMs };
}

function madeAnew(webhookId: string): Refused {
  const detail = `received a rotation of ${webhookId}, which was removed and made anew meanwhile; expected it to stay: try again`;
  return new Refused('WEBHOOK_CHANGED', detail);
}
