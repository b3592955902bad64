import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { approversOf, type Workflow } from '../../clients/react/index.ts';
import { Fact } from '../parts/fact.tsx';
import { dayAndTime } from '../parts/format.ts';
import { DueLeft } from './due-left.tsx';
import { addressOf } from './page-address.ts';
import { approvedText, peopleText } from './people.ts';
import { StepList } from './step-list.tsx';
import { WorkflowMark } from './workflow-mark.tsx';
import { workflowState } from './workflow-state.ts';

interface WorkflowStandingProps {
  readonly workflow: Workflow;
  readonly now: number;
}

/** How a workflow stands: at which step, who decides that, and until when. */
export function WorkflowStanding({ workflow, now }: WorkflowStandingProps) {
  const { workflowId, name, status, steps = [], createdBy, createdAt, assignees = [] } = workflow;
  const { approvedBy = [], escalatedTo, visibleTo, bulkOperationId } = workflow;
  return (
    <Paper withBorder p="lg" className="card" data-workflow={workflowId}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="lg" className="wrap-anywhere">
            {name ?? workflowId}
          </Title>
          <WorkflowMark state={workflowState(workflow, now)} />
        </Group>
        {steps.length > 0 && <StepList workflow={workflow} />}
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <Fact name="Due">
            <DueLeft workflow={workflow} now={now} />
          </Fact>
          <Fact name="Decided by">{peopleText(approversOf(workflow))}</Fact>
          <Fact name="So far">
            {status === 'pending' ? approvedText(workflow) : status}
            {approvedBy.length > 0 && ` (${approvedBy.join(', ')})`}
          </Fact>
          {escalatedTo !== undefined && <Fact name="Escalated to">{peopleText(escalatedTo)}</Fact>}
          <Fact name="Assigned to">{assignees.length > 0 ? assignees.join(', ') : 'nobody'}</Fact>
          <Fact name="Created">
            {createdBy === undefined ? '' : `by ${createdBy} `}
            {createdAt === undefined ? '' : dayAndTime(createdAt)}
          </Fact>
          <Fact name="Id">{workflowId}</Fact>
          {visibleTo !== undefined && (
            <Fact name="Shown only to">
              {[...(visibleTo.roles ?? []), ...(visibleTo.permissions ?? [])].join(', ')}
            </Fact>
          )}
          {bulkOperationId !== undefined && (
            <Fact name="Bulk operation">
              <Text
                component={Link}
                href={addressOf({ bulk: bulkOperationId })}
                inherit
                c="blue"
                td="underline"
              >
                {bulkOperationId}
              </Text>
            </Fact>
          )}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}
