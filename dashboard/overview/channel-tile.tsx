import { Sparkline } from '@mantine/charts';
import { Box, Group, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ChannelStatus } from '../../clients/react/index.ts';
import { sentence } from '../events/sentence.ts';
import { eventsIn } from '../feeds/entries.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeedOf } from '../feeds/use-feeds.ts';
import { ago } from '../parts/format.ts';
import { useNow } from '../parts/use-now.ts';
import type { ChannelEndpoint } from '../session/deployment.ts';
import { channelLook } from '../shell/channel-look.ts';
import { eventRates } from './event-rates.ts';

const spanMs = 10_000;
const spans = 30;

/** What stands in place of the last event while there is none. */
const nothingYet: Readonly<Record<ChannelStatus, string>> = {
  idle: 'Waiting for the connection…',
  connecting: 'Waiting for the connection…',
  open: 'Nothing has happened here yet',
  polling: 'Nothing has happened here yet',
  waiting: 'The connection broke; it comes back by itself',
  offline: 'This machine has no network; it goes on when there is one',
  stopped: 'Not connected: open it to see why, and to connect again',
};

/** One channel at a glance: is it alive, how busy is it, what was last. */
export function ChannelTile({ channel }: { readonly channel: ChannelEndpoint }) {
  const view = useFeedOf(channel.name);
  const now = useNow(1_000);
  const { icon: Icon, color } = channelLook(channel.name);
  const tick = Math.floor(now / spanMs);
  const entries = view?.entries;
  const rates = useMemo(
    () => eventRates(eventsIn(entries), (tick + 1) * spanMs - 1, { spanMs, spans }),
    [entries, tick],
  );
  const lastMinute = rates.slice(-6).reduce((sum, count) => sum + count, 0);
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
        <Group align="flex-end" justify="space-between" wrap="nowrap" gap="sm">
          <Box miw={64}>
            <Text fz={26} fw={650} lh={1} data-testid={`rate-${channel.name}`}>
              {lastMinute}
            </Text>
            <Text fz="xs" c="dimmed">
              a minute
            </Text>
          </Box>
          {/* Inert, because the chart would take the focus for itself. */}
          <Box inert className="fill">
            <Sparkline
              w="100%"
              h={46}
              data={rates}
              curveType="monotone"
              color={`${color}.6`}
              fillOpacity={0.25}
              strokeWidth={2}
            />
          </Box>
        </Group>
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
