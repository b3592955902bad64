import { Badge, Group, Stack } from '@mantine/core';
import { IconCalendarQuestion, IconLock } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Feed, FeedEntry } from '../../clients/react/index.ts';
import { useFeedView, useHistory } from '../../clients/react/index.ts';
import { feedLimit } from '../feeds/feeds-provider.tsx';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeed, useReadableChannels } from '../feeds/use-feeds.ts';
import { counted } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { EnvelopeDrawer } from './envelope-drawer.tsx';
import { everything } from './feed-filter.ts';
import { FeedList } from './feed-list.tsx';
import { FeedToolbar } from './feed-toolbar.tsx';
import { HistoryBar } from './history-bar.tsx';
import { JumpMenu } from './jump-menu.tsx';
import { LiveControls, MethodChoice } from './live-controls.tsx';
import { NothingSince, NothingYet } from './nothing-here.tsx';
import { ProblemLine } from './problem-line.tsx';
import { useFiltered } from './use-filtered.ts';
import { useHistoryStart } from './use-history-start.ts';
import { usePausable } from './use-pausable.ts';

interface ChannelPageProps {
  readonly name: string;
}

/** One channel's feed, live, or its history from a time on. */
export default function ChannelPage({ name }: ChannelPageProps) {
  const feed = useFeed(name);
  const channel = useReadableChannels().find(each => each.name === name);
  const { result, back } = useHistoryStart();
  if (feed === undefined || channel === undefined) {
    return (
      <Notice icon={<IconLock size={26} />} title="You cannot read this channel">
        There is no channel “{name}”, or your role may not read it. The channels that you may read
        are in the menu.
      </Notice>
    );
  }
  if (result?.kind === 'refused') {
    return (
      <Notice
        icon={<IconCalendarQuestion size={26} />}
        title="The address has no valid time in the past"
        action={{ label: 'Go to the live feed', onClick: back }}
      >
        {result.reason} “Jump to history” on the feed’s page offers some.
      </Notice>
    );
  }
  return <OpenChannel name={name} title={channel.title} feed={feed} sinceMs={result?.atMs} />;
}

interface OpenChannelProps {
  readonly name: string;
  readonly title: string;
  readonly feed: Feed;
  readonly sinceMs: number | undefined;
}

function OpenChannel({ name, title, feed, sinceMs }: OpenChannelProps) {
  const view = useFeedView(feed);
  const pausable = usePausable(view);
  const history = useHistory({ channel: name, sinceMs, limit: feedLimit });
  const sinceOpened = useCountSince(view.receivedNew, undefined);
  const missed = useCountSince(view.receivedNew, sinceMs);
  const [filter, setFilter] = useState(everything);
  const [selected, setSelected] = useState<FeedEntry>();
  const { jump, back } = useHistoryStart();
  const jumpButton = useRef<HTMLButtonElement>(null);
  const entries = history?.entries ?? pausable.entries;
  const shown = useFiltered(entries, filter);

  // What had the focus goes away.
  const goLive = (): void => {
    back();
    jumpButton.current?.focus();
  };

  return (
    <Stack gap="md" className="channel-page">
      <PageHead
        title={title}
        description={`${counted(sinceOpened, 'event')} since you opened this page`}
      >
        <Group gap="xs">
          {history === undefined ? (
            <StateBadge view={view} />
          ) : (
            <Badge variant="dot" color="blue">
              History
            </Badge>
          )}
        </Group>
      </PageHead>
      {history === undefined || sinceMs === undefined ? (
        <ProblemLine view={view} feed={feed} />
      ) : (
        <HistoryBar sinceMs={sinceMs} history={history} missed={missed} onBack={goLive} />
      )}
      <FeedToolbar entries={entries} filter={filter} onFilter={setFilter} shown={shown.length}>
        <JumpMenu atMs={sinceMs} onJump={jump} buttonRef={jumpButton} />
        {history === undefined && <LiveControls pausable={pausable} />}
        {history === undefined && <MethodChoice feed={feed} view={view} />}
      </FeedToolbar>
      <FeedList
        key={sinceMs}
        entries={shown}
        order={history === undefined ? 'newest-first' : 'oldest-first'}
        isFiltered={filter !== everything && shown.length < entries.length}
        empty={
          history === undefined ? (
            <NothingYet status={view.status} pausable={pausable} />
          ) : (
            <NothingSince status={history.status} onBack={goLive} />
          )
        }
        onSelect={setSelected}
        onClearFilter={() => setFilter(everything)}
      />
      <EnvelopeDrawer entry={selected} onClose={() => setSelected(undefined)} />
    </Stack>
  );
}

/** How many events happened since the page was opened, or since history was opened. */
function useCountSince(receivedNew: number, sinceMs: number | undefined): number {
  const [before, setBefore] = useState(receivedNew);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was received when it began
  useEffect(() => setBefore(receivedNew), [sinceMs]);
  return receivedNew - before;
}
