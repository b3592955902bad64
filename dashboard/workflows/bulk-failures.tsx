import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import {
  type BulkOperation,
  type BulkResults,
  useManagementQuery,
} from '../../clients/react/index.ts';
import { PageButtons } from '../parts/page-buttons.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { addressOf } from './page-address.ts';
import { refusalWords } from './refusal-words.ts';

/** The workflows of a bulk operation that failed, each with why. */
export function BulkFailures({ operation }: { readonly operation: BulkOperation }) {
  const { operationId, failed } = operation;
  const [next, setNext] = useState<string>();
  const query = useManagementQuery<BulkResults>(
    `workflows/bulk/${encodeURIComponent(operationId)}/results`,
    { outcome: 'failed', limit: 50, next },
  );
  const { refresh } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another that failed is one more to show
  useEffect(() => refresh(), [failed, refresh]);
  return (
    <Paper withBorder p="lg" className="card" component="section" aria-label="Failed">
      <Title order={3} fz="md" mb="md">
        Failed
      </Title>
      <QueryState query={query} what="what failed">
        {({ results, next: behind }) => (
          <Stack gap="sm">
            {results.map(({ workflowId, code, message }) => (
              <div key={workflowId} data-failed={workflowId}>
                <Anchor
                  component={Link}
                  href={addressOf({ workflow: workflowId })}
                  fz="sm"
                  className="wrap-anywhere"
                >
                  {workflowId}
                </Anchor>
                <Text fz="xs" c="dimmed" className="wrap-anywhere">
                  {refusalWords(code) ?? 'Refused'}: {message}
                </Text>
              </div>
            ))}
            <PageButtons
              place={next}
              behind={behind}
              words={{ first: 'First page', behind: 'Next page' }}
              go={setNext}
            />
          </Stack>
        )}
      </QueryState>
    </Paper>
  );
}
