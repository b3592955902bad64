import { Text, UnstyledButton } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
import { memo } from 'react';
import type { FeedEntry } from '../../clients/react/index.ts';
import { PriorityMark } from '../events/priority-mark.tsx';
import { sentence } from '../events/sentence.ts';
import { timeOfDay } from '../parts/format.ts';

interface FeedRowProps {
  readonly entry: FeedEntry;
  readonly offsetPx: number;
  /** From 1, the newest. */
  readonly position: number;
  readonly count: number;
  readonly onSelect: (entry: FeedEntry) => void;
}

/** One entry of a feed, on one line. */
export const FeedRow = memo(function FeedRow(props: FeedRowProps) {
  const { entry, offsetPx, position, count, onSelect } = props;
  return (
    <li
      className="feed-item"
      style={{ transform: `translateY(${offsetPx}px)` }}
      aria-posinset={position}
      aria-setsize={count}
    >
      {entry.kind === 'gap' ? (
        <GapRow entry={entry} />
      ) : (
        <UnstyledButton
          className="feed-row"
          data-row={position}
          data-event-id={entry.event.id}
          data-priority={entry.event.priority}
          onClick={() => onSelect(entry)}
        >
          <Text component="time" className="feed-time">
            {timeOfDay(entry.event.timestamp)}
          </Text>
          <PriorityMark priority={entry.event.priority} />
          <Text className="feed-type">{entry.event.type}</Text>
          <Text className="feed-sentence">{sentence(entry.event)}</Text>
        </UnstyledButton>
      )}
    </li>
  );
});

function GapRow({ entry }: { readonly entry: Extract<FeedEntry, { kind: 'gap' }> }) {
  const { from, reason } = entry.gap;
  return (
    <div className="feed-gap" data-testid="gap">
      <IconUnlink size={16} aria-hidden />
      <Text fz="sm" fw={600}>
        Events may be missing before this point
      </Text>
      <Text fz="xs" truncate>
        {reason === 'expired' ? 'the log no longer has them' : 'the log was restarted'} (after{' '}
        {from})
      </Text>
    </div>
  );
}
