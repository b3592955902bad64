import { SimpleGrid, Stack } from '@mantine/core';
import { IconLockQuestion } from '@tabler/icons-react';
import { useFeeds } from '../feeds/use-feeds.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ChannelTile } from './channel-tile.tsx';
import { ConnectionsPicture } from './connections-picture.tsx';
import { EventsPicture } from './events-picture.tsx';
import { LatencyPicture } from './latency-picture.tsx';
import { LiveCount } from './live-count.tsx';
import { useOverviewStats } from './use-overview-stats.ts';

/** Every channel at a glance, and how the whole is doing. */
export default function OverviewPage() {
  const { channels } = useFeeds();
  const stats = useOverviewStats();
  if (channels.length === 0) {
    return (
      <Notice icon={<IconLockQuestion size={26} />} title="No channel is open to your role">
        Sign in with another role, or ask an admin which channels yours should read.
      </Notice>
    );
  }
  return (
    <>
      <PageHead title="Overview" description="Every channel that you may read, as it happens">
        <LiveCount />
      </PageHead>
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md">
          {channels.map(channel => (
            <ChannelTile key={channel.name} channel={channel} stats={stats} />
          ))}
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          {stats !== undefined && <EventsPicture stats={stats} channels={channels} />}
          <LatencyPicture />
        </SimpleGrid>
        {stats !== undefined && <ConnectionsPicture query={stats.query} />}
      </Stack>
    </>
  );
}
