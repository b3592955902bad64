import type { Currencies } from '../wire/currency.ts';
import type { NewProposal } from '../wire/socket/client-message.ts';
import type { Proposal, ProposalKind } from '../wire/socket/proposal.ts';
import type { StoredProposal } from './proposal.ts';
import { proposalIdFor } from './proposal-id.ts';

/** A user's wish to make a proposal. */
export interface CreationRequest {
  readonly kind: ProposalKind;
  readonly fromUserId: string;
  readonly requestId: string;
  readonly data: NewProposal;
  /** The backend that asks for the user. @default - the user does */
  readonly madeBy?: string | undefined;
  /** What its write is traced by (`core/trace`). @default - by nothing */
  readonly traceparent?: string | undefined;
}

/** What a stack gives each proposal. */
export interface ProposalTerms {
  /** How long a proposal lives. */
  readonly timeoutMs: number;
  /** Those that it may be in. */
  readonly currencies: Currencies;
}

/** The proposal that the request asks for. It ends `timeoutMs` after `now`. */
export async function makeProposal(
  request: CreationRequest,
  now: number,
  { timeoutMs, currencies }: ProposalTerms,
): Promise<StoredProposal> {
  const { kind, fromUserId, requestId, data, madeBy } = request;
  const { currency = currencies[0].code, ...content } = data;
  return {
    proposalId: await proposalIdFor(fromUserId, requestId),
    kind,
    fromUserId,
    ...content,
    currency,
    status: 'pending',
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + timeoutMs).toISOString(),
    ...(madeBy === undefined ? {} : { madeBy }),
  };
}

const contentFields = [
  'kind',
  'fromUserId',
  'toUserId',
  'fightId',
  'betId',
  'amount',
  'currency',
  'odds',
  'message',
] as const satisfies readonly (keyof Proposal)[];

/** Whether two proposals ask for the same, whatever their times and status. */
export function asksTheSame(one: Proposal, other: Proposal): boolean {
  return contentFields.every(field => one[field] === other[field]);
}
