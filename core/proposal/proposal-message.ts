import { errorKind } from '../wire/error-category.ts';
import type { EchoedId } from '../wire/socket/client-message.ts';
import type { Proposal, ProposalOutcome } from '../wire/socket/proposal.ts';
import type { RefusalCode } from '../wire/socket/refusal-code.ts';
import type { ServerData, ServerMessage } from '../wire/socket/server-message.ts';

/** What makes a message the answer to one request. */
export interface Answering {
  readonly requestId?: EchoedId;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** To the maker: the proposal stands. */
export function proposalCreated(proposal: Proposal, answering: Answering): ServerMessage {
  const { proposalId } = proposal;
  const data = { proposalId, proposal };
  return { event: 'proposal_created', id: `${proposalId}.created`, data, ...envelope(answering) };
}

/** To the recipient: someone proposes. */
export function proposalReceived(proposal: Proposal, answering: Answering): ServerMessage {
  const { proposalId } = proposal;
  const data = { proposalId, proposal };
  return { event: 'proposal_received', id: `${proposalId}.received`, data, ...envelope(answering) };
}

/**
 * To both sides, and to whoever decided as the answer: the same id each time, for a proposal
 * has one outcome.
 */
export function proposalResult(
  proposal: Proposal,
  outcome: ProposalOutcome,
  answering: Answering,
): ServerMessage {
  const { proposalId } = proposal;
  const data = { proposalId, proposal, outcome };
  return { event: 'proposal_result', id: `${proposalId}.${outcome}`, data, ...envelope(answering) };
}

/** A page of what awaits an answer and what was decided of late, and what a proposal may be in. */
export function pendingProposals(
  id: string,
  page: Omit<ServerData<'pending_proposals'>, 'truncated'>,
  answering: Answering,
): ServerMessage {
  const data = { ...page, truncated: page.next !== undefined };
  return { event: 'pending_proposals', id, data, ...envelope(answering) };
}

/** What was asked for is not done, and why. */
export function proposalError(
  id: string,
  error: {
    readonly code: RefusalCode;
    readonly message: string;
    readonly action?: string;
    readonly proposalId?: string;
    readonly retryAfterMs?: number;
  },
  answering: Answering,
): ServerMessage {
  const data = { ...error, ...errorKind(error.code) };
  return { event: 'proposal_error', id, data, ...envelope(answering) };
}

function envelope({ requestId, now }: Answering) {
  return { timestamp: now, ...(requestId === undefined ? {} : { requestId }) };
}
