import type { SseHost } from '../../lib/account-concurrency.ts';
import { billOf, type Count, type Variant } from './bill.ts';
import { fanOutLines, listedMetrics, streamLines } from './metric-counts.ts';
import { channelsVariant, liveVariant, webEnvironments, webVariant } from './our-counts.ts';
import type { Prices } from './price-sheet.ts';
import { statisticsCounts } from './statistics-counts.ts';
import { traceVariants } from './trace-counts.ts';
import { activeSeconds, pages, type Usage } from './usage.ts';
import { accessLogCounts, busyMappings, watchCounts } from './watch-counts.ts';

/** What a month of watching is made of. */
export const watchParts = [
  'metrics',
  'lines of metrics',
  'hops of traces',
  'alarms',
  'objectives',
  'the page of CloudWatch',
  'what streams count',
  'log of executions',
  'access logs',
  'hours of statistics',
] as const;

export type WatchPart = (typeof watchParts)[number];

/** One of our ways, watched. */
export interface WatchMonth {
  /** Of the way, as in the bill. */
  readonly name: string;
  readonly parts: Readonly<Record<WatchPart, number>>;
  /** Of watching alone, and with what is watched. */
  readonly dollars: number;
  readonly dollarsWithBill: number;
}

/** The default of the setting `traceSampling`. */
export const sampledShare = 0.01;

const minutesOfMonth = 30 * 24 * 60;

interface Way {
  readonly variant: (usage: Usage) => Variant;
  readonly sseHost: SseHost;
  readonly lines: (usage: Usage) => readonly Count[];
}

/** Those of the bill that are ours, in its order. */
const ways: readonly Way[] = [
  { variant: channelsVariant, sseHost: 'function-url', lines: linesOfChannels },
  {
    variant: liveVariant,
    sseHost: 'function-url',
    lines: usage => streamLines(usage, pages(usage)),
  },
  {
    variant: webVariant,
    sseHost: 'web-function',
    lines: usage => streamLines(usage, webEnvironments(usage)),
  },
];

/** What metrics, alarms, hops, logs and hours come to in each, for the usage of the bill. */
export function watchMonths(usage: Usage, prices: Prices): readonly WatchMonth[] {
  const billed = (counts: readonly Count[]): number =>
    billOf({ name: '', title: '', counts }, prices).dollars;
  return ways.map(way => {
    const variant = way.variant(usage);
    const counts = countsOf(usage, way);
    const parts = Object.fromEntries(
      watchParts.map(part => [part, billed(counts[part])]),
    ) as Record<WatchPart, number>;
    const dollars = Object.values(parts).reduce((sum, each) => sum + each, 0);
    const dollarsWithBill = dollars + billed(variant.counts);
    return { name: variant.name, parts, dollars, dollarsWithBill };
  });
}

function countsOf(usage: Usage, way: Way): Readonly<Record<WatchPart, readonly Count[]>> {
  const { bettors, proposals, days } = usage;
  const watched = { busyMappings: busyMappings(usage), bettors, proposals, days };
  const counts = watchCounts(watched, way.sseHost);
  const [hopsOfUrls, hopsOfWeb] = traceVariants(usage, sampledShare);
  // An event is read by one stream of each page, be it one of several or the only one.
  const hops = way.sseHost === 'web-function' ? hopsOfWeb : hopsOfUrls;
  return {
    metrics: listedMetrics,
    'lines of metrics': [...fanOutLines(usage), ...way.lines(usage)],
    'hops of traces': hops?.counts ?? [],
    alarms: counts.filter(({ what }) => what === 'alarms'),
    objectives: counts.filter(({ what }) => what === 'objectives'),
    'the page of CloudWatch': counts.filter(({ what }) => what === 'the page of CloudWatch'),
    'what streams count': counts.filter(({ what }) => what === 'what streams count'),
    'log of executions': counts.filter(({ what }) => what === 'executions'),
    'access logs': accessLogCounts(watched),
    'hours of statistics': hoursOf(usage),
  };
}

/** Each stream has an environment, and one channel of the page's. */
function linesOfChannels(usage: Usage): readonly Count[] {
  const { channels, eventsPerSecond } = usage;
  const ofOne = { ...usage, channels: 1, eventsPerSecond: eventsPerSecond / channels };
  return streamLines(ofOne, pages(usage) * channels);
}

/** Around the clock, also while nobody is connected. */
function hoursOf(usage: Usage): readonly Count[] {
  const minutes = activeSeconds(usage) / 60;
  return [
    ...statisticsCounts(pages(usage) + usage.bettors, minutes),
    ...statisticsCounts(0, Math.max(0, minutesOfMonth - minutes)),
  ];
}
