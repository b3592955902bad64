import type { StoredProposal } from './proposal.ts';

/**
 * A user's lists, in the order in which they are sent: what awaits the user's answer, what the user
 * waits for, and what ended of either.
 */
export const listNames = ['received', 'made', 'ended-made', 'ended-received'] as const;

export type ListName = (typeof listNames)[number];

/** A place in a list: that of a proposal. */
export interface ListPlace {
  /** What the list is sorted by: when it expires, or when it ended. */
  readonly key: string;
  readonly proposalId: string;
}

/** A place in one of a user's lists. */
export interface ListPosition extends ListPlace {
  readonly list: ListName;
}

/** Which part of a list to read. */
export interface ListRead {
  readonly userId: string;
  readonly list: ListName;
  /** The bound of the list: ends later than this, or has ended since. */
  readonly boundIso: string;
  /** Only what comes behind it. */
  readonly after?: ListPlace | undefined;
  readonly limit: number;
}

/** What one read found. */
export interface ListPage {
  readonly found: readonly { readonly proposal: StoredProposal; readonly place: ListPlace }[];
  /** Where reading stopped; absent when the list is at its end. */
  readonly stop?: ListPlace;
}

/**
 * The proposals of a user, perhaps a moment behind: those pending, the one that ends first first;
 * those that ended, the newest outcome first. Nothing that is in a list can push another out of it:
 * whoever goes on from page to page reads all.
 */
export interface ProposalLists {
  read(read: ListRead): Promise<ListPage>;
  /** A position as text for a client to give back. */
  nextOf(position: ListPosition): string;
  /** The position in such a text; `undefined` when it is none of ours. */
  positionOf(next: string): ListPosition | undefined;
}
