import { randomUUID } from 'node:crypto';
import { arrivingAttributes } from '../../core/change/attribute-value.ts';
import type { OverdueProposals } from '../../core/proposal/overdue-proposals.ts';
import { storedProposalSchema } from '../../core/proposal/proposal.ts';
import type { ProposalStore } from '../../core/proposal/proposal-store.ts';
import type { StoredItem } from './person.ts';

/** The writes that end proposals. */
export interface EndingPorts {
  readonly store: Pick<ProposalStore, 'decide'>;
  readonly overdue: Pick<OverdueProposals, 'timeOut'>;
  readonly now: () => number;
}

/**
 * Ends the person's proposal if it is pending, by the writes that would end it else, so that the other
 * side is notified: theirs is cancelled, one to them rejected, one past its end timed out. Whether it did.
 */
export async function endProposal(
  item: StoredItem,
  userId: string,
  { store, overdue, now }: EndingPorts,
): Promise<boolean> {
  const proposal = storedProposalSchema.safeParse(arrivingAttributes(item)).data;
  if (proposal?.status !== 'pending') return false;
  const { proposalId, fromUserId, toUserId, expiresAt } = proposal;
  if (fromUserId !== userId && toUserId !== userId) return false;
  const side = fromUserId === userId ? 'fromUserId' : 'toUserId';
  const { kind } = await store.decide({
    proposalId,
    decider: { side, userId },
    outcome: side === 'fromUserId' ? 'cancelled' : 'rejected',
    decidedAt: new Date(now()).toISOString(),
    decisionId: randomUUID(),
  });
  return kind === 'written' || (await overdue.timeOut({ proposalId, expiresAt }));
}
