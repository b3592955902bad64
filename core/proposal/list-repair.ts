import type { ListKeys } from './list-keys.ts';
import type { StoredProposal } from './proposal.ts';

/** A proposal as a write left it, and the keys that it should have. */
export interface ListRepair extends Pick<StoredProposal, 'proposalId' | 'status' | 'expiresAt'> {
  readonly keys: ListKeys;
}

/** Gives a proposal its keys, unless it has changed since: that write's repair is the one that counts. */
export type RepairList = (repair: ListRepair) => Promise<void>;
