import type { Item } from '../../../core/change/change.ts';
import type { MalformedChange } from '../../../core/change/publish-changes.ts';
import { cutText } from '../../../core/wire/cut-text.ts';
import { packJson, unpackJson } from '../log/packed-json.ts';

/** With 15 of the longest rows, each unit three bytes, a transaction is still below its 4 MB. */
const maxItemLength = 30_000;
/** Packed. One that is longer is not kept: its change cannot be given again. */
const maxRecordBytes = 100_000;
/** A key has 3 KB at most; a binary one reads longer. */
const maxKeyLength = 4_096;
const maxBareKeyLength = 256;

/** What a row of the Quarantine table has of a malformed change. */
export interface QuarantineRow {
  readonly key: string;
  readonly reason: string;
  /** The item as JSON, as far as it is kept. */
  readonly item?: string;
  /** The stream's record, packed as {@link packJson} does, whole or not at all. */
  readonly record?: Uint8Array;
}

/** All that is kept of it, each text cut to what a transaction of 25 has room for. */
export async function wholeRow({ change, reason }: MalformedChange): Promise<QuarantineRow> {
  const item = change.newItem && itemText(change.newItem);
  const record = change.record === undefined ? undefined : await packedRecord(change.record);
  return {
    key: cutText(change.key, maxKeyLength),
    reason,
    ...(item === undefined ? {} : { item: cutText(item, maxItemLength) }),
    ...(record === undefined ? {} : { record }),
  };
}

async function packedRecord(record: unknown): Promise<Uint8Array | undefined> {
  const packed = await packJson(JSON.stringify(record));
  return packed.byteLength > maxRecordBytes ? undefined : packed;
}

/** The record that a row has packed. Rejects for bytes that are none. */
export async function recordOfRow(packed: Uint8Array): Promise<unknown> {
  return JSON.parse(await unpackJson(packed));
}

/** The row of what DynamoDB would not take whole: the key's ASCII characters, and a code. */
export function bareRow({ change }: MalformedChange): QuarantineRow {
  const key = change.key.replaceAll(/[^\x20-\x7e]/gu, '?');
  return { key: cutText(key, maxBareKeyLength), reason: 'ITEM_MALFORMED' };
}

/** An item as JSON, with all that an item may hold. */
export function itemText(item: Item): string {
  return JSON.stringify(item, asJson);
}

/** What JSON has no word for: sets, bytes, and whole numbers that JavaScript cannot hold. */
function asJson(_name: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'bigint' ? value.toString() : value;
}
