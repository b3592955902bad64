import { Alert, Button, Code, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type Feed, useFeedView, useManagement } from '../../clients/react/index.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
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
  const [problem, setProblem] = useState<string>();

  async function kill(): Promise<void> {
    const path = `connections/${encodeURIComponent(connectionId ?? '')}`;
    const result = await management.delete(path, { reason: 'debugger' });
    setProblem(result.kind === 'ok' ? undefined : result.problem.message);
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
              onClick={() => void kill()}
            >
              Kill it on the server
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
            {view.problem.message}
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

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text fz="xs" c="dimmed">
        {name}
      </Text>
      <Text fz="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
