import { Refused } from '../../wire/refused.ts';
import { signingKeys } from '../signing-keys.ts';
import type { WebhookStore } from '../webhook-store.ts';
import type { ManagePorts } from './manage-ports.ts';

/** What verifies a message, and until when its key signs. */
export interface PublicKey {
  readonly publicKey: string;
  readonly untilMs?: number | undefined;
}

/**
 * What verifies the messages of a webhook, for anyone. One that signs by a secret has none, and nobody
 * learns that it is there.
 *
 * @throws Refused NOT_FOUND
 */
export async function publicKeysOf(
  webhookId: string,
  { webhooks, now }: { readonly webhooks: Pick<WebhookStore, 'find'> } & Pick<ManagePorts, 'now'>,
): Promise<readonly PublicKey[]> {
  const found = await webhooks.find(webhookId);
  const keys = found === undefined ? [] : signingKeys(found.webhook, now());
  const shown = keys.flatMap(({ publicKey, untilMs }) =>
    publicKey === undefined ? [] : [{ publicKey, untilMs }],
  );
  if (shown.length > 0) return shown;
  const detail = `received ${webhookId}; expected the id of a webhook that signs v1a`;
  throw new Refused('NOT_FOUND', detail);
}
