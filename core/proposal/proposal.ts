import * as z from 'zod';
import { type Proposal, proposalSchema } from '../wire/socket/proposal.ts';

/** A backend's name, where one acted for a user. Anything else there is somebody else's attribute. */
const backendSchema = z.string().min(1).max(256).optional().catch(undefined);

/**
 * The table's item. A decision remembers which request made it, so that its repetition (a client
 * that lost the answer, a retry of the SDK) is recognised as the same one.
 */
export const storedProposalSchema = proposalSchema.extend({
  decisionId: z.string().max(256).optional(),
  /** The backend that made it for its maker. */
  madeBy: backendSchema,
  /** The backend that ended it for its maker. */
  endedBy: backendSchema,
});

/** A proposal as its table holds it, with what clients do not see. */
export type StoredProposal = Readonly<z.infer<typeof storedProposalSchema>>;

/** The proposal as its two sides may see it. */
export function visibleProposal(stored: StoredProposal): Proposal {
  const { decisionId: _, madeBy: _maker, endedBy: _ender, ...proposal } = stored;
  return proposal;
}
