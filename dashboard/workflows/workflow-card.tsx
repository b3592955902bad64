import { Anchor, Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import { approversOf, type Workflow } from '../../clients/react/index.ts';
import { DueLeft } from './due-left.tsx';
import { addressOf } from './page-address.ts';
import { approvedText, peopleText } from './people.ts';
import { WorkflowMark } from './workflow-mark.tsx';
import { workflowState } from './workflow-state.ts';

interface WorkflowCardProps {
  readonly workflow: Workflow;
  /** By the server's clock, to the second. */
  readonly now: number;
}

/** One workflow at a glance: who decides it, how far that is, and until when. */
export function WorkflowCard({ workflow, now }: WorkflowCardProps) {
  const { workflowId, name, status, createdBy, updatedBy } = workflow;
  return (
    <Paper withBorder p="md" className="card workflow" data-workflow={workflowId}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
          <Anchor
            component={Link}
            href={addressOf({ workflow: workflowId })}
            fw={600}
            fz="sm"
            lineClamp={2}
            className="wrap-anywhere"
          >
            {name ?? workflowId}
          </Anchor>
          <WorkflowMark state={workflowState(workflow, now)} />
        </Group>
        {createdBy !== undefined && (
          <Text fz="xs" c="dimmed" truncate>
            by {createdBy}
          </Text>
        )}
        {status === 'pending' ? (
          <>
            <Text fz="sm" lineClamp={2} className="wrap-anywhere">
              {peopleText(approversOf(workflow))} · {approvedText(workflow)}
            </Text>
            <Text fz="sm" component="div">
              <DueLeft workflow={workflow} now={now} />
            </Text>
          </>
        ) : (
          updatedBy !== undefined && (
            <Text fz="sm" truncate>
              {status === 'draft' ? 'changed' : status} by {updatedBy}
            </Text>
          )
        )}
      </Stack>
    </Paper>
  );
}
