import { mayRead } from '../channel/channels.ts';
import type { Clock } from '../clock.ts';
import {
  type Connection,
  type ConnectionDirectory,
  shownChannels,
} from '../connection/connection.ts';
import { tallyOf } from '../connection/tally.ts';
import type { RoomCounts } from '../room/rooms.ts';
import { allSeries, type Series, type StatisticsStore } from '../statistics/statistics.ts';
import {
  addHistograms,
  type SeriesSummary,
  summarizeErrors,
  summarizeLatency,
  summarizeSeries,
  windowMinutes,
  windowStart,
} from '../statistics/summarize.ts';
import type { Addressee } from '../wire/addressee.ts';
import { type ConnectionChannel, connectionChannels } from '../wire/connection-state.ts';
import { channelNames } from '../wire/event.ts';
import type { Stats } from '../wire/management/stats.ts';
import type { Role } from '../wire/role.ts';
import type { WorkflowLists } from '../workflow/workflow-lists.ts';
import { paymentStreamReaders } from './payment-stream-readers.ts';
import { roomStats } from './room-stats.ts';

/** Of one channel are counted at most this many times a page; beyond, the answer says so. */
const maxPages = 10;
const pageSize = 500;

/** What collecting the statistics works with. */
export interface StatsPorts {
  readonly counted: Pick<StatisticsStore, 'since'>;
  readonly directory: Pick<ConnectionDirectory, 'onChannel'>;
  readonly rooms: RoomCounts;
  readonly workflowLists: Pick<WorkflowLists, 'findAll'>;
  readonly now: Clock;
}

/** What was counted of every series in the last minutes. */
export async function readSeries(
  wanted: readonly Series[],
  { counted, now }: Pick<StatsPorts, 'counted' | 'now'>,
): Promise<readonly SeriesSummary[]> {
  const nowMs = now();
  return await Promise.all(
    wanted.map(async series =>
      summarizeSeries(series, await counted.since(series, windowStart(nowMs)), nowMs),
    ),
  );
}

/** Whose rights decide what is counted. */
type StatsReader = Pick<Addressee, 'role' | 'permissions'>;

/**
 * The statistics of what its reader may read: of other channels nothing counts, not even in a sum. A Live
 * stream is a reader of each channel that it shows, and one connection in every sum.
 */
export async function collectStats(reader: StatsReader, ports: StatsPorts): Promise<Stats> {
  const wanted = allSeries.filter(series => !isChannel(series) || mayRead(series, reader));
  const channels = connectionChannels.filter(channel => wanted.includes(channel));
  const [series, rooms, connected] = await Promise.all([
    readSeries(wanted, ports),
    roomStats(reader, ports),
    Promise.all(channels.map(channel => connectionsOf(channel, reader, ports))),
  ]);
  const live = connected.find(({ channel }) => channel === 'live')?.connections ?? [];
  const open = connected.flatMap(({ connections }) => connections);
  const all = tallyOf(open);
  const { oldest } = all;
  return {
    at: ports.now(),
    windowMinutes,
    connections: {
      total: all.byKind.sse + all.byKind.ws,
      byState: all.byState,
      ...(oldest === undefined ? {} : { oldest: shown(oldest, reader.role) }),
      complete: connected.every(({ isComplete }) => isComplete),
    },
    channels: connected.flatMap(of => {
      const summary = series.find(each => each.series === of.channel);
      return summary === undefined ? [] : [channelStats(of, live, summary)];
    }),
    paymentStreams: paymentStreamReaders(open),
    rooms,
    ...latencyMs(series.map(({ latency }) => latency)),
    errors: {
      ...summarizeErrors(series),
      bySource: series.map(each => ({ source: each.series, ...summarizeErrors([each]) })),
    },
  };
}

function isChannel(series: Series): series is (typeof channelNames)[number] {
  return channelNames.some(name => name === series);
}

interface ChannelConnections {
  readonly channel: ConnectionChannel;
  readonly connections: readonly Connection[];
  readonly isComplete: boolean;
}

/** Of Live streams those that show something that the reader of the statistics may read. */
async function connectionsOf(
  channel: ConnectionChannel,
  reader: StatsReader,
  { directory }: Pick<StatsPorts, 'directory'>,
): Promise<ChannelConnections> {
  const connections: Connection[] = [];
  let next: string | undefined;
  for (let read = 0; read < maxPages; read += 1) {
    const limit = pageSize;
    const page = await directory.onChannel(
      channel,
      next === undefined ? { limit } : { limit, next },
    );
    connections.push(
      ...page.connections.filter(each => shownChannels(each).some(shows => mayRead(shows, reader))),
    );
    next = page.next;
    if (next === undefined) return { channel, connections, isComplete: true };
  }
  return { channel, connections, isComplete: false };
}

function channelStats(
  { channel, connections }: ChannelConnections,
  live: readonly Connection[],
  { eventsPerMinute, deliveries, latency, minutes }: SeriesSummary,
) {
  const showing = live.filter(({ channels }) => channels?.some(name => name === channel));
  const { byKind, byState } = tallyOf([...connections, ...showing]);
  return {
    channel,
    connections: { ...byKind, byState },
    eventsPerMinute,
    deliveries,
    ...latencyMs([latency]),
    minutes: minutes.map(({ startMs, ...counts }) => ({ start: startMs, ...counts })),
  };
}

function latencyMs(histograms: readonly SeriesSummary['latency'][]) {
  const summary = summarizeLatency(addHistograms(histograms));
  return summary === undefined ? {} : { latencyMs: summary };
}

/** By its id one may read what was addressed to it once it is closed (0033): admins may. */
function shown({ connectionId, channel, connectedAtMs }: Connection, role: Role) {
  const connected = { channel, connectedAt: connectedAtMs };
  return role === 'admin' ? { connectionId, ...connected } : connected;
}
