import { tokenAmount } from '../parts/token-amount.ts';
import { useCounting } from './use-counting.ts';

interface GrowingAmountProps {
  readonly streamId: string;
  readonly of: 'accrued' | 'withdrawable' | 'uncovered';
}

/** One amount of a payment stream as it grows: a component of its own, for it is rendered with each frame. */
export function GrowingAmount({ streamId, of }: GrowingAmountProps) {
  const amount = useCounting(streamId)[of];
  return <span data-amount={of}>{amount === undefined ? '–' : tokenAmount(amount)}</span>;
}
