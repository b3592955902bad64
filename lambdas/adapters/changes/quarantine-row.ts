import type { MalformedChange } from '../../../core/change/publish-changes.ts';
import { cutText } from '../../../core/wire/cut-text.ts';

/** With 25 of the longest rows, each unit three bytes, a transaction is still below its 4 MB. */
const maxItemLength = 30_000;
/** A key has 3 KB at most; a binary one reads longer. */
const maxKeyLength = 4_096;
const maxBareKeyLength = 256;

/** What a row of the Quarantine table has of a malformed change. */
export interface QuarantineRow {
  readonly key: string;
  readonly reason: string;
  /** The item as JSON, as far as it is kept. */
  readonly item?: string;
}

/** All that is kept of it, each text cut to what a transaction of 25 has room for. */
export function wholeRow({ change, reason }: MalformedChange): QuarantineRow {
  const item = JSON.stringify(change.newItem, asJson);
  return {
    key: cutText(change.key, maxKeyLength),
    reason,
    ...(item === undefined ? {} : { item: cutText(item, maxItemLength) }),
  };
}

/** The row of what DynamoDB would not take whole: the key's ASCII characters, and a code. */
export function bareRow({ change }: MalformedChange): QuarantineRow {
  const key = change.key.replaceAll(/[^\x20-\x7e]/gu, '?');
  return { key: cutText(key, maxBareKeyLength), reason: 'ITEM_MALFORMED' };
}

/** What JSON has no word for: sets, bytes, and whole numbers that JavaScript cannot hold. */
function asJson(_name: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'bigint' ? value.toString() : value;
}
