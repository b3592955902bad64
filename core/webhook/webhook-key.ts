import type { KeySource } from '../auth/key-source.ts';
import type { Secrets } from '../auth/secrets.ts';
import { base64url, fromBase64url } from '../base64url.ts';
import { AppError } from '../wire/app-error.ts';
import type { WebhookSignature } from '../wire/webhook.ts';
import { openKey, sealKey } from './sealed-key.ts';
import { base64, ed25519, hmacKey, type SigningKey } from './signature.ts';
import { signingKeys } from './signing-keys.ts';
import type { StoredWebhook, WebhookKey } from './stored-webhook.ts';

/** Which webhook a key is of: it opens for no other, nor for a later one of the same id. */
export type KeyOwner = Pick<StoredWebhook, 'webhookId' | 'laneId'>;

/** A key that was made just now. */
export interface NewKey {
  readonly stored: WebhookKey;
  /** Of `v1`: what the receiver verifies with. It is shown this once. */
  readonly secret?: string;
  /** Of `v1a`: what the receiver verifies with. */
  readonly publicKey?: string;
}

/** How keys are written as text: a prefix and base64. Standard Webhooks 1.0.0, "Signature scheme". */
const prefix = { secret: 'whsec_', privateKey: 'whsk_', publicKey: 'whpk_' } as const;

/** Between the 24 and 64 bytes that the standard allows, and as long as the hash of the HMAC. */
const secretBytes = 32;

/** Of Ed25519: RFC 8032, 5.1.5. In a `whsk_` the private key stands before the public one. */
const edBytes = 32;

/**
 * A new key of a webhook. The private part of `v1a` is nowhere but in `stored`, sealed.
 *
 * @throws what `secrets` rejects with
 */
export async function newKey(
  signature: WebhookSignature,
  secrets: KeySource<Secrets>,
  owner: KeyOwner,
  nowMs: number,
): Promise<NewKey> {
  const { privateText, publicKey } = await (signature === 'v1' ? newSecret() : newPair());
  const stored = {
    sealed: await sealKey(privateText, secrets, owner),
    createdAtMs: nowMs,
    ...(publicKey !== undefined && { publicKey }),
  };
  return publicKey === undefined ? { stored, secret: privateText } : { stored, publicKey };
}

/**
 * The keys that sign now, the newest first: the one in use, and those that were replaced and have time
 * left. One that does not open is left out as long as another does: so a rotation mends at once what
 * nothing opens any more.
 *
 * @throws AppError KEY_UNREADABLE when none opens, what `secrets` rejects with
 */
export async function openKeys(
  webhook: KeyOwner & Pick<StoredWebhook, 'keys'>,
  secrets: KeySource<Secrets>,
  nowMs: number,
): Promise<readonly SigningKey[]> {
  const tried = await Promise.all(
    signingKeys(webhook, nowMs).map(async key => await openedOrNot(key, secrets, webhook)),
  );
  const open = tried.filter(key => key !== undefined);
  if (open.length > 0) return open;
  throw new AppError(
    'KEY_UNREADABLE',
    `no key of the webhook ${webhook.webhookId} opens; expected one that the stack’s secret sealed for it: rotate it`,
  );
}

/** `undefined`: nothing that is known opens it, or it is none. */
async function openedOrNot(
  { sealed }: WebhookKey,
  secrets: KeySource<Secrets>,
  owner: KeyOwner,
): Promise<SigningKey | undefined> {
  try {
    return await signingKeyOf(await openKey(sealed, secrets, owner));
  } catch (error) {
    if (error instanceof AppError && error.code === 'KEY_UNREADABLE') return undefined;
    throw error;
  }
}

interface KeyText {
  readonly privateText: string;
  readonly publicKey?: string;
}

async function newSecret(): Promise<KeyText> {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes));
  return { privateText: `${prefix.secret}${base64(bytes)}` };
}

async function newPair(): Promise<KeyText> {
  const pair = await crypto.subtle.generateKey(ed25519, true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('expected a pair of keys of Ed25519');
  const { d = '', x = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const publicBytes = fromBase64url(x);
  const bytes = new Uint8Array([...fromBase64url(d), ...publicBytes]);
  return {
    privateText: `${prefix.privateKey}${base64(bytes)}`,
    publicKey: `${prefix.publicKey}${base64(publicBytes)}`,
  };
}

/**
 * The key that a text such as `whsec_…` or `whsk_…` stands for.
 *
 * @throws AppError KEY_UNREADABLE when it is of no such kind; nothing of the text is in its message
 */
export async function signingKeyOf(text: string): Promise<SigningKey> {
  if (text.startsWith(prefix.secret)) return await hmacKey(bytesAfter(prefix.secret, text));
  if (text.startsWith(prefix.privateKey)) return await edKey(bytesAfter(prefix.privateKey, text));
  throw new AppError('KEY_UNREADABLE', 'a webhook’s key is of no known kind');
}

async function edKey(bytes: Uint8Array): Promise<SigningKey> {
  // RFC 8037, section 2.
  const jwk = {
    ...{ kty: 'OKP', crv: ed25519 },
    ...{ d: base64url(bytes.slice(0, edBytes)), x: base64url(bytes.slice(edBytes)) },
  };
  const key = await crypto.subtle.importKey('jwk', jwk, ed25519, false, ['sign']);
  return { signature: 'v1a', key };
}

function bytesAfter(start: string, text: string): Uint8Array {
  return Uint8Array.from(atob(text.slice(start.length)), character => character.charCodeAt(0));
}
