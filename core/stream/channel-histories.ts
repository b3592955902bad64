import { isVisible, type Reader } from '../channel/is-visible.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';

/** The log of each channel. */
export type LogOf = (channel: ChannelName) => LogReader;

/**
 * The last `count` events of each of these channels that the reader may see there, each event once.
 * From the channels' own logs: in that of `global` a rare channel's last events lie behind all that
 * the busy ones had since.
 */
export async function channelHistories(
  channels: readonly ChannelName[],
  count: number,
  reader: Reader,
  logOf: LogOf,
): Promise<readonly ChannelEvent[]> {
  if (count === 0) return [];
  const histories = await Promise.all(
    channels.map(async channel => {
      const sees = (event: ChannelEvent): boolean => isVisible(event, reader, channel);
      const { entries } = await logOf(channel).history(count, sees);
      return entries.map(({ event }) => event);
    }),
  );
  return mergeInOrder(histories);
}

/**
 * One sequence of several, each event once. What one log has in an order keeps it, for an event waits
 * until it is the first in every log that has it; among those that may come, the oldest does. Two logs
 * may have events of different items in different orders, so that each waits for the other: then the
 * oldest of them comes first.
 */
export function mergeInOrder(
  sequences: readonly (readonly ChannelEvent[])[],
): readonly ChannelEvent[] {
  const copies = new Map<string, number>();
  for (const { id } of sequences.flat()) copies.set(id, (copies.get(id) ?? 0) + 1);
  const places = sequences.map(() => 0);
  const merged = new Map<string, ChannelEvent>();
  while (merged.size < copies.size) {
    const heads = sequences.flatMap((sequence, index) => {
      let place = places[index] ?? 0;
      while (merged.has(sequence[place]?.id ?? '')) place += 1;
      places[index] = place;
      return sequence[place] ?? [];
    });
    const isFirstInAll = ({ id }: ChannelEvent): boolean =>
      heads.filter(head => head.id === id).length === copies.get(id);
    const ready = heads.filter(isFirstInAll);
    const next = oldestOf(ready.length > 0 ? ready : heads);
    merged.set(next.id, next);
  }
  return [...merged.values()];
}

function oldestOf(events: readonly ChannelEvent[]): ChannelEvent {
  return events.reduce((oldest, event) => (event.timestamp < oldest.timestamp ? event : oldest));
}
