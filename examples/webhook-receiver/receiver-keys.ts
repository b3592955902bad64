import { createPublicKey, type KeyObject } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** What messages are verified with; several while a key is being replaced. */
export interface ReceiverKeys {
  /** Of `v1`, shared with the sender. */
  readonly secrets: readonly Webhook[];
  /** Of `v1a`; anyone may know them. */
  readonly publicKeys: readonly KeyObject[];
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The keys in a file, one a line: `whsec_` and a secret of 24 to 64 bytes, or `whpk_` and a public key.
 *
 * @throws Error that says what is wrong, with nothing of a key in it
 */
export function readKeys(text: string): ReceiverKeys {
  const lines = text.split('\n').flatMap(line => line.trim() || []);
  const secrets = lines.filter(line => line.startsWith('whsec_'));
  const publicKeys = lines.filter(line => line.startsWith('whpk_'));
  if (lines.length === 0 || secrets.length + publicKeys.length < lines.length) {
    throw new Error('expected a key on each line, whsec_… or whpk_…, and at least one');
  }
  return { secrets: secrets.map(secretOf), publicKeys: publicKeys.map(publicKeyOf) };
}

function secretOf(line: string): Webhook {
  const { length } = bytesOf(line);
  if (length < 24 || length > 64) {
    throw new Error(`received a secret of ${length} bytes, expected 24 to 64`);
  }
  return new Webhook(line);
}

function publicKeyOf(line: string): KeyObject {
  const bytes = bytesOf(line);
  if (bytes.length !== 32) {
    throw new Error(`received a public key of ${bytes.length} bytes, expected 32`);
  }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return createPublicKey({ format: 'jwk', key: jwk });
}

function bytesOf(line: string): Buffer {
  const encoded = line.slice(line.indexOf('_') + 1);
  if (!base64.test(encoded)) throw new Error('received what is no base64 behind whsec_ or whpk_');
  return Buffer.from(encoded, 'base64');
}
