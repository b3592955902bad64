import { Alert, Button, Code, Group, Paper, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import {
  type ChannelStatus,
  type Feed,
  useFeedView,
  useManagement,
} from '../../clients/react/index.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
import { Fact } from '../parts/fact.tsx';
import type { Session } from '../session/session.ts';

interface StreamFactsProps {
  readonly feed: Feed;
  readonly connectionId: string | undefined;
  readonly session: Session;
}

/** How the connection stands, and a way to have the server end it. */
export function StreamFacts({ feed, connectionId, session }: StreamFactsProps) {
  const view = useFeedView(feed);
  const management = useManagement();
  const [isDisconnecting, setIsDisconnecting] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function kill(): Promise<void> {
    setIsDisconnecting(true);
    const path = `connections/${encodeURIComponent(connectionId ?? '')}`;
    const result = await management.delete(path, { reason: 'debugger' });
    setIsDisconnecting(false);
    if (result.kind === 'ok') setProblem(undefined);
    else if (result.problem.status === 404) setProblem('It had already ended.');
    else setProblem(`It was not disconnected: ${result.problem.message}. Try again.`);
  }

  return (
    <Paper withBorder p="md" className="card">
      <Stack gap="sm">
        <Group justify="space-between">
          <StateBadge view={view} />
          {session.role === 'admin' && (
            <Button
              size="compact-sm"
              variant="default"
              disabled={connectionId === undefined || view.status === 'stopped'}
              loading={isDisconnecting}
              onClick={() => void kill()}
            >
              Disconnect on the server
            </Button>
          )}
        </Group>
        <SimpleGrid cols={2} spacing="xs">
          <Fact name="Events">{view.received}</Fact>
          <Fact name="Cursor">
            <Code>{feed.stream.cursor ?? 'none yet'}</Code>
          </Fact>
          <Fact name="Connection">
            <Code className="wrap-anywhere">{connectionId ?? 'none yet'}</Code>
          </Fact>
          <Fact name="Failures">
            SSE {view.failures.sse.total}, polling {view.failures.poll.total}
          </Fact>
        </SimpleGrid>
        {view.problem !== undefined && (
          <Alert color="orange" p="xs" title={`${view.problem.category} ${view.problem.code}`}>
            {view.problem.message}. {next[view.status]}
          </Alert>
        )}
        {problem !== undefined && (
          <Alert color="red" p="xs" role="alert">
            {problem}
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}

const next: Readonly<Record<ChannelStatus, string>> = {
  idle: '',
  connecting: 'Retrying now.',
  open: '',
  polling: 'Events arrive by polling until the stream works again.',
  waiting: 'It retries by itself.',
  offline: 'It reconnects when the network is back.',
  stopped: 'It does not reconnect by itself: correct the settings above, and connect.',
};
