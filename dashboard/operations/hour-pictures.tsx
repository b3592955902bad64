import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import { SimpleGrid } from '@mantine/core';
import { copies } from '../overview/rate.ts';
import { compact, counted, latency } from '../parts/format.ts';
import { Legend } from '../parts/legend.tsx';
import { Picture } from '../parts/picture.tsx';
import { channelLook } from '../shell/channel-look.ts';
import { type Hour, type HourPoint, sumOfHours } from './hour-points.ts';

interface HourPicturesProps {
  readonly points: readonly HourPoint[];
  /** What stands below an hour. */
  readonly label: (startMs: number) => string;
}

interface Series {
  readonly name: string;
  readonly color: string;
  /** Null where it is not known, which is no zero. */
  readonly of: (hour: Hour) => number | null;
}

const shared = {
  h: 230,
  dataKey: 'time',
  gridAxis: 'x',
  tickLine: 'none',
  curveType: 'linear',
  connectNulls: false,
  strokeWidth: 1.5,
  // An hour between two that are not known has no line to either.
  dotProps: { r: 1.5, strokeWidth: 0 },
} as const;

/** What was counted in hours: events, who was there, how late, and what went wrong. */
export function HourPictures({ points, label }: HourPicturesProps) {
  const hours = points.flatMap(({ hour }) => hour ?? []);
  const sum = sumOfHours(points);
  const known = counted(hours.length, 'hour');
  const dataOf = (series: readonly Series[]) =>
    points.map(({ startMs, hour }) => ({
      time: label(startMs),
      ...Object.fromEntries(
        series.map(({ name, of }) => [name, hour === undefined ? null : of(hour)]),
      ),
    }));
  const events = eventSeries(hours);
  const readers = readerSeries(hours);
  const errors = errorSeries(hours);
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Picture
        title="Events in each hour"
        hint="by channel"
        empty={events.length === 0 && `No event in ${known}.`}
        summary={`${counted(sum?.events ?? 0, 'event')} in ${known}, on ${counted(events.length, 'channel')}`}
      >
        <AreaChart
          {...shared}
          data={dataOf(events)}
          type="stacked"
          series={plain(events)}
          fillOpacity={0.35}
          valueFormatter={compact}
          areaChartProps={{ accessibilityLayer: false }}
        />
        <Legend series={events} />
      </Picture>
      <Picture
        title="The most at once in each hour"
        hint="counted once a minute"
        empty={readers.length === 0 && `Nobody was connected in ${known}, or nobody counted.`}
        summary={readers
          .map(({ name, of }) => `${name} ${Math.max(...hours.map(hour => of(hour) ?? 0))}`)
          .join(', ')}
      >
        <LineChart
          {...shared}
          data={dataOf(readers)}
          series={plain(readers)}
          yAxisProps={{ allowDecimals: false }}
          valueFormatter={compact}
          lineChartProps={{ accessibilityLayer: false }}
        />
        <Legend series={readers} />
      </Picture>
      <Picture
        title="Delivery latency in each hour"
        hint="from the write to the stream or socket"
        empty={sum?.p99 === undefined && `No event was delivered in ${known}.`}
        summary={`in the slowest hour median ${latency(sum?.p50 ?? 0)}, 99th percentile ${latency(sum?.p99 ?? 0)}`}
      >
        <LineChart
          {...shared}
          data={dataOf(latencySeries)}
          series={plain(latencySeries)}
          yAxisProps={{ width: 72 }}
          valueFormatter={latency}
          lineChartProps={{ accessibilityLayer: false }}
        />
        <Legend series={latencySeries} />
      </Picture>
      <Picture
        title="Errors and refusals in each hour"
        hint="by category"
        empty={errors.length === 0 && `Nothing was refused or failed in ${known}.`}
        summary={`${sum?.errors ?? 0} in ${known}: ${errors.map(({ name }) => name).join(', ')}`}
      >
        <BarChart
          h={shared.h}
          data={dataOf(errors)}
          dataKey={shared.dataKey}
          type="stacked"
          series={plain(errors)}
          gridAxis={shared.gridAxis}
          tickLine={shared.tickLine}
          valueFormatter={compact}
          barProps={{ isAnimationActive: false }}
          barChartProps={{ accessibilityLayer: false }}
        />
        <Legend series={errors} />
      </Picture>
    </SimpleGrid>
  );
}

const plain = (series: readonly Series[]) => series.map(({ name, color }) => ({ name, color }));

const namesIn = (hours: readonly Hour[]): readonly Hour['channels'][number]['channel'][] => [
  ...new Set(hours.flatMap(({ channels }) => channels.map(({ channel }) => channel))),
];

const colorOf = (channel: string): string => `${channelLook(channel).color}.6`;

function eventSeries(hours: readonly Hour[]): readonly Series[] {
  return namesIn(hours)
    .filter(name => !copies.includes(name))
    .map(name => ({
      name,
      color: colorOf(name),
      of: (hour: Hour) => hour.channels.find(({ channel }) => channel === name)?.events ?? 0,
    }))
    .filter(({ of }) => hours.some(hour => of(hour) > 0));
}

/** All together for who may read all; else of each channel. */
function readerSeries(hours: readonly Hour[]): readonly Series[] {
  const whole: readonly Series[] = [
    { name: 'Streams', color: 'blue.6', of: ({ peaks }) => peaks?.streams ?? null },
    { name: 'Sockets', color: 'teal.6', of: ({ peaks }) => peaks?.sockets ?? null },
    { name: 'People in the hour', color: 'grape.6', of: ({ peaks }) => peaks?.users ?? null },
  ];
  if (hours.some(({ peaks }) => peaks?.streams !== undefined)) return whole;
  return namesIn(hours)
    .map(name => ({
      name,
      color: colorOf(name),
      of: ({ peaks, channels }: Hour) =>
        peaks === undefined
          ? null
          : (channels.find(({ channel }) => channel === name)?.readers ?? 0),
    }))
    .filter(({ of }) => hours.some(hour => (of(hour) ?? 0) > 0));
}

const latencySeries: readonly Series[] = [
  { name: 'p50', color: 'teal.6', of: ({ latencyMs }) => latencyMs?.p50 ?? null },
  { name: 'p99', color: 'red.6', of: ({ latencyMs }) => latencyMs?.p99 ?? null },
];

const categoryColors: Readonly<Record<keyof Hour['errors'], string>> = {
  CONNECTION: 'gray.6',
  AUTHENTICATION: 'yellow.6',
  RATE_LIMIT: 'orange.6',
  SERVER: 'red.6',
  CLIENT: 'blue.6',
  VALIDATION: 'grape.6',
  TIMEOUT: 'pink.6',
  CAPACITY: 'cyan.6',
};

function errorSeries(hours: readonly Hour[]): readonly Series[] {
  return (Object.keys(categoryColors) as (keyof Hour['errors'])[])
    .filter(category => hours.some(({ errors }) => errors[category] > 0))
    .map(name => ({
      name,
      color: categoryColors[name],
      of: ({ errors }: Hour) => errors[name],
    }));
}
