import { Button, Group, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import type { Feed, FeedView } from '../../clients/react/index.ts';
import type { Pausable } from './use-pausable.ts';

interface LiveControlsProps {
  readonly pausable: Pausable;
}

/** Holds a live feed still, or empties its list. */
export function LiveControls({ pausable }: LiveControlsProps) {
  const { isPaused, waiting } = pausable;
  return (
    <>
      <Button
        variant={isPaused ? 'filled' : 'default'}
        size="xs"
        onClick={() => pausable.toggle()}
        leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
      >
        {isPaused ? `Resume (${waiting} waiting)` : 'Pause'}
      </Button>
      <Tooltip label="Clears this list; the log keeps everything">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconTrash size={14} />}
          onClick={() => pausable.clear()}
        >
          Clear
        </Button>
      </Tooltip>
    </>
  );
}

interface MethodChoiceProps {
  readonly feed: Feed;
  readonly view: FeedView;
}

/** How events come: as the client thinks best, or by one method. */
export function MethodChoice({ feed: { stream }, view }: MethodChoiceProps) {
  const { sse, poll } = view.failures;
  return (
    <Group gap="xs" className="method-choice">
      <Text fz="xs" c="dimmed" className="feed-hint">
        failures: SSE {sse.total}, polling {poll.total}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label="How events come"
        value={view.choice}
        data={[
          { value: 'auto', label: 'Auto' },
          { value: 'sse', label: 'SSE' },
          { value: 'poll', label: 'Polling' },
        ]}
        onChange={choice => {
          if (choice === 'sse') stream.forceSSE();
          else if (choice === 'poll') stream.forcePolling();
          else stream.auto();
        }}
      />
    </Group>
  );
}
