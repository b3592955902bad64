import type { Units } from './unit-costs.ts';

/** A socket that connects, is greeted, and leaves. */
export const socketOpened = {
  /**
   * The user's item and two revocations, strongly, by the authorizer and by connect (6); the drain's
   * item, twice, once strongly (2); two lists of proposals, looked at twice (4).
   */
  readUnits: 12,
  /**
   * The attempt; the user's place and the address's, taken and given back (5); the row in the table
   * and two indexes, put and removed (6); an audit entry in the table and two indexes (3); the count (1).
   */
  writeUnits: 15,
} as const satisfies Units;

interface ProposalUnits extends Units {
  /** Of its state machine: each state that is entered, and the end. */
  readonly transitions: number;
}

/**
 * What making it writes. In a transaction, where a unit counts twice: a check of the fight (2) and of
 * both users (4), the maker's set (2), the proposal (2) and its three list keys (3). Beside it: the
 * rate (1), the message (1), an audit entry (3), two segments (2), statistics (3).
 */
const madeWrites = 23;

/**
 * Accepted: the same checks (6), the proposal (2), out of three lists and into three (6), the
 * message (1), an audit entry (3), statistics (2); in a burst, as it is measured, its segments
 * go with those of the next proposal. A lone one writes three segments, and two statistics, more.
 * Reads: the proposal (1), and whose sockets get a message: from the courier (3), and at once (2).
 */
export const acceptedProposal: ProposalUnits = {
  readUnits: 6,
  writeUnits: madeWrites + 20,
  transitions: 4,
};

/** Ended by the state machine: one update (1) in the same six lists (6), two segments (2), statistics (2). Reads as above, where nobody decides: 3 and 1. */
export const timedOutProposal: ProposalUnits = {
  readUnits: 4,
  writeUnits: madeWrites + 11,
  transitions: 3,
};
