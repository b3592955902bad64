import type { KeySource } from './auth/key-source.ts';
import type { Secrets } from './auth/secrets.ts';
import { base64url, fromBase64url } from './base64url.ts';
import { AppError } from './wire/app-error.ts';

/** Which list a place is of, and what hides it. */
export interface PlaceSeal {
  /** Whose list, and of what: a place of one opens in no other. */
  readonly list: string;
  readonly secrets: KeySource<Secrets>;
}

const ivBytes = 12;

/**
 * A place in a list, as text that its reader gives back but cannot read: where a page ended there may
 * be what the reader may not see. AES-GCM (NIST SP 800-38D), by a key that the secret is only a source of.
 */
export async function sealPlace(place: string, { list, secrets }: PlaceSeal): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const { current } = await secrets.known();
  const sealed = await crypto.subtle.encrypt(
    algorithmOf(iv, list),
    await keyOf(current),
    bytesOf(place),
  );
  return base64url(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

/**
 * The place in the text. Another environment may have sealed it by a secret that is not known here yet.
 *
 * @throws AppError INPUT_INVALID when it is none of this list, or sealed too long ago
 */
export async function openPlace(text: string, { list, secrets }: PlaceSeal): Promise<string> {
  for (const ask of [() => secrets.known(), () => secrets.renewed()]) {
    const { current, previous } = (await ask()) ?? {};
    for (const secret of [current, previous?.secret]) {
      const place = secret && (await opened(text, list, secret));
      if (place !== undefined) return place;
    }
  }
  throw new AppError('INPUT_INVALID', 'next is no page of this list; expected one as given');
}

async function opened(text: string, list: string, secret: Uint8Array): Promise<string | undefined> {
  try {
    const bytes = fromBase64url(text);
    const place = await crypto.subtle.decrypt(
      algorithmOf(bytes.slice(0, ivBytes), list),
      await keyOf(secret),
      bytes.slice(ivBytes),
    );
    return new TextDecoder().decode(place);
  } catch {
    return undefined;
  }
}

function algorithmOf(iv: Uint8Array, list: string) {
  return { name: 'AES-GCM', iv: Uint8Array.from(iv), additionalData: bytesOf(list) };
}

/** RFC 5869; the secret signs tokens too, and no key of one kind serves the other. */
async function keyOf(secret: Uint8Array) {
  const { subtle } = crypto;
  const bytes = Uint8Array.from(secret);
  const source = await subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
  const derivation = {
    ...{ name: 'HKDF', hash: 'SHA-256' },
    ...{ salt: new Uint8Array(), info: bytesOf('places of lists') },
  };
  const algorithm = { name: 'AES-GCM', length: 256 };
  return await subtle.deriveKey(derivation, source, algorithm, false, ['encrypt', 'decrypt']);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
