import type { Item } from './change.ts';
import { isoTime } from './item-field.ts';

/** The time in an attribute, in milliseconds; `undefined` if it is no ISO 8601 time with zone. */
export function isoTimeMs(value: unknown): number | undefined {
  return isoTime.safeParse(value).data;
}

const fractionPattern = /\.\d{3,}(?:Z|[+-]\d\d:\d\d)$/;
const nearMs = 60_000;

/**
 * The time a change's events carry: the item's `updatedAt`, else its `createdAt`, where it has
 * milliseconds and lies within a minute of the stream's creation time; else that creation time,
 * which AWS gives in whole seconds (events.md; ApproximateCreationDateTime of a stream record).
 *
 * A time further off was written by a clock that is wrong, and one that the old image had already
 * was written by an earlier change: a bet matched without a new `updatedAt` was not matched when it
 * was created.
 */
export function eventTimestampMs(
  newItem: Item,
  oldItem: Item | undefined,
  recordedAtMs: number,
): number {
  for (const name of ['updatedAt', 'createdAt']) {
    const value = newItem[name];
    if (typeof value !== 'string' || value === oldItem?.[name]) continue;
    const atMs = fractionPattern.test(value) ? isoTimeMs(value) : undefined;
    if (atMs !== undefined && Math.abs(atMs - recordedAtMs) <= nearMs) return atMs;
  }
  return recordedAtMs;
}
