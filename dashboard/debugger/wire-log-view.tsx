import {
  ActionIcon,
  Box,
  Group,
  Paper,
  SegmentedControl,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { timeOfDay } from '../parts/format.ts';
import type { WireLine, WireLog } from './wire-log.ts';

const marks: Readonly<Record<WireLine['kind'], { readonly sign: string; readonly name: string }>> =
  {
    out: { sign: '>', name: 'sent' },
    in: { sign: '<', name: 'received' },
    step: { sign: '·', name: 'client' },
    problem: { sign: '!', name: 'problem' },
  };

/** What goes over the wire as it goes, and between it what the client decides. */
export function WireLogView({ log }: { readonly log: WireLog }) {
  const lines = useStore(log.store, state => state.lines);
  const [what, setWhat] = useState('all');
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const shown = lines.filter(
    ({ kind }) => what === 'all' || (what === 'wire' ? kind === 'in' || kind === 'out' : true),
  );

  // Follows the end, unless somebody has scrolled away from it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what it follows
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [lines]);

  return (
    <Paper withBorder className="card wire">
      <Group justify="space-between" p="sm" className="feed-head" wrap="nowrap">
        <Title order={2} fz="md">
          Wire
        </Title>
        <Group gap="xs" wrap="nowrap">
          <SegmentedControl
            size="xs"
            aria-label="What to show"
            value={what}
            onChange={setWhat}
            data={[
              { value: 'all', label: 'All' },
              { value: 'wire', label: 'Raw only' },
            ]}
          />
          <Tooltip label="Clear the log">
            <ActionIcon variant="default" aria-label="Clear the log" onClick={() => log.clear()}>
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <Box
        ref={box}
        className="wire-lines"
        role="log"
        aria-label="What goes over the wire"
        tabIndex={0}
        onScroll={event => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          isAtEnd.current = scrollTop + clientHeight > scrollHeight - 40;
        }}
      >
        {shown.length === 0 && (
          <Text fz="sm" c="dimmed" p="md">
            Connect, and everything that is sent and received appears here. Tokens are left out.
          </Text>
        )}
        {shown.map(line => (
          <div key={line.key} className={`wire-line wire-${line.kind}`}>
            <span className="wire-time">{timeOfDay(line.atMs)}</span>
            <span className="wire-sign" title={marks[line.kind].name}>
              {marks[line.kind].sign}
            </span>
            <span className="wire-text">{line.text}</span>
          </div>
        ))}
      </Box>
    </Paper>
  );
}
