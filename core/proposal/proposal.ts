import * as z from 'zod';
import { type Proposal, proposalSchema } from '../wire/socket/proposal.ts';

/**
 * The table's item. A decision remembers which request made it, so that its repetition (a client
 * that lost the answer, a retry of the SDK) is recognised as the same one.
 */
export const storedProposalSchema = proposalSchema.extend({
  decisionId: z.string().max(256).optional(),
});

export type StoredProposal = Readonly<z.infer<typeof storedProposalSchema>>;

/** The proposal as its two sides may see it. */
export function visibleProposal(stored: StoredProposal): Proposal {
  const { decisionId: _, ...proposal } = stored;
  return proposal;
}
