import { base64url, fromBase64url } from './base64url.ts';

const ivBytes = 12;

/** Which list a place is of, and the secret that hides it. */
export interface PlaceSeal {
  /** Whose list, and of what: a place of one opens in no other. */
  readonly list: string;
  readonly secret: Uint8Array;
}

/**
 * A place in a list, as text that its reader gives back but cannot read: where a page ended there may
 * be what the reader may not see. AES-GCM (NIST SP 800-38D), by a key that the secret is only a source of.
 */
export async function sealPlace(place: string, { list, secret }: PlaceSeal): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const algorithm = { name: 'AES-GCM', iv, additionalData: bytesOf(list) };
  const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(secret), bytesOf(place));
  return base64url(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

/** The place in the text, or `undefined` when it is none of this list, or sealed by another secret. */
export async function openPlace(
  text: string,
  { list, secret }: PlaceSeal,
): Promise<string | undefined> {
  try {
    const bytes = fromBase64url(text);
    const iv = bytes.slice(0, ivBytes);
    const algorithm = { name: 'AES-GCM', iv, additionalData: bytesOf(list) };
    const opened = await crypto.subtle.decrypt(
      algorithm,
      await keyOf(secret),
      bytes.slice(ivBytes),
    );
    return new TextDecoder().decode(opened);
  } catch {
    return undefined;
  }
}

/** RFC 5869; the secret signs tokens too, and no key of one kind serves the other. */
async function keyOf(secret: Uint8Array) {
  const source = await crypto.subtle.importKey('raw', Uint8Array.from(secret), 'HKDF', false, [
    'deriveKey',
  ]);
  const derivation = {
    ...{ name: 'HKDF', hash: 'SHA-256' },
    ...{ salt: new Uint8Array(), info: bytesOf('places of lists') },
  };
  const algorithm = { name: 'AES-GCM', length: 256 };
  return await crypto.subtle.deriveKey(derivation, source, algorithm, false, [
    'encrypt',
    'decrypt',
  ]);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
