import { type ListKeys, listKeysOf } from './list-keys.ts';
import type { StoredProposal } from './proposal.ts';

/** A proposal as a write left it, and the keys that it should have. */
export interface ListRepair extends Pick<StoredProposal, 'proposalId' | 'status' | 'expiresAt'> {
  readonly keys: ListKeys;
}

/** Gives a proposal its keys, unless it has changed since: that write's repair is the one that counts. */
export type RepairList = (repair: ListRepair) => Promise<void>;

/** The keys that an item had when it was written. */
export interface WrittenKeys {
  /** When it was written: `YYYY-MM-DDTHH:mm:ss.sssZ` */
  readonly writtenAt: string;
  readonly pendingUntil: string | undefined;
  readonly hasPendingUntil: boolean;
  readonly hasEndedAt: boolean;
}

/**
 * What a write left undone of the keys by which lists find a proposal. Our own writes leave nothing;
 * backends do not know the keys, and neither did those who wrote before there were any.
 */
export function listRepairOf(
  proposal: StoredProposal,
  { writtenAt, pendingUntil, hasPendingUntil, hasEndedAt }: WrittenKeys,
): ListRepair | undefined {
  const { proposalId, status, expiresAt } = proposal;
  const keys = listKeysOf(proposal, writtenAt);
  const isRight =
    'pendingUntil' in keys ? pendingUntil === keys.pendingUntil : !hasPendingUntil && hasEndedAt;
  return isRight ? undefined : { proposalId, status, expiresAt, keys };
}
