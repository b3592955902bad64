import { Group, Stack } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { Feed, FeedEntry } from '../../clients/react/index.ts';
import { useFeedView } from '../../clients/react/index.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeed, useReadableChannels } from '../feeds/use-feeds.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EnvelopeDrawer } from './envelope-drawer.tsx';
import { everything } from './feed-filter.ts';
import { FeedList } from './feed-list.tsx';
import { FeedToolbar } from './feed-toolbar.tsx';
import { ProblemLine } from './problem-line.tsx';
import { useFiltered } from './use-filtered.ts';
import { usePausable } from './use-pausable.ts';

interface ChannelPageProps {
  readonly name: string;
}

/** One channel's feed, live. */
export default function ChannelPage({ name }: ChannelPageProps) {
  const feed = useFeed(name);
  const channel = useReadableChannels().find(each => each.name === name);
  if (feed === undefined || channel === undefined) {
    return (
      <Notice icon={<IconLock size={26} />} title="This channel is not open to you">
        Either there is none of the name “{name}”, or your role may not read it. The channels that
        you may read are in the menu.
      </Notice>
    );
  }
  return <OpenChannel title={channel.title} feed={feed} />;
}

function OpenChannel({ title, feed }: { readonly title: string; readonly feed: Feed }) {
  const view = useFeedView(feed);
  const pausable = usePausable(view);
  const [filter, setFilter] = useState(everything);
  const [selected, setSelected] = useState<FeedEntry>();
  const shown = useFiltered(pausable.entries, filter);
  return (
    <Stack gap="md" className="channel-page">
      <PageHead
        title={title}
        description={`${view.received.toLocaleString('en')} events since you opened this page`}
      >
        <Group gap="xs">
          <StateBadge view={view} />
        </Group>
      </PageHead>
      <ProblemLine view={view} feed={feed} />
      <FeedToolbar
        feed={feed}
        view={view}
        pausable={pausable}
        filter={filter}
        onFilter={setFilter}
        shown={shown.length}
      />
      <FeedList
        entries={shown}
        status={view.status}
        isFiltered={filter !== everything && shown.length < pausable.entries.length}
        onSelect={setSelected}
        onClearFilter={() => setFilter(everything)}
      />
      <EnvelopeDrawer entry={selected} onClose={() => setSelected(undefined)} />
    </Stack>
  );
}
