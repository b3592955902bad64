import { BarChart } from '@mantine/charts';
import { Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { type Stats, useManagementQuery } from '../../clients/react/index.ts';
import { compact, latency } from '../parts/format.ts';
import { Legend } from '../parts/legend.tsx';
import { Picture } from '../parts/picture.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { isStaff } from '../session/is-staff.ts';
import { useSessionStore } from '../session/session-store.ts';

const everyMs = 5_000;

/** What all environments together have counted; for the staff only, so nobody else is to be refused. */
export function ConnectionsPicture() {
  const role = useSessionStore(({ session }) => session?.role);
  return role !== undefined && isStaff(role) ? <Connections /> : null;
}

/** Who is connected where, and how well it goes. */
function Connections() {
  const isRefused = useSessionStore(({ refused }) => refused !== undefined);
  const query = useManagementQuery<Stats>('stats', {}, { everyMs, isWanted: !isRefused });
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

function ByChannel({ stats }: { readonly stats: Stats }) {
  const points = stats.channels.map(({ channel, connections: { sse, ws } }) => ({
    channel,
    Streams: sse,
    Sockets: ws,
  }));
  return (
    <Picture
      title="Connections by channel"
      hint={`${stats.connections.total} open now`}
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

function Figures({ stats }: { readonly stats: Stats }) {
  const { connections, latencyMs, errors, channels } = stats;
  const perMinute = channels
    .filter(({ channel }) => channel !== 'global' && channel !== 'notifications')
    .reduce((sum, { eventsPerMinute }) => sum + eventsPerMinute, 0);
  return (
    <SimpleGrid cols={2} spacing="md">
      <Figure
        name="Open connections"
        value={compact(connections.total)}
        detail={Object.entries(connections.byState)
          .filter(([, count]) => count > 0)
          .map(([state, count]) => `${count} ${state}`)
          .join(', ')}
      />
      <Figure name="Events a minute" value={compact(perMinute)} detail="each at its home channel" />
      <Figure
        name="Delivery, half within"
        value={latencyMs === undefined ? 'none yet' : latency(latencyMs.p50)}
        detail={
          latencyMs === undefined
            ? 'no event was delivered in five minutes'
            : `95 % ${latency(latencyMs.p95)}, 99 % ${latency(latencyMs.p99)}`
        }
      />
      <Figure
        name="Errors and refusals"
        value={`${(errors.rate * 100).toFixed(1)} %`}
        detail={`${errors.errors} of ${compact(errors.requests)} requests`}
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
