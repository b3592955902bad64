import { Badge } from '@mantine/core';
import type { DepositState } from './deposit-state.ts';
import { stateWords } from './state-words.ts';

/** A state in its colour; its word stands there, too. */
export function StateMark({ state }: { readonly state: DepositState }) {
  const { label, color } = stateWords[state];
  return (
    <Badge color={color} variant="light" size="md" className="rigid" data-deposit={state}>
      {label}
    </Badge>
  );
}
