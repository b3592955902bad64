import {
  Alert,
  Button,
  Group,
  Paper,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import {
  type BulkAnswer,
  type BulkOperation,
  type ManagementResult,
  useBulkOperation,
  useWorkflowActions,
} from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { Fact } from '../parts/fact.tsx';
import { counted, dayAndTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { BulkFailures } from './bulk-failures.tsx';
import { newOperationId } from './bulk-request.ts';
import { addressOf } from './page-address.ts';

/** A bulk operation with its counts as they grow, and a way to stop it or to retry what failed. */
export function OneBulkOperation({ operationId }: { readonly operationId: string }) {
  const { status, operation, error } = useBulkOperation(operationId);
  return (
    <Stack gap="md">
      <BackLink href={addressOf({})}>All workflows</BackLink>
      {status === 'missing' ? (
        <Notice icon={<IconStack2 size={26} />} title="There is no such bulk operation">
          None of the id “{operationId}” is there, or it is not shown to you.
        </Notice>
      ) : (
        <QueryState query={{ data: operation, problem: error }} what="the bulk operation">
          {operation => (
            <>
              <Standing operation={operation} />
              {operation.failed > 0 && <BulkFailures operation={operation} />}
            </>
          )}
        </QueryState>
      )}
    </Stack>
  );
}

function Standing({ operation }: { readonly operation: BulkOperation }) {
  const { operationId, action, requestedBy, reason, retryOf, startedAt, completedAt } = operation;
  const { status, cancelRequested, done, failed, skipped, total } = operation;
  const percent = (part: number): number => (total === 0 ? 0 : (part / total) * 100);
  const verb = action === 'approve' ? 'Approve' : 'Cancel';
  return (
    <Paper withBorder p="lg" className="card" data-bulk={operationId}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="lg">
            {verb} {counted(total, 'workflow')}
          </Title>
          <Text fw={600} role="status" data-bulk-status={status}>
            {status === 'completed' ? 'completed' : cancelRequested ? 'stopping' : 'running'}
          </Text>
        </Group>
        <div>
          <Progress.Root size="lg">
            <Progress.Section value={percent(done)} color="teal" aria-label="done" />
            <Progress.Section value={percent(failed)} color="red" aria-label="failed" />
            <Progress.Section value={percent(skipped)} color="gray" aria-label="skipped" />
          </Progress.Root>
          <Text fz="sm" mt={4} data-bulk-counts>
            {done.toLocaleString('en')} done, {failed.toLocaleString('en')} failed,{' '}
            {skipped.toLocaleString('en')} skipped of {total.toLocaleString('en')}
          </Text>
        </div>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <Fact name="Reason">{reason}</Fact>
          <Fact name="Requested by">{requestedBy}</Fact>
          <Fact name="Started">{dayAndTime(startedAt)}</Fact>
          {completedAt !== undefined && <Fact name="Completed">{dayAndTime(completedAt)}</Fact>}
          {retryOf !== undefined && <Fact name="Retry of">{retryOf}</Fact>}
          <Fact name="Id">{operationId}</Fact>
        </SimpleGrid>
        <Actions key={operationId} operation={operation} />
      </Stack>
    </Paper>
  );
}

function Actions({ operation }: { readonly operation: BulkOperation }) {
  const { bulk } = useWorkflowActions();
  const [, navigate] = useLocation();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [retryId] = useState(newOperationId);
  const { operationId, status, cancelRequested, failed } = operation;

  async function act(
    ask: () => Promise<ManagementResult<BulkAnswer>>,
  ): Promise<ManagementResult<BulkAnswer>> {
    setIsBusy(true);
    setProblem(undefined);
    const result = await ask();
    setIsBusy(false);
    if (result.kind !== 'ok') setProblem(result.problem.message);
    return result;
  }

  async function retry(): Promise<void> {
    const result = await act(() => bulk.retry(operationId, { operationId: retryId }));
    // An answer that was lost on its way: it was started, for this page alone knows its id.
    const isStarted = result.kind === 'ok' || result.problem.code === 'BULK_OPERATION_EXISTS';
    if (isStarted) navigate(addressOf({ bulk: retryId }));
  }

  return (
    <>
      {problem !== undefined && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Group gap="xs">
        {status === 'running' && !cancelRequested && (
          <Button
            color="red"
            variant="filled"
            loading={isBusy}
            onClick={() => void act(() => bulk.cancel(operationId))}
          >
            Stop the rest
          </Button>
        )}
        {status === 'completed' && failed > 0 && (
          <Button loading={isBusy} onClick={() => void retry()}>
            Retry {counted(failed, 'failed workflow')}
          </Button>
        )}
      </Group>
    </>
  );
}
