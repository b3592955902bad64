import { verify } from 'node:crypto';
import type { ReceiverKeys } from './receiver-keys.ts';

/** The headers by which a message says what it is and who sent it. */
export interface SignedHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** A message that is older was recorded by somebody, perhaps, and is sent again by them. */
const toleranceSec = 300;

/**
 * Why a message is not believed, or `undefined` if it is. The body must be the bytes as they came: read
 * as JSON and written again they are other bytes. https://www.standardwebhooks.com
 */
export function distrust(
  keys: ReceiverKeys,
  headers: SignedHeaders,
  body: Buffer,
  nowMs: number,
): string | undefined {
  if (!isRecent(headers.timestamp, nowMs)) return 'its time is not within five minutes of ours';
  const isBelieved =
    hasSecretSignature(keys, headers, body) || hasKeySignature(keys, headers, body);
  return isBelieved ? undefined : 'no signature fits';
}

function isRecent(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp)) <= toleranceSec;
}

/** `v1`: the library compares in constant time, and has its own look at the timestamp. */
function hasSecretSignature(
  { secrets }: ReceiverKeys,
  { id, timestamp, signature }: SignedHeaders,
  body: Buffer,
): boolean {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  };
  return secrets.some(secret => {
    try {
      secret.verify(body, headers, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  });
}

/** `v1a`: Ed25519 over the same content. The library knows none of these; `node:crypto` does. */
function hasKeySignature(
  { publicKeys }: ReceiverKeys,
  { id, timestamp, signature }: SignedHeaders,
  body: Buffer,
): boolean {
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return signature.split(' ').some(each => {
    const [version, encoded = ''] = each.split(',');
    if (version !== 'v1a') return false;
    const bytes = Buffer.from(encoded, 'base64');
    return publicKeys.some(key => verify(null, content, key, bytes));
  });
}
