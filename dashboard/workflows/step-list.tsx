import { Badge, Group } from '@mantine/core';
import type { Workflow } from '../../clients/react/index.ts';

const look = {
  over: { color: 'teal', variant: 'light' },
  current: { color: 'blue', variant: 'filled' },
  ahead: { color: 'gray', variant: 'default' },
} as const;

/** The steps of a workflow in their order, with the one that it is at. */
export function StepList({ workflow }: { readonly workflow: Workflow }) {
  const { steps = [], currentStep, status } = workflow;
  const at = steps.findIndex(({ name }) => name === currentStep);
  return (
    <Group gap={6} component="ol" m={0} p={0} className="step-list" aria-label="Steps">
      {steps.map(({ name }, place) => {
        const isOver = place < at || (place === at && status === 'approved');
        const isCurrent = place === at && status === 'pending';
        const { color, variant } = isOver ? look.over : isCurrent ? look.current : look.ahead;
        return (
          <li key={name} {...(isCurrent && { 'aria-current': 'step' as const })}>
            <Badge color={color} variant={variant} size="lg">
              {place + 1}. {name}
            </Badge>
          </li>
        );
      })}
    </Group>
  );
}
