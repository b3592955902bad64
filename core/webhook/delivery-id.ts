import type { LogEntry } from '../log/segment.ts';

/**
 * The id of the delivery of an event to one webhook: it follows from the event's place in the log, so
 * whoever delivers it means the same delivery, and ids sort as the log does.
 */
export function deliveryIdOf({
  appendedAtMs,
  seq,
}: Pick<LogEntry, 'appendedAtMs' | 'seq'>): string {
  return `${digits(appendedAtMs, 13)}-${digits(seq, 12)}`;
}

/** That of a test, which stands in no log. `letters` are eight at random. */
export function testDeliveryId(nowMs: number, letters: string): string {
  return `${digits(nowMs, 13)}-test-${letters}`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
