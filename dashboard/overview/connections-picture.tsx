import { BarChart } from '@mantine/charts';
import { Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ManagementQuery, Stats } from '../../clients/react/index.ts';
import { compact, latency } from '../parts/format.ts';
import { Legend } from '../parts/legend.tsx';
import { Picture } from '../parts/picture.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { useSessionStore } from '../session/session-store.ts';
import { perMinute, rateOf, wholeRate } from './rate.ts';

/** Who is connected where, and how well it goes: what all environments together have counted. */
export function ConnectionsPicture({ query }: { readonly query: ManagementQuery<Stats> }) {
  const isRefused = useSessionStore(({ refused }) => refused !== undefined);
  const show = (stats: Stats) => (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <ByChannel stats={stats} />
      <Figures stats={stats} />
    </SimpleGrid>
  );
  // Every page says above that nothing new arrives; what came before stays.
  if (isRefused) return query.data === undefined ? null : show(query.data);
  return (
    <QueryState query={query} what="the statistics">
      {show}
    </QueryState>
  );
}

const series = [
  { name: 'Streams', color: 'blue.6' },
  { name: 'Sockets', color: 'teal.6' },
];

/** The readers of each channel: a stream of several channels is one of each, and no bar of its own. */
function ByChannel({ stats }: { readonly stats: Stats }) {
  const points = stats.channels
    .filter(({ channel }) => channel !== 'live')
    .map(({ channel, connections: { sse, ws } }) => ({ channel, Streams: sse, Sockets: ws }));
  const live = stats.channels.find(({ channel }) => channel === 'live')?.connections.sse ?? 0;
  const several =
    live === 0 ? '' : `; ${live} of them ${live === 1 ? 'is' : 'are'} of several channels`;
  return (
    <Picture
      title="Connections by channel"
      hint={`${atLeast(stats)}${stats.connections.total} open now${several}`}
      summary={points.map(each => `${each.channel} ${each.Streams + each.Sockets}`).join(', ')}
    >
      <BarChart
        h={260}
        data={points}
        dataKey="channel"
        type="stacked"
        orientation="vertical"
        series={series}
        gridAxis="y"
        tickLine="none"
        yAxisProps={{ width: 96, interval: 0 }}
        xAxisProps={{ allowDecimals: false }}
        barProps={{ radius: 3, isAnimationActive: false }}
        barChartProps={{ accessibilityLayer: false }}
      />
      <Legend series={series} />
    </Picture>
  );
}

/** Of a channel with very many not all are counted. */
const atLeast = ({ connections }: Stats): string => (connections.complete ? '' : 'at least ');

function Figures({ stats }: { readonly stats: Stats }) {
  const { connections, latencyMs, errors, channels, windowMinutes } = stats;
  const time = `in ${windowMinutes} minutes`;
  const isWhole = rateOf(channels, 'global') !== undefined;
  return (
    <SimpleGrid cols={2} spacing="md">
      <Figure
        name="Open connections"
        value={`${atLeast(stats)}${compact(connections.total)}`}
        detail={Object.entries(connections.byState)
          .filter(([, count]) => count > 0)
          .map(([state, count]) => `${count} ${state}`)
          .join(', ')}
      />
      <Figure
        name="Events a minute"
        value={perMinute(wholeRate(channels))}
        detail={`${isWhole ? 'each counted once' : 'on channels that you may read'}, the mean of ${windowMinutes} minutes`}
      />
      <Figure
        name="Median delivery time"
        value={latencyMs === undefined ? 'none yet' : latency(latencyMs.p50)}
        detail={
          latencyMs === undefined
            ? `no event was delivered ${time}`
            : `95 % ${latency(latencyMs.p95)}, 99 % ${latency(latencyMs.p99)}, ${time}`
        }
      />
      <Figure
        name="Errors and refusals"
        value={
          errors.requests === 0 ? compact(errors.errors) : `${(errors.rate * 100).toFixed(1)} %`
        }
        detail={
          errors.requests === 0
            ? `no request ${time}`
            : `${errors.errors} of ${compact(errors.requests)} requests ${time}`
        }
      />
    </SimpleGrid>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
}

function Figure({ name, value, detail }: FigureProps) {
  return (
    <Paper withBorder p="md" className="card">
      <Stack gap={4} h="100%" justify="center">
        <Text fz="sm" c="dimmed">
          {name}
        </Text>
        <Text fz={32} fw={650} lh={1.2}>
          {value}
        </Text>
        <Text fz="xs" c="dimmed">
          {detail}
        </Text>
      </Stack>
    </Paper>
  );
}
