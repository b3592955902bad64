import { isVisible, type Reader } from '../channel/is-visible.ts';
import type { LogReader, Newest } from '../log/log-reader.ts';
import type { LogEntry } from '../log/segment.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';

/** Writers' clocks may differ by this much: what seems younger than a segment may lie before it. */
const clockMarginMs = 10_000;

/** The log of each channel. */
export type LogOf = (channel: ChannelName) => LogReader;

/** Whose history is wanted, how many events of each, and what the log of `global` has by then. */
export interface HistoriesWanted {
  readonly channels: readonly ChannelName[];
  readonly count: number;
  readonly newest: Newest;
}

/**
 * The last `count` events of each of these channels that the reader may see there, each event once.
 * From the channels' own logs: in that of `global` a rare channel's last events lie behind all that
 * the busy ones had since.
 *
 * `newest` is the newest part of the log of `global`, read before. What that log has not got yet, for
 * it is appended to last, is left out: it comes in its turn, behind what came before it. Whether it
 * has what was appended before that part is not known, and taken for so: in doubt an event comes early.
 */
export async function channelHistories(
  { channels, count, newest }: HistoriesWanted,
  reader: Reader,
  logOf: LogOf,
): Promise<readonly ChannelEvent[]> {
  if (count === 0) return [];
  const isToCome = ({ appendedAtMs, event }: LogEntry): boolean =>
    appendedAtMs > newest.sinceMs + clockMarginMs && !newest.ids.has(event.id);
  const histories = await Promise.all(
    channels.map(async channel => {
      const sees = (event: ChannelEvent): boolean => isVisible(event, reader, channel);
      const { entries } = await logOf(channel).history(count, sees);
      return { channel, entries: entries.filter(entry => !isToCome(entry)) };
    }),
  );
  return mergeHistories(histories);
}

interface ChannelHistory {
  readonly channel: ChannelName;
  readonly entries: readonly LogEntry[];
}

/**
 * One history of several, each event once, by the second of its time: many writes have no more. Within one
 * the times of the appends decide, of writers whose clocks may differ a little. Those that are at home in one channel keep the
 * order of its log, in which the events of an item are; what others have of them that the home's
 * history has not, because it is older or the home is not read, comes before.
 */
export function mergeHistories(histories: readonly ChannelHistory[]): readonly ChannelEvent[] {
  const all = histories.flatMap(({ entries }) => entries);
  const homes = new Set(all.map(({ event }) => event.channel));
  const taken = new Set<string>();
  const take = (home: ChannelName, { entries }: ChannelHistory): readonly LogEntry[] =>
    entries.filter(
      ({ event: { id, channel } }) => channel === home && !taken.has(id) && taken.add(id),
    );
  const byHome = [...homes].map(home => {
    const own = histories.filter(({ channel }) => channel === home);
    const ofHome = own.flatMap(history => take(home, history));
    return [...mergeByTime(histories.map(history => take(home, history))), ...ofHome];
  });
  return mergeByTime(byHome).map(({ event }) => event);
}

/** One list of several that share nothing: the oldest of their first events comes next. */
function mergeByTime(lists: readonly (readonly LogEntry[])[]): readonly LogEntry[] {
  const rest = lists.map(list => list.toReversed()).filter(list => list.length > 0);
  const merged: LogEntry[] = [];
  for (;;) {
    const [first, ...others] = rest;
    if (first === undefined) return merged;
    const next = others.reduce((a, b) => (isBefore(b.at(-1), a.at(-1)) ? b : a), first).pop();
    if (next === undefined) return merged;
    merged.push(next);
  }
}

/** What there is no more of comes last. */
function isBefore(one: LogEntry | undefined, other: LogEntry | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  const secondOf = ({ event }: LogEntry): number => Math.floor(event.timestamp / 1_000);
  const apart = secondOf(one) - secondOf(other);
  return apart < 0 || (apart === 0 && one.appendedAtMs < other.appendedAtMs);
}
