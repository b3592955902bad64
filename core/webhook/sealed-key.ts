import { CompactEncrypt, compactDecrypt } from 'jose';
import type { KeySource } from '../auth/key-source.ts';
import type { Secrets } from '../auth/secrets.ts';
import { AppError } from '../wire/app-error.ts';
import type { StoredWebhook } from './stored-webhook.ts';

type Owner = Pick<StoredWebhook, 'webhookId' | 'laneId'>;

/**
 * A key's private text as a JWE (RFC 7516), so that nobody reads it by reading a table or its backup.
 * Whose it is stands in the protected header, so that the sealed key of one webhook, written into the
 * row of another, signs nothing there.
 *
 * @throws what `secrets` rejects with
 */
export async function sealKey(
  text: string,
  secrets: KeySource<Secrets>,
  { webhookId, laneId }: Owner,
): Promise<string> {
  const { current } = await secrets.known();
  return await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', webhookId, laneId })
    .encrypt(await keyOf(current));
}

/**
 * The text in the JWE. Another environment may have sealed it by a secret that is not known here yet,
 * and what the secret before has sealed opens as long as that can be had.
 *
 * @throws AppError KEY_UNREADABLE when it does not open or is another webhook's, what `secrets` rejects
 *   with
 */
export async function openKey(
  sealed: string,
  secrets: KeySource<Secrets>,
  owner: Owner,
): Promise<string> {
  for (const ask of [() => secrets.known(), () => secrets.renewed()]) {
    const { current, previous } = (await ask()) ?? {};
    for (const secret of [current, previous?.secret]) {
      const text = secret && (await opened(sealed, secret, owner));
      if (text !== undefined) return text;
    }
  }
  throw new AppError(
    'KEY_UNREADABLE',
    `a key of the webhook ${owner.webhookId} does not open; expected one that the stack’s secret sealed for it`,
  );
}

async function opened(
  sealed: string,
  secret: Uint8Array,
  { webhookId, laneId }: Owner,
): Promise<string | undefined> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, await keyOf(secret), {
      // RFC 8725, 3.1: the reader says what it takes.
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const isOwn = protectedHeader.webhookId === webhookId && protectedHeader.laneId === laneId;
    return isOwn ? new TextDecoder().decode(plaintext) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 5869: the secret is a source of keys, never one itself. */
async function keyOf(secret: Uint8Array): Promise<Uint8Array> {
  const source = await crypto.subtle.importKey('raw', Uint8Array.from(secret), 'HKDF', false, [
    'deriveBits',
  ]);
  const derivation = {
    ...{ name: 'HKDF', hash: 'SHA-256' },
    ...{ salt: new Uint8Array(), info: new TextEncoder().encode('keys of webhooks') },
  };
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, source, 256));
}
