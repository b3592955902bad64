import * as z from 'zod';
import { base64url, fromBase64url } from './base64url.ts';
import { maxNextLength } from './wire/management/page.ts';

/** Every key of ours is text, and DynamoDB has no key without any. */
const keySchema = z.record(z.string(), z.string().min(1));

type Key = Readonly<z.infer<typeof keySchema>>;

/** Where a page ended, as text for its reader to give back. */
export function pageToken(lastKey: Readonly<Record<string, unknown>>): string {
  return base64url(new TextEncoder().encode(JSON.stringify(lastKey)));
}

/** The key in a page token, or `undefined` when it holds other attributes than expected. */
export function keyOfPage(token: string, attributes: readonly string[]): Key | undefined {
  if (token.length > maxNextLength) return undefined;
  try {
    const key = keySchema.parse(JSON.parse(new TextDecoder().decode(fromBase64url(token))));
    const isOurs = Object.keys(key).sort().join() === attributes.toSorted().join();
    return isOurs ? key : undefined;
  } catch {
    return undefined;
  }
}
