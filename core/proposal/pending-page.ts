import type { ServerData } from '../wire/socket/server-message.ts';
import { type PendingRequest, pendingProposalsOf } from './pending-proposals.ts';
import type { ProposalLists } from './proposal-lists.ts';

/** The lists of `pending_proposals`, and where they go on. */
export type PendingListPage = Omit<ServerData<'pending_proposals'>, 'truncated' | 'currencies'>;

/** A page as it is sent: its end as text that a client gives back. */
export async function readPendingPage(
  request: PendingRequest,
  lists: ProposalLists,
  now: number,
): Promise<PendingListPage> {
  const { next, ...page } = await pendingProposalsOf(request, lists, now);
  return next === undefined ? page : { ...page, next: lists.nextOf(next) };
}
