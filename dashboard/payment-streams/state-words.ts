import type { DepositState } from './deposit-state.ts';

/** How a state looks and reads. */
export const stateWords = {
  active: { label: 'active', color: 'teal' },
  depleting: { label: 'deposit runs out', color: 'orange' },
  depleted: { label: 'deposit used up', color: 'red' },
  paused: { label: 'paused', color: 'yellow' },
  completed: { label: 'completed', color: 'blue' },
  cancelled: { label: 'cancelled', color: 'gray' },
} as const satisfies Readonly<Record<DepositState, { label: string; color: string }>>;
