import { Badge, Group, SimpleGrid, Stack, Title } from '@mantine/core';
import type { Workflow } from '../../clients/react/index.ts';
import { stepColumns } from './step-columns.ts';
import { WorkflowCard } from './workflow-card.tsx';

interface StepBoardProps {
  readonly workflows: readonly Workflow[];
  /** Whether the step is what they wait for; of those that are decided it was the last. */
  readonly isByStep: boolean;
  readonly now: number;
}

/** Workflows as cards: a column for each step that some of them wait at. */
export function StepBoard({ workflows, isByStep, now }: StepBoardProps) {
  const card = (workflow: Workflow) => (
    <WorkflowCard key={workflow.workflowId} workflow={workflow} now={now} />
  );
  if (!isByStep) {
    return (
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
        {workflows.map(card)}
      </SimpleGrid>
    );
  }
  return (
    <div className="step-board">
      {stepColumns(workflows).map(({ title, workflows: waiting }) => (
        <Stack key={title} gap="sm" component="section" aria-label={title} data-step={title}>
          <Group gap="xs" wrap="nowrap">
            <Title order={2} fz="sm" fw={600} className="wrap-anywhere">
              {title}
            </Title>
            <Badge variant="default" size="sm" className="rigid">
              {waiting.length}
            </Badge>
          </Group>
          {waiting.map(card)}
        </Stack>
      ))}
    </div>
  );
}
