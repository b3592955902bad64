import { type UsePaymentStreamsResult, usePaymentStreams } from '../../clients/react/index.ts';
import type { StatusLists } from './state-groups.ts';

/** How many of each status are read at once. */
const pageSize = 50;

/** A list for each status: one's own; of staff everybody's, or one user's. */
export function useStatusLists(
  user: string | undefined,
): StatusLists & Readonly<Record<keyof StatusLists, UsePaymentStreamsResult>> {
  const of = user === undefined ? { limit: pageSize } : { limit: pageSize, user };
  return {
    active: usePaymentStreams({ ...of, status: 'active' }),
    paused: usePaymentStreams({ ...of, status: 'paused' }),
    completed: usePaymentStreams({ ...of, status: 'completed' }),
    cancelled: usePaymentStreams({ ...of, status: 'cancelled' }),
  };
}
