import { parseCursor } from '../../wire/cursor.ts';
import type { WebhookGap } from '../../wire/webhook.ts';

/** Whether what has this cursor comes behind what is missing. A test has none. */
export function isBehindGap(cursor: string | undefined, { to }: WebhookGap): boolean {
  const place = cursor === undefined ? undefined : parseCursor(cursor);
  const end = parseCursor(to);
  return place !== undefined && place.epoch === end?.epoch && place.seq > end.seq;
}
