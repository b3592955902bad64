import { type Cursor, parseCursor } from '../../core/wire/cursor.ts';

/** The place that a cursor's text stands for. */
export const cursorOf = (text: string | undefined): Cursor | undefined => parseCursor(text ?? '');

/** Along a log numbers rise. */
export const numberOf = (text: string | undefined): number => cursorOf(text)?.seq ?? 0;

/** Whether one place lies before the other. Who has none lies before all. */
export function isBehind(place: string | undefined, other: string | undefined): boolean {
  if (other === undefined) return false;
  return place === undefined || numberOf(place) < numberOf(other);
}
