import { Paper } from '@mantine/core';
import { IconMoodEmpty, IconPlugConnectedX, IconTrash } from '@tabler/icons-react';
import type { ChannelStatus, HistoryView } from '../../clients/react/index.ts';
import { Notice } from '../parts/notice.tsx';
import { OnItsWay } from '../parts/on-its-way.tsx';
import type { Pausable } from './use-pausable.ts';

interface NothingYetProps {
  readonly status: ChannelStatus;
  readonly pausable: Pausable;
}

/** Instead of a live feed that has no entry. */
export function NothingYet({ status, pausable }: NothingYetProps) {
  if (pausable.isEmptied) {
    return (
      <Notice icon={<IconTrash size={26} />} title="The list was cleared">
        {pausable.isPaused
          ? 'Events since the pause, and new ones, appear here when you resume.'
          : 'New events appear here.'}
      </Notice>
    );
  }
  if (status === 'connecting' || status === 'idle') {
    return <Awaited>Loading the last 100 events…</Awaited>;
  }
  if (status !== 'open' && status !== 'polling') {
    return (
      <Notice icon={<IconPlugConnectedX size={26} />} title="No events yet">
        Not connected. It reconnects by itself, unless the message above says otherwise.
      </Notice>
    );
  }
  return (
    <Notice icon={<IconMoodEmpty size={26} />} title="No events yet">
      An event appears as soon as a backend writes one. On your own machine,{' '}
      <code>npm run demo</code> plays a derby night.
    </Notice>
  );
}

interface NothingSinceProps {
  readonly status: HistoryView['status'];
  readonly onBack: () => void;
}

/** Instead of a history that has no entry. */
export function NothingSince({ status, onBack }: NothingSinceProps) {
  if (status === 'reading') return <Awaited>Reading the log…</Awaited>;
  // What went wrong, and what can be done about it, stands above.
  if (status !== 'complete') return null;
  return (
    <Notice
      icon={<IconMoodEmpty size={26} />}
      title="No events since then"
      action={{ label: 'Back to live', onClick: onBack }}
    >
      Jump to an earlier time, or go back to the live feed.
    </Notice>
  );
}

function Awaited({ children }: { readonly children: string }) {
  return (
    <Paper withBorder className="card">
      <OnItsWay>{children}</OnItsWay>
    </Paper>
  );
}
