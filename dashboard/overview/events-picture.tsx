import { AreaChart } from '@mantine/charts';
import { counted } from '../parts/format.ts';
import { Legend } from '../parts/legend.tsx';
import { Picture } from '../parts/picture.tsx';
import type { ChannelEndpoint } from '../session/deployment.ts';
import { channelLook } from '../shell/channel-look.ts';
import { minuteLabel } from './latency-series.ts';
import { consecutive, type Minute } from './minutes.ts';
import { copies } from './rate.ts';
import type { OverviewStats } from './use-overview-stats.ts';

interface EventsPictureProps {
  readonly stats: OverviewStats;
  readonly channels: readonly ChannelEndpoint[];
}

/** The events of each channel in each whole minute that is known. */
export function EventsPicture({ stats, channels }: EventsPictureProps) {
  const { minutes } = stats;
  const busy = channels.filter(
    ({ name }) => !copies.includes(name) && minutes.some(minute => countOf(minute, name) > 0),
  );
  const points = consecutive(minutes).map(({ startMs, events }) => ({
    time: minuteLabel(startMs),
    // Of a minute that nobody asked for nothing is known: that is no zero.
    ...Object.fromEntries(
      busy.map(({ name, title }) => [title, events === undefined ? null : (events.get(name) ?? 0)]),
    ),
  }));
  const series = busy.map(({ name, title }) => ({
    name: title,
    color: `${channelLook(name).color}.6`,
  }));
  return (
    <Picture
      title="Events in each minute"
      hint={minutes.length === 0 ? 'whole minutes' : `${counted(minutes.length, 'whole minute')}`}
      empty={series.length === 0 && whyNone(stats)}
      summary={summaryOf(minutes, busy)}
    >
      <AreaChart
        h={230}
        data={points}
        dataKey="time"
        type="stacked"
        series={series}
        curveType="monotone"
        connectNulls={false}
        withDots={false}
        fillOpacity={0.35}
        strokeWidth={1.5}
        gridAxis="x"
        tickLine="none"
        areaChartProps={{ accessibilityLayer: false }}
      />
      <Legend series={series} />
    </Picture>
  );
}

const countOf = ({ events }: Minute, name: string): number => events.get(name) ?? 0;

function summaryOf(minutes: readonly Minute[], busy: readonly ChannelEndpoint[]): string {
  const last = minutes.at(-1);
  if (last === undefined) return 'no data yet';
  const sum = busy.reduce((total, { name }) => total + countOf(last, name), 0);
  return `${sum} in the minute of ${minuteLabel(last.startMs)}, on ${counted(busy.length, 'channel')}`;
}

function whyNone({ query, minutes }: OverviewStats): string {
  if (minutes.length > 0) {
    return `No event came in ${counted(minutes.length, 'whole minute')}. The next one shows once its minute is over.`;
  }
  if (query.problem !== undefined) return 'The statistics could not be loaded.';
  return query.data === undefined
    ? 'Waiting for the first statistics…'
    : 'The first full minute has not been counted yet.';
}
