import { useReducedMotion } from '@mantine/hooks';
import {
  accrued,
  type UsePaymentStreamResult,
  uncovered,
  usePaymentStream,
  withdrawable,
} from '../../clients/react/index.ts';
import { useNow } from '../parts/use-now.ts';

/**
 * A payment stream whose amounts grow with each frame; once a second, for whoever asked their device
 * for less movement.
 */
export function useCounting(streamId: string): UsePaymentStreamResult {
  const isCalm = useReducedMotion();
  const view = usePaymentStream(streamId, { isGrowing: !isCalm });
  // Each second is rendered; what time it is then, the server's clock says.
  useNow(1_000);
  const { stream, serverNow } = view;
  if (!isCalm || stream === undefined) return view;
  const now = serverNow();
  return {
    ...view,
    accrued: accrued(stream, now),
    withdrawable: withdrawable(stream, now),
    uncovered: uncovered(stream, now),
  };
}
