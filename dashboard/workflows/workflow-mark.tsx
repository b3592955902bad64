import { Badge } from '@mantine/core';
import { stateWords, type WorkflowState } from './workflow-state.ts';

/** A state in its colour; its word stands there, too. */
export function WorkflowMark({ state }: { readonly state: WorkflowState }) {
  const { label, color } = stateWords[state];
  return (
    <Badge color={color} variant="light" size="md" className="rigid" data-workflow-state={state}>
      {label}
    </Badge>
  );
}
