import { Sparkline } from '@mantine/charts';
import { Box, Group, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { Link } from 'wouter';
import type { ChannelStatus } from '../../clients/react/index.ts';
import { sentence } from '../events/sentence.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeedOf } from '../feeds/use-feeds.ts';
import { ago } from '../parts/format.ts';
import { useNow } from '../parts/use-now.ts';
import type { ChannelEndpoint } from '../session/deployment.ts';
import { channelLook } from '../shell/channel-look.ts';
import { consecutive } from './minutes.ts';
import { perMinute, rateOf } from './rate.ts';
import type { OverviewStats } from './use-overview-stats.ts';

/** What stands in place of the last event while there is none. */
const nothingYet: Readonly<Record<ChannelStatus, string>> = {
  idle: 'Waiting for the connection…',
  connecting: 'Waiting for the connection…',
  open: 'No events yet',
  polling: 'No events yet',
  waiting: 'Connection lost; reconnecting',
  offline: 'This device is offline; it reconnects when the network is back',
  stopped: 'Disconnected: open the channel to see why and to connect again',
};

interface ChannelTileProps {
  readonly channel: ChannelEndpoint;
  /** Undefined for whoever may not know them. */
  readonly stats: OverviewStats | undefined;
}

/** One channel at a glance: is it alive, how busy is it, what was last. */
export function ChannelTile({ channel, stats }: ChannelTileProps) {
  const view = useFeedOf(channel.name);
  const now = useNow(1_000);
  const { icon: Icon, color } = channelLook(channel.name);
  const last = view?.lastEvent;
  return (
    <Paper
      component={Link}
      href={`/channels/${channel.name}`}
      withBorder
      p="md"
      className="card tile"
    >
      <Stack gap="xs" h="100%">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <ThemeIcon variant="light" color={color} size={30} radius="md">
              <Icon size={18} />
            </ThemeIcon>
            <Text fw={600} truncate>
              {channel.title}
            </Text>
          </Group>
          <StateBadge view={view} />
        </Group>
        {stats !== undefined && <Busyness name={channel.name} color={color} stats={stats} />}
        <Box mt="auto" mih={36}>
          {last === undefined ? (
            <Text fz="xs" c="dimmed">
              {nothingYet[view?.status ?? 'idle']}
            </Text>
          ) : (
            <>
              <Group gap={6} wrap="nowrap" justify="space-between">
                <Text fz="xs" fw={600} truncate>
                  {last.type}
                </Text>
                <Text fz="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                  {ago(last.timestamp, now)}
                </Text>
              </Group>
              <Text fz="xs" c="dimmed" truncate>
                {sentence(last)}
              </Text>
            </>
          )}
        </Box>
      </Stack>
    </Paper>
  );
}

interface BusynessProps {
  readonly name: string;
  readonly color: string;
  readonly stats: OverviewStats;
}

/** How many events a minute a channel gets, and how many it got in each of the last ones. */
function Busyness({ name, color, stats: { current, minutes } }: BusynessProps) {
  const rate = current && rateOf(current.channels, name);
  const counts = consecutive(minutes).map(({ events }) => events?.get(name) ?? null);
  return (
    <Group align="flex-end" justify="space-between" wrap="nowrap" gap="sm">
      <Box miw={96}>
        <Text fz={26} fw={650} lh={1} data-testid={`rate-${name}`}>
          {rate === undefined ? <Unknown /> : perMinute(rate)}
        </Text>
        <Text fz="xs" c="dimmed">
          events a minute
        </Text>
      </Box>
      {/* Inert, because the chart would take the focus for itself. */}
      <Box inert className="fill" h={46}>
        {counts.length > 1 && (
          <Sparkline
            w="100%"
            h={46}
            data={counts}
            curveType="monotone"
            connectNulls={false}
            color={`${color}.6`}
            fillOpacity={0.25}
            strokeWidth={2}
          />
        )}
      </Box>
    </Group>
  );
}

const Unknown = () => (
  <span role="img" aria-label="unknown">
    –
  </span>
);
