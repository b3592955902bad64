import type { Proposal } from '../wire/socket/proposal.ts';

/**
 * What a proposal's item has beside its contract, so that lists find it: the sort keys of sparse
 * indexes. An item is in an index only while it has the index's key, so that what ended is not in the
 * way of what is pending.
 */
export type ListKeys =
  | {
      /** Its `expiresAt`, for as long as it is pending: every write that ends it takes this away. */
      readonly pendingUntil: string;
    }
  | {
      /** When it ended, from then on. */
      readonly endedAt: string;
    };

/** The keys of a proposal; one that ended without a time counts as ended at `fallbackEndedAt`. */
export function listKeysOf(
  { status, expiresAt, decidedAt }: Proposal,
  fallbackEndedAt: string = expiresAt,
): ListKeys {
  return status === 'pending'
    ? { pendingUntil: expiresAt }
    : { endedAt: decidedAt ?? fallbackEndedAt };
}
