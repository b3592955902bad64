import type { CryptoKey } from 'jose';
import type { WebhookSignature } from '../wire/webhook.ts';

/** A key that is open and signs. */
export interface SigningKey {
  readonly signature: WebhookSignature;
  readonly key: CryptoKey;
}

/** What a signature is of. None of `id` and `timestampSec` may hold a full stop. */
export interface SignedContent {
  readonly id: string;
  /** Seconds since the Unix epoch, of this attempt. */
  readonly timestampSec: number;
  /** The body's text; what is sent are its bytes in UTF-8. */
  readonly body: string;
}

const hmac = { name: 'HMAC', hash: 'SHA-256' } as const;

/** RFC 8032: its `Ed25519` is over the content itself, not over a hash of it. */
export const ed25519 = 'Ed25519';

/** The algorithm of each of the two signatures. Standard Webhooks 1.0.0, "Signature scheme". */
const algorithmOf = { v1: hmac.name, v1a: ed25519 } as const;

/** The key of `v1`: the bytes themselves, however they were written as text. */
export async function hmacKey(bytes: Uint8Array): Promise<SigningKey> {
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(bytes), hmac, false, ['sign']);
  return { signature: 'v1', key };
}

/**
 * `webhook-signature`: one for each key, in their order, with a space between. A receiver takes the
 * message when it can verify any of them, so that a key can be replaced without a moment in which
 * nothing is believed. Standard Webhooks 1.0.0, "Webhook headers".
 */
export async function signatureHeader(
  { id, timestampSec, body }: SignedContent,
  keys: readonly SigningKey[],
): Promise<string> {
  const content = new TextEncoder().encode(`${id}.${timestampSec}.${body}`);
  const signatures = keys.map(async ({ signature, key }) => {
    const bytes = await crypto.subtle.sign(algorithmOf[signature], key, content);
    return `${signature},${base64(new Uint8Array(bytes))}`;
  });
  return (await Promise.all(signatures)).join(' ');
}

/** RFC 4648, section 4: with padding, as every text of Standard Webhooks has it. */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
