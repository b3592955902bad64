import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers by which a webhook says what it is and who sent it (https://www.standardwebhooks.com). */
export interface SignedHeaders {
  /** The same at every delivery of one webhook. */
  readonly id: string;
  /** When it was sent, in seconds since the Unix epoch, as text. */
  readonly timestamp: string;
  /** One signature or more, `v1,<base64>`, with blanks between: two while a secret is replaced. */
  readonly signature: string;
}

/** A delivery may be this much older or newer than the clock here: a replay of another day is not taken. */
const toleranceSeconds = 300;

/** Why a delivery is not believed, or `undefined` if it is. The body must be the bytes as they came. */
export function distrust(
  { id, timestamp, signature }: SignedHeaders,
  body: Uint8Array,
  secret: string,
  nowMs: number,
): string | undefined {
  const atSeconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const offSeconds = Math.abs(nowMs / 1_000 - atSeconds);
  if (!(offSeconds <= toleranceSeconds)) {
    return `webhook-timestamp is not within ${toleranceSeconds} s of now`;
  }
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();
  const isSigned = signature
    .split(' ', 5)
    .some(entry => entry.startsWith('v1,') && isEqual(entry.slice(3), expected));
  return isSigned ? undefined : 'webhook-signature does not fit id, timestamp and body';
}

/** Takes as long for a first byte that is wrong as for the last. */
function isEqual(base64: string, expected: Uint8Array): boolean {
  const received = Buffer.from(base64, 'base64');
  return received.byteLength === expected.byteLength && timingSafeEqual(received, expected);
}

/** The headers of a delivery, as its sender makes them. */
export function sign(
  id: string,
  body: string,
  secret: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const digest = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest}`,
  };
}
