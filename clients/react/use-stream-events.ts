import type { PaymentStreamFilter } from '../browser/index.ts';
import { type UseSseOptions, type UseSseResult, useSSE } from './use-sse.ts';

export interface UseStreamEventsOptions
  extends Omit<UseSseOptions, 'channel' | 'paymentStreams' | 'isWanted'> {
  /** Payment streams by their ids, 100 at most. */
  readonly streamIds?: readonly string[];
  /** Those that one of these sends or receives, 20 at most; of who is not staff, their own names alone. */
  readonly userIds?: readonly string[];
  /** All that there are, whatever the lists say; for staff. @default false */
  readonly all?: boolean;
}

export interface UseStreamEventsResult extends UseSseResult {
  /** As `isConnected`. */
  readonly connected: boolean;
}

/**
 * The events of payment streams, for as long as the component is there: of those that either list
 * names, and without lists of all that the reader may see. Of empty lists nothing is read.
 */
export function useStreamEvents(options: UseStreamEventsOptions = {}): UseStreamEventsResult {
  const { streamIds, userIds, all, ...rest } = options;
  const paymentStreams = filterOf(options);
  const isEmpty = paymentStreams !== undefined && Object.keys(paymentStreams).length === 0;
  const shown = useSSE({
    ...rest,
    ...(paymentStreams && { paymentStreams }),
    channel: 'payment-streams',
    isWanted: !isEmpty,
  });
  return { ...shown, connected: shown.isConnected };
}

/** The same text for the same payment streams, however they are named: one stream reads them all. */
function filterOf({
  streamIds,
  userIds,
  all,
}: UseStreamEventsOptions): PaymentStreamFilter | undefined {
  if (all) return { all };
  if (streamIds === undefined && userIds === undefined) return undefined;
  const streams = [...new Set(streamIds)].sort();
  const users = [...new Set(userIds)].sort();
  return { ...(streams.length > 0 && { streams }), ...(users.length > 0 && { users }) };
}
