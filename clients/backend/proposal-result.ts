import type { Proposal } from '../../core/wire/socket/proposal.ts';
import type { RefusalCode } from '../../core/wire/socket/refusal-code.ts';

/** What became of a proposal that was to be made or cancelled; see `docs/backend.md`. */
export type ProposalResult =
  | {
      /** Committed: its event follows, and both sides receive it. */
      readonly outcome: 'written';
      readonly id: string;
      readonly proposal: Proposal;
    }
  | {
      /** Nothing to do: this request made it before, or it is cancelled already. */
      readonly outcome: 'already';
      readonly id: string;
      /** As it is now. */
      readonly proposal: Proposal;
    }
  | {
      /** Not done: a rule that holds for bettors forbids it. Nothing was written. */
      readonly outcome: 'refused';
      readonly id: string;
      /** As a bettor's socket receives it (protocol.md). */
      readonly code: RefusalCode;
      /** What was received and what was expected. */
      readonly message: string;
    };

/** A page of a user's proposals, as the user's own socket receives it. */
export interface PendingProposals {
  /** Of the user and to the user; the one that ends first is first. */
  readonly pending: readonly Proposal[];
  /** Those that ended within the last hour, the newest first. */
  readonly recent: readonly Proposal[];
  /** Gives the next page; absent on the last one. */
  readonly next?: string | undefined;
}
