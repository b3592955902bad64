import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import type { Feed, FeedView } from '../../clients/react/index.ts';
import { useNow } from '../parts/use-now.ts';

const stopped: Readonly<Record<string, string>> = {
  closed: 'It was disconnected on this page.',
  replaced: 'Another window of yours uses this connection now. Connect again to use it here.',
  'no-content': 'The server asked this reader not to reconnect.',
  unauthorized: 'Your token is no longer accepted. Sign out and in again.',
  refused: 'The server refused the request and would refuse it again.',
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
    <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="Connection lost">
      <Text fz="sm">
        {problem === undefined ? '' : `${problem.message}. `}
        <Countdown at={view.nextAttemptAt} /> It then continues where it was.
      </Text>
    </Alert>
  );
}

function Countdown({ at }: { readonly at: number | undefined }) {
  const now = useNow(500);
  if (at === undefined) return <>It reconnects when the network is back.</>;
  return <>Next attempt in {Math.max(0, Math.ceil((at - now) / 1_000))} s.</>;
}
