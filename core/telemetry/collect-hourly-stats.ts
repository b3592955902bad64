import { mayRead } from '../channel/channels.ts';
import type { Clock } from '../clock.ts';
import { addUp, errorsOf, latencyOf } from '../statistics/counts.ts';
import { sampleCount } from '../statistics/histogram.ts';
import {
  type HourCounts,
  type HourStore,
  hourMs,
  hourOf,
  hourStartMs,
  type Peaks,
} from '../statistics/hours.ts';
import { allSeries, type Series } from '../statistics/statistics.ts';
import { summarizeLatency } from '../statistics/summarize.ts';
import type { Addressee } from '../wire/addressee.ts';
import { type ConnectionChannel, connectionChannels } from '../wire/connection-state.ts';
import { channelNames } from '../wire/event.ts';
import { type HourlyStats, longestStatsDays } from '../wire/management/hourly-stats.ts';
import { Refused } from '../wire/refused.ts';

const dayMs = 86_400_000;

/** Whoever asks from thirty days ago until now has computed that a moment ago. */
const graceMs = 60_000;

/** What collecting the statistics of hours works with. */
export interface HourlyStatsPorts {
  readonly countedHours: Pick<HourStore, 'hours'>;
  readonly now: Clock;
}

/** Whose rights decide what is counted. */
type StatsReader = Pick<Addressee, 'role' | 'permissions'>;

/**
 * The statistics of hours, of what their reader may read. What was the most at once over several channels, and
 * who was there, cannot be divided any more: whoever may not read all channels is given it of single ones.
 *
 * @throws Refused QUERY_INVALID for a range that has no hour since 1970, or more than 30 days and a minute
 */
export async function collectHourlyStats(
  reader: StatsReader,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined },
  { countedHours, now }: HourlyStatsPorts,
): Promise<HourlyStats> {
  const at = now();
  const { to: toMs = at, from: fromMs = toMs - dayMs } = asked;
  const isTooLong = toMs - fromMs > longestStatsDays * dayMs + graceMs;
  if (fromMs >= toMs || toMs <= 0 || isTooLong) {
    const detail = `received from=${fromMs} and to=${toMs}; expected from before to, to after 1970 began, and ${longestStatsDays} days between them at most`;
    throw new Refused('QUERY_INVALID', detail);
  }
  // Whoever asks up to ten o'clock asks for no hour that begins then.
  const [first, last] = [hourOf(Math.max(fromMs, 0)), hourOf(toMs - 1)];
  const wanted = allSeries.filter(series => !isChannel(series) || mayRead(series, reader));
  const readsAll = channelNames.every(channel => mayRead(channel, reader));
  const hours = await countedHours.hours(wanted, first, last);
  return {
    at,
    per: 'hour',
    from: hourStartMs(first),
    to: hourStartMs(last) + hourMs,
    hours: hours.map(hour => hourStats(hour, { wanted, readsAll })),
  };
}

function isChannel(series: Series): series is (typeof channelNames)[number] {
  return channelNames.some(name => name === series);
}

/** What the reader may read. */
interface Sight {
  readonly wanted: readonly Series[];
  readonly readsAll: boolean;
}

function hourStats({ hour, addedUpAtMs, series, peaks }: HourCounts, sight: Sight) {
  const all = addUp(series.values());
  const latency = summarizeLatency(latencyOf(all));
  const start = hourStartMs(hour);
  return {
    start,
    countedUntil: Math.min(addedUpAtMs, start + hourMs),
    requests: all.get('requests') ?? 0,
    errors: errorsOf(all),
    ...(latency && { latencyMs: latency }),
    ...(peaks && { peaks: peakStats(peaks, sight) }),
    channels: connectionChannels
      .filter(channel => sight.wanted.includes(channel))
      .map(channel => channelStats(channel, { series, peaks, sight }))
      .filter(({ events, deliveries, readers = 0 }) => events + deliveries + readers > 0),
  };
}

function peakStats({ samples, readers, streams, users }: Peaks, { readsAll }: Sight) {
  return {
    samples,
    sockets: readers.get('proposals') ?? 0,
    ...(readsAll && { streams, users }),
  };
}

function channelStats(
  channel: ConnectionChannel,
  { series, peaks, sight }: Pick<HourCounts, 'series' | 'peaks'> & { readonly sight: Sight },
) {
  const counts = series.get(channel) ?? new Map();
  // Of Live streams some may show nothing that the reader may read.
  const isShown = peaks !== undefined && (channel !== 'live' || sight.readsAll);
  return {
    channel,
    events: counts.get('appended') ?? 0,
    deliveries: sampleCount(latencyOf(counts)),
    ...(isShown && { readers: peaks.readers.get(channel) ?? 0 }),
  };
}
