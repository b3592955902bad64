import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import type { Feed, FeedView } from '../../clients/react/index.ts';
import { useNow } from '../parts/use-now.ts';

const stopped: Readonly<Record<string, string>> = {
  closed: 'It was disconnected here.',
  replaced: 'Another window of yours took its place. Connect again to take it back.',
  'no-content': 'The server wants no reader now.',
  unauthorized: 'Your token is not accepted any more. Sign out and in again.',
  refused: 'The request cannot succeed as it is.',
};

interface ProblemLineProps {
  readonly view: FeedView;
  readonly feed: Feed;
}

/** Why nothing comes, and what happens next. Nothing while all is well. */
export function ProblemLine({ view, feed }: ProblemLineProps) {
  if (view.status === 'stopped') {
    return (
      <Alert color="red" icon={<IconCloudOff size={18} />} title="Not connected">
        <Group justify="space-between" gap="sm">
          <Text fz="sm">
            {stopped[view.stopReason ?? ''] ?? ''} {view.problem?.message}
          </Text>
          <Button size="xs" variant="default" onClick={() => feed.stream.connect()}>
            Connect again
          </Button>
        </Group>
      </Alert>
    );
  }
  const { problem } = view;
  // After a planned end it waits, too: there is no problem then, and a moment later no wait.
  if (view.status !== 'offline' && (view.status !== 'waiting' || problem === undefined))
    return null;
  return (
    <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="The connection broke">
      <Text fz="sm">
        {problem === undefined ? '' : `${problem.message}. `}
        <Countdown at={view.nextAttemptAt} /> Nothing is lost meanwhile.
      </Text>
    </Alert>
  );
}

function Countdown({ at }: { readonly at: number | undefined }) {
  const now = useNow(500);
  if (at === undefined) return <>It is tried again when there is a network.</>;
  return <>It is tried again in {Math.max(0, Math.ceil((at - now) / 1_000))} s.</>;
}
