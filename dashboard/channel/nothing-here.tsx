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
      <Notice icon={<IconTrash size={26} />} title="The list was emptied">
        {pausable.isPaused
          ? 'What came since it was paused, and what comes next, appears here once you resume.'
          : 'What comes next appears here.'}
      </Notice>
    );
  }
  if (status === 'connecting' || status === 'idle') {
    return <Awaited>Asking for the last hundred events…</Awaited>;
  }
  if (status !== 'open' && status !== 'polling') {
    return (
      <Notice icon={<IconPlugConnectedX size={26} />} title="Nothing has come yet">
        There is no connection now. It comes back by itself, unless it says something else above.
      </Notice>
    );
  }
  return (
    <Notice icon={<IconMoodEmpty size={26} />} title="No event is known here yet">
      An event appears the moment a backend writes. On your own machine, <code>npm run demo</code>{' '}
      plays a derby night.
    </Notice>
  );
}

interface NothingSinceProps {
  readonly status: HistoryView['status'];
  readonly onBack: () => void;
}

/** Instead of a history that has no entry. */
export function NothingSince({ status, onBack }: NothingSinceProps) {
  if (status === 'reading') return <Awaited>Looking through the log…</Awaited>;
  // What went wrong, and what can be done about it, stands above.
  if (status !== 'complete') return null;
  return (
    <Notice
      icon={<IconMoodEmpty size={26} />}
      title="Nothing has happened since then"
      action={{ label: 'Back to live', onClick: onBack }}
    >
      Jump to an earlier moment, or go back and see what happens next.
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
