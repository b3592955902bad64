import {
  type PendingRequest,
  pendingProposalsOf,
} from '../../../core/proposal/pending-proposals.ts';
import type { ProposalLists } from '../../../core/proposal/proposal-lists.ts';
import type { ServerData } from '../../../core/wire/socket/server-message.ts';
import { nextOf } from './proposal-lists.ts';

/** The lists of `pending_proposals`, and where they go on. */
export type ToldPage = Omit<ServerData<'pending_proposals'>, 'truncated' | 'currencies'>;

/** A page as it is told: its end as text that a client gives back. */
export async function readPendingPage(
  request: PendingRequest,
  lists: ProposalLists,
  now: number,
): Promise<ToldPage> {
  const { next, ...page } = await pendingProposalsOf(request, lists, now);
  return next === undefined ? page : { ...page, next: nextOf(next) };
}
