import type { Item } from './change.ts';
import { isoTime } from './item-field.ts';

/** The moment an attribute tells, in milliseconds; `undefined` if it is no ISO 8601 time with zone. */
export function isoMomentMs(value: unknown): number | undefined {
  return isoTime.safeParse(value).data;
}

const fractionPattern = /\.\d{3,}(?:Z|[+-]\d\d:\d\d)$/;
const nearMs = 60_000;

/**
 * The time a change's events carry: the item's `updatedAt`, else its `createdAt`, where it has
 * milliseconds and lies within a minute of the stream's creation time; else that creation time,
 * which AWS gives in whole seconds (events.md; ApproximateCreationDateTime of a stream record).
 *
 * A time further off was not written by this change, or by a clock that is wrong.
 */
export function eventTimestampMs(item: Item, recordedAtMs: number): number {
  for (const value of [item.updatedAt, item.createdAt]) {
    if (typeof value !== 'string' || !fractionPattern.test(value)) continue;
    const atMs = isoMomentMs(value);
    if (atMs !== undefined && Math.abs(atMs - recordedAtMs) <= nearMs) return atMs;
  }
  return recordedAtMs;
}
