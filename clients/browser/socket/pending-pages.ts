import type { ServerData, ServerMessage } from '../../../core/wire/socket/server-message.ts';
import type { PendingRequest } from './socket-state.ts';
import { type OpenSocket, withMemory } from './socket-steps.ts';

type PendingPage = ServerData<'pending_proposals'>;

/** Pages of a list that are read at most: 5,000 proposals. */
export const maxPages = 50;

/**
 * Asks for the page behind one that came, if nobody else does: of a list that the server sent by
 * itself, or that the socket asked for. A list that begins anew takes the place of one that is read.
 */
export function readOn(
  state: OpenSocket,
  told: ServerMessage,
  pagesBefore: number,
): OpenSocket | undefined {
  if (told.event !== 'pending_proposals') return undefined;
  const { next } = told.data;
  const page = pagesBefore + 1;
  if (next === undefined || page >= maxPages) return undefined;
  const request: PendingRequest = {
    requestId: `behind-${told.id}`,
    action: 'get_pending_proposals',
    data: { next },
    deadlineAt: Number.POSITIVE_INFINITY,
    resendAt: undefined,
    wasExpired: true,
    isOwn: true,
    page,
  };
  const others = state.memory.requests.filter(({ page: ofPage }) => ofPage === 0);
  return withMemory(state, { requests: [...others, request] });
}

/** The pages of one list as one. What was pending on one page may have ended on a later one. */
export function wholeList(pages: readonly PendingPage[]): PendingPage {
  const recent = byId(pages.flatMap(page => page.recent));
  const pending = byId(pages.flatMap(page => page.pending));
  for (const proposalId of recent.keys()) pending.delete(proposalId);
  const next = pages.at(-1)?.next;
  return {
    pending: [...pending.values()],
    recent: [...recent.values()],
    truncated: next !== undefined,
    ...(next === undefined ? {} : { next }),
  };
}

function byId(proposals: PendingPage['pending']): Map<string, PendingPage['pending'][number]> {
  return new Map(proposals.map(proposal => [proposal.proposalId, proposal]));
}
