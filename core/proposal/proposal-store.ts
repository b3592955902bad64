import type { DecisionWrite } from './decide-proposal.ts';
import type { StoredProposal } from './proposal.ts';

/** Why a fight does not allow a bet now. */
export type FightRefusal =
  | { readonly kind: 'fight-not-found' }
  | { readonly kind: 'betting-closed'; readonly fightStatus: string };

/** Why a user may not bet now. */
export type UserRefusal =
  /** Whoever asks; `userStatus` is absent when there is no such user. */
  | { readonly kind: 'user-not-allowed'; readonly userStatus?: string }
  /** The other side: the refusal does not say whether it is banned, not yet active, or does not exist. */
  | { readonly kind: 'other-not-available' };

/** Why there is no bet: something beside the proposal does not allow it. */
export type BetRefusal = FightRefusal | UserRefusal;

/** How a creation ended. All but `created` wrote nothing. */
export type CreationResult =
  | { readonly kind: 'created' }
  /** Another request with this id was faster; the fight does not matter then. */
  | { readonly kind: 'exists'; readonly proposal: StoredProposal }
  | BetRefusal
  /** The maker's set has no room. Its ids; some may be of proposals that have ended. */
  | { readonly kind: 'no-room'; readonly ids: readonly string[] };

/** How a decision ended. All but `written` wrote nothing. */
export type DecisionResult =
  | { readonly kind: 'written' }
  /** The proposal was no longer pending, or past its end; the fight does not matter then. */
  | { readonly kind: 'lost'; readonly proposal: StoredProposal | undefined }
  | BetRefusal;

/** The proposals as their table keeps them. Every method sees each write committed before it. */
export interface ProposalStore {
  find(proposalId: string): Promise<StoredProposal | undefined>;
  /**
   * Puts the proposal and its id into the maker's set, in one transaction: if the id is new, its
   * fight is in status betting, both its sides may bet, and the set has room.
   *
   * @param traceparent what the write is traced by (`core/trace`). @default - by nothing
   */
  create(proposal: StoredProposal, traceparent?: string): Promise<CreationResult>;
  /** Takes ids out of a maker's set. Only of proposals that have ended: they never come back. */
  release(makerId: string, ids: readonly string[]): Promise<void>;
  /** Carries out a decision under the conditions of {@link DecisionWrite}. */
  decide(write: DecisionWrite, traceparent?: string): Promise<DecisionResult>;
}
