import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FeedEntry, UseHistoryResult } from '../../clients/react/index.ts';
import { counted, dayAndTime } from '../parts/format.ts';

interface HistoryBarProps {
  readonly sinceMs: number;
  readonly history: UseHistoryResult;
  /** How many events arrived live since history is shown. */
  readonly missed: number;
  readonly onBack: () => void;
}

/** Says from when on history is shown and how far it was read, and leads back to live. */
export function HistoryBar({ sinceMs, history, missed, onBack }: HistoryBarProps) {
  const { status, progress } = history;
  const hasFailed = status === 'failed';
  return (
    <Alert
      color={hasFailed ? 'red' : 'blue'}
      role={hasFailed ? 'alert' : 'status'}
      icon={hasFailed ? <IconAlertTriangle size={18} /> : <IconHistory size={18} />}
      title={`History since ${dayAndTime(sinceMs)}`}
      data-history={status}
      style={{ flexShrink: 0 }}
    >
      <Group justify="space-between" gap="sm">
        <Text fz="sm" className="fill wrap-anywhere">
          <Found history={history} />
        </Text>
        <Group gap="xs">
          {status === 'full' && (
            <Button size="xs" variant="default" onClick={history.readOn}>
              Read on
            </Button>
          )}
          {hasFailed && (
            <Button size="xs" variant="default" onClick={history.readOn}>
              Try again
            </Button>
          )}
          <Button size="xs" onClick={onBack}>
            {missed === 0 ? 'Back to live' : `Back to live (${missed.toLocaleString('en')} new)`}
          </Button>
        </Group>
      </Group>
      {status === 'reading' && (
        <Progress
          value={Math.max(4, progress * 100)}
          mt="xs"
          size="sm"
          animated
          aria-label="Progress of reading the log"
        />
      )}
    </Alert>
  );
}

function Found({ history }: { readonly history: UseHistoryResult }): ReactNode {
  const { status, entries, problem } = history;
  const count = entries.reduce((sum, { kind }) => sum + (kind === 'event' ? 1 : 0), 0);
  const newest = newestMs(entries);
  const events = counted(count, 'event');
  const soFar = newest === undefined ? events : `${events}, up to ${dayAndTime(newest)}`;
  switch (status) {
    case 'reading':
      return `Reading: ${soFar}.`;
    case 'complete':
      return `${soFar}. That is all so far.`;
    case 'full':
      return `${soFar}. There is more than fits in the list: read on, or jump to a later time.`;
    case 'failed':
      return `Reading stopped: ${problem?.message}. What was read stays (${soFar}); “Try again” continues from there.`;
  }
}

function newestMs(entries: readonly FeedEntry[]): number | undefined {
  const newest = entries.findLast(({ kind }) => kind === 'event');
  return newest?.kind === 'event' ? newest.event.timestamp : undefined;
}
