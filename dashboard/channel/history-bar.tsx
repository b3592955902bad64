import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FeedEntry, UseHistoryResult } from '../../clients/react/index.ts';
import { counted, dayAndTime } from '../parts/format.ts';

interface HistoryBarProps {
  readonly sinceMs: number;
  readonly history: UseHistoryResult;
  /** How many events came live since one looks back. */
  readonly missed: number;
  readonly onBack: () => void;
}

/** Says that one looks back, from when on and how far it was read, and leads back to live. */
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
          aria-label="How far it was read"
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
      return `${soFar}. There is more than is shown at once: read on, or jump closer.`;
    case 'failed':
      return `It could not be read any further: ${problem?.message}. What came is kept (${soFar}); another try goes on from there.`;
  }
}

function newestMs(entries: readonly FeedEntry[]): number | undefined {
  const newest = entries.findLast(({ kind }) => kind === 'event');
  return newest?.kind === 'event' ? newest.event.timestamp : undefined;
}
