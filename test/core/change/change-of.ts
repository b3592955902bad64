import type { Change, ChangeTable, Item } from '../../../core/change/change.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';

/** 2026-11-21T20:00:05Z, in milliseconds: when the stream recorded every change of these tests. */
export const recordedAtMs = 1_795_291_205_000;

export const thresholds = { largeBetAmount: 100_000, largeTransactionAmount: 1_000_000 };

/** What a test of one table expects of an event; the envelope's other fields have their own test. */
export type EventParts = Pick<ChannelEvent, 'id' | 'type' | 'channel' | 'priority' | 'data'>;

/** The change with id `c1` that took the old item, if there was one, to the new. */
export function changeOf(table: ChangeTable, oldItem: Item | null, newItem: Item | null): Change {
  return {
    table,
    changeId: 'c1',
    recordedAtMs,
    key: 'k1',
    ...(oldItem && { oldItem }),
    ...(newItem && { newItem }),
  };
}

/** The events of that change. */
export function eventsOf(
  table: ChangeTable,
  oldItem: Item | null,
  newItem: Item | null,
): readonly ChannelEvent[] {
  const result = changeToEvents(changeOf(table, oldItem, newItem), thresholds);
  if (result.kind === 'malformed') throw new Error(`unexpectedly malformed: ${result.reason}`);
  return result.events.map(({ event }) => event);
}

/** Those parts of each event of that change. */
export function eventPartsOf(
  table: ChangeTable,
  oldItem: Item | null,
  newItem: Item | null,
): EventParts[] {
  return eventsOf(table, oldItem, newItem).map(({ id, type, channel, priority, data }) => ({
    id,
    type,
    channel,
    priority,
    data,
  }));
}

/** Why the item put by an insert is malformed. */
export function reasonFor(table: ChangeTable, newItem: Item): string {
  const result = changeToEvents(changeOf(table, null, newItem), thresholds);
  if (result.kind === 'events') throw new Error('unexpectedly well-formed');
  return result.reason;
}
