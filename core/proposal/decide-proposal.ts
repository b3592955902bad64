import type { ProposalOutcome } from '../wire/socket/proposal.ts';
import type { StoredProposal } from './proposal.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type ProposalAction, transitions } from './transition.ts';

/** A user's wish to end a proposal. `timeout` is nobody's wish: the clock's writers do that. */
export interface DecisionRequest {
  readonly proposalId: string;
  readonly action: Exclude<ProposalAction, 'timeout'>;
  readonly userId: string;
  /** Distinguishes a repetition of this request from another one with the same wish. */
  readonly decisionId: string;
  /** The backend that asks for the user. @default - the user does */
  readonly endedBy?: string | undefined;
  /** What its write is traced by (`core/trace`). @default - by nothing */
  readonly traceparent?: string | undefined;
}

/**
 * The one write that carries out a decision. The store makes it conditional: the proposal is still
 * pending, is the decider's, ends after `decidedAt` and, with `bet`, that fight is in status betting
 * and both sides may bet.
 */
export interface DecisionWrite {
  readonly proposalId: string;
  readonly decider: { readonly side: 'fromUserId' | 'toUserId'; readonly userId: string };
  readonly outcome: ProposalOutcome;
  /** `YYYY-MM-DDTHH:mm:ss.sssZ` */
  readonly decidedAt: string;
  readonly decisionId: string;
  readonly endedBy?: string;
  /** What accepting makes a bet on, and who made the proposal. */
  readonly bet?: { readonly fightId: string; readonly makerId: string };
}

/** The write that carries out a decision, or why there is none. */
export type Decision =
  | {
      readonly kind: 'write';
      readonly write: DecisionWrite;
      /** As it will be once written. */
      readonly proposal: StoredProposal;
    }
  /** This very request was carried out before. */
  | {
      readonly kind: 'already-done';
      readonly proposal: StoredProposal;
      readonly outcome: ProposalOutcome;
    }
  | Refusal;

/** What becomes of the request, given the proposal as it stands (`undefined`: there is none). */
export function decideProposal(
  proposal: StoredProposal | undefined,
  request: DecisionRequest,
  now: number,
): Decision {
  const { proposalId, action, userId, decisionId, endedBy } = request;
  const stranger = userId !== proposal?.fromUserId && userId !== proposal?.toUserId;
  // A stranger gets the same answer as if there were none, and so learns nothing.
  if (proposal === undefined || stranger) {
    return refuse(
      'PROPOSAL_NOT_FOUND',
      `there is no proposal ${proposalId} of or to user ${userId}`,
    );
  }
  const wrongSide = refuseWrongSide(proposal, request);
  if (wrongSide) return wrongSide;
  const transition = transitions[proposal.status][action];
  if ('refused' in transition) {
    const outcome = transitions.pending[action].to;
    const repeated = proposal.decisionId === decisionId && proposal.status === outcome;
    if (repeated) return { kind: 'already-done', proposal, outcome };
    return refuse(
      transition.refused,
      `received ${action} for a proposal with status ${proposal.status}, expected status pending`,
    );
  }
  const decidedAt = new Date(now).toISOString();
  if (decidedAt >= proposal.expiresAt) {
    return refuse(
      'PROPOSAL_EXPIRED',
      `received ${action} at ${decidedAt}, expected it before ${proposal.expiresAt}`,
    );
  }
  const outcome = transition.to;
  return {
    kind: 'write',
    write: {
      proposalId,
      decider: { side: action === 'cancel' ? 'fromUserId' : 'toUserId', userId },
      outcome,
      decidedAt,
      decisionId,
      ...(endedBy === undefined ? {} : { endedBy }),
      // Only accepting makes a bet; whatever has changed since, the sides may still say no.
      ...(action === 'accept'
        ? { bet: { fightId: proposal.fightId, makerId: proposal.fromUserId } }
        : {}),
    },
    proposal: { ...proposal, status: outcome, decidedAt, decisionId },
  };
}

function refuseWrongSide(
  proposal: StoredProposal,
  { action, userId }: DecisionRequest,
): Refusal | undefined {
  if (action === 'cancel') {
    if (userId === proposal.fromUserId) return undefined;
    return refuse('NOT_MAKER', 'received cancel from the recipient, expected it from the maker');
  }
  if (userId === proposal.toUserId) return undefined;
  return refuse(
    'NOT_RECIPIENT',
    `received ${action} from the maker, expected it from the recipient`,
  );
}
