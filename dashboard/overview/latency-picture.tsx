import { LineChart } from '@mantine/charts';
import { useMemo } from 'react';
import { useFeedViews } from '../feeds/use-feed-views.ts';
import { latency } from '../parts/format.ts';
import { Legend } from '../parts/legend.tsx';
import { Picture } from '../parts/picture.tsx';
import { useNow } from '../parts/use-now.ts';
import { latencySeries } from './latency-series.ts';
import { whyEmpty } from './why-empty.ts';

const spanMs = 30_000;
const spans = 20;
/** However little has come live, a picture is as wide as this. */
const leastSpans = 8;

const series = [
  { name: 'p50', color: 'teal.6' },
  { name: 'p95', color: 'yellow.6' },
  { name: 'p99', color: 'red.6' },
];

/** From the write to this very page. */
export function LatencyPicture() {
  const views = useFeedViews();
  const tick = Math.floor(useNow(5_000) / 5_000);
  const points = useMemo(() => {
    const lists = [...views.values()].map(({ entries }) => entries);
    const points = latencySeries(lists, tick * 5_000 + 4_999, { spanMs, spans });
    const first = points.findIndex(({ p50 }) => p50 !== null);
    return points.slice(Math.min(first < 0 ? spans : first, spans - leastSpans));
  }, [views, tick]);
  const last = points.findLast(({ p50 }) => p50 !== null);
  const watched = points.filter(({ p50 }) => p50 !== null).length;
  const watchedMinutes = Math.floor((watched * spanMs) / 60_000);
  const summary =
    last === undefined
      ? 'no live event yet'
      : `median ${latency(last.p50 ?? 0)}, 99th percentile ${latency(last.p99 ?? 0)}, measured for ${watchedMinutes} minutes`;
  return (
    <Picture
      title="Delivery latency"
      hint="from the write to this page, by this machine’s clock"
      empty={
        last === undefined && whyEmpty(views, 'No live event yet. The next one will be measured.')
      }
      summary={summary}
    >
      <LineChart
        h={230}
        data={points}
        dataKey="time"
        series={series}
        curveType="monotone"
        connectNulls
        // What was measured; the line only leads from one to the next.
        dotProps={{ r: 2.5, strokeWidth: 0 }}
        strokeWidth={2}
        gridAxis="x"
        tickLine="none"
        valueFormatter={latency}
        yAxisProps={{ width: 72 }}
        lineChartProps={{ accessibilityLayer: false }}
      />
      <Legend series={series} />
    </Picture>
  );
}
