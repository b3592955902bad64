import { Box, Button, Group, Paper, Text } from '@mantine/core';
import { IconArrowBarToDown, IconArrowBarToUp, IconFilterOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import type { FeedEntry } from '../../clients/react/index.ts';
import { Notice } from '../parts/notice.tsx';
import { FeedRow } from './feed-row.tsx';

const rowHeightPx = 46;
const none: readonly FeedEntry[] = [];

interface FeedListProps {
  /** Oldest first, as a feed has them. */
  readonly entries: readonly FeedEntry[];
  /** What is shown on top: what came last, or what came first. */
  readonly order: 'newest-first' | 'oldest-first';
  readonly isFiltered: boolean;
  /** Shown while there is no entry. */
  readonly empty: ReactNode;
  readonly onSelect: (entry: FeedEntry) => void;
  readonly onClearFilter: () => void;
}

/** The entries, or why there is none. */
export function FeedList(props: FeedListProps) {
  const { entries, isFiltered, empty, onClearFilter } = props;
  if (entries.length === 0) {
    if (isFiltered) {
      return (
        <Notice
          icon={<IconFilterOff size={26} />}
          title="No events match the filter"
          action={{ label: 'Show all', onClick: onClearFilter }}
        >
          Show all, or widen the filter: new events that match appear here.
        </Notice>
      );
    }
    return empty;
  }
  // A list that was empty in between begins on top again.
  return <Entries {...props} />;
}

/** Ten thousand entries as the few rows that are in sight. */
function Entries(props: FeedListProps) {
  const { entries, order, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isNewestFirst = order === 'newest-first';
  const last = entries.length - 1;
  // The way from rows to entries is the way back, too.
  const swapped = (index: number): number => (isNewestFirst ? last - index : index);
  const at = (row: number): FeedEntry | undefined => entries[swapped(row)];
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: row => at(row)?.key ?? row,
    overscan: 8,
  });
  useAnchor(scroller, isNewestFirst ? entries : none);
  const lastGap = entries.findLastIndex(({ kind }) => kind === 'gap');
  return (
    <Paper withBorder className="card feed">
      <Group className="feed-head" gap="xs" px="sm" py={6} justify="space-between">
        <Text fz="xs" c="dimmed" className="feed-hint">
          In the order of the log, {isNewestFirst ? 'newest' : 'oldest'} first. Press Enter to open
          an event, arrow keys to move.
        </Text>
        <Group gap={4}>
          {lastGap >= 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="orange"
              onClick={() => rows.scrollToIndex(swapped(lastGap), { align: 'center' })}
            >
              Jump to the gap
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconArrowBarToUp size={13} />}
            onClick={() => rows.scrollToIndex(0)}
          >
            {isNewestFirst ? 'Newest' : 'Oldest'}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconArrowBarToDown size={13} />}
            onClick={() => rows.scrollToIndex(last)}
          >
            {isNewestFirst ? 'Oldest' : 'Newest'}
          </Button>
        </Group>
      </Group>
      <Box ref={scroller} className="feed-scroller" onKeyDown={moveFocus}>
        <Box component="ol" className="feed-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const entry = at(index);
            return (
              entry !== undefined && (
                <FeedRow
                  key={String(key)}
                  entry={entry}
                  offsetPx={start}
                  position={index + 1}
                  count={entries.length}
                  onSelect={onSelect}
                />
              )
            );
          })}
        </Box>
      </Box>
    </Paper>
  );
}

/** Whoever has scrolled away from the top keeps what they look at, however much comes above it. */
function useAnchor(
  scroller: React.RefObject<HTMLDivElement | null>,
  entries: readonly FeedEntry[],
): void {
  const newest = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = newest.current;
    newest.current = entries.at(-1)?.key;
    if (element === null || before === undefined || element.scrollTop < rowHeightPx) return;
    let added = 0;
    while (added < entries.length && (entries[entries.length - 1 - added]?.key ?? 0) > before) {
      added += 1;
    }
    if (added > 0 && added < entries.length) element.scrollTop += added * rowHeightPx;
  }, [scroller, entries]);
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.feed-row')];
  const sorted = rows.sort((one, other) => Number(one.dataset.row) - Number(other.dataset.row));
  const next = sorted[sorted.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
