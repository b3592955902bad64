import { AreaChart } from '@mantine/charts';
import { useMemo } from 'react';
import { eventsIn } from '../feeds/entries.ts';
import { useFeedViews } from '../feeds/use-feed-views.ts';
import { useFeeds } from '../feeds/use-feeds.ts';
import { Legend } from '../parts/legend.tsx';
import { Picture } from '../parts/picture.tsx';
import { useNow } from '../parts/use-now.ts';
import { channelLook } from '../shell/channel-look.ts';
import { eventRates } from './event-rates.ts';
import { minuteLabel } from './latency-series.ts';
import { whyEmpty } from './why-empty.ts';

const spanMs = 60_000;
const spans = 15;
/** However little is known, a picture is as wide as this. */
const leastSpans = 5;

/** Events per minute, each counted at its home channel only. */
export function EventsPicture() {
  const { channels } = useFeeds();
  const views = useFeedViews();
  const tick = Math.floor(useNow(5_000) / 5_000);
  const { points, series, lastMinute } = useMemo(() => {
    const now = tick * 5_000 + 4_999;
    const counts = channels.map(({ name, title }) => {
      const home = eventsIn(views.get(name)?.entries).filter(({ channel }) => channel === name);
      return { name, title, rates: eventRates(home, now, { spanMs, spans }) };
    });
    const busy = counts.filter(({ rates }) => rates.some(rate => rate > 0));
    // Before the oldest event that is known there may have been others: that is no zero.
    const oldest = Math.min(...busy.map(({ rates }) => rates.findIndex(rate => rate > 0)));
    const begin = Math.min(oldest, spans - leastSpans);
    const points = Array.from({ length: spans - begin }, (_, at) => ({
      time: minuteLabel(now - (spans - begin - at) * spanMs),
      ...Object.fromEntries(busy.map(({ title, rates }) => [title, rates[begin + at] ?? 0])),
    }));
    const lastMinute = busy.reduce((sum, { rates }) => sum + (rates.at(-1) ?? 0), 0);
    const series = busy.map(({ name, title }) => ({
      name: title,
      color: `${channelLook(name).color}.6`,
    }));
    return { points, series, lastMinute };
  }, [channels, views, tick]);
  const isEmpty = series.length === 0;
  return (
    <Picture
      title="Events per minute"
      hint={`the last ${isEmpty ? spans : points.length} minutes`}
      empty={
        isEmpty &&
        whyEmpty(
          views,
          `No event of the last ${spans} minutes is known here. One appears the moment a backend writes.`,
        )
      }
      summary={`${lastMinute} in the last minute, on ${series.length} channels`}
    >
      <AreaChart
        h={230}
        data={points}
        dataKey="time"
        type="stacked"
        series={series}
        curveType="monotone"
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
