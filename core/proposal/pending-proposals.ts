import type { Proposal } from '../wire/socket/proposal.ts';
import type { ServerData } from '../wire/socket/server-message.ts';
import { type StoredProposal, visibleProposal } from './proposal.ts';
import type { ProposalLists } from './proposal-store.ts';

export type PendingProposals = ServerData<'pending_proposals'>;

const hourMs = 3_600_000;

/** An outcome is recent for this long. */
const recentMs = hourMs;

/** What was made longer ago than this is not listed: a bound on the search, far above any lifetime. */
const lookBackMs = 24 * hourMs;

/** How many are listed at most. */
const maxPendingListed = 30;
const maxRecentListed = 20;

/**
 * How much is listed at most, pending ones first: the message stays under the 128 KB of a WebSocket
 * payload (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
const maxListedBytes = 120_000;

/** What a user who was away should know: what awaits an answer, and what was decided meanwhile. */
export async function pendingProposalsOf(
  userId: string,
  lists: ProposalLists,
  now: number,
): Promise<PendingProposals> {
  const since = new Date(now - lookBackMs).toISOString();
  const [made, received] = await Promise.all([
    lists.madeBy(userId, since),
    lists.receivedBy(userId, since),
  ]);
  return selectPending([...made, ...received], now);
}

/** The selection itself, whatever the order of what was found. */
export function selectPending(found: readonly StoredProposal[], now: number): PendingProposals {
  const nowIso = new Date(now).toISOString();
  const recentSince = new Date(now - recentMs).toISOString();
  const pending = found
    // One that is past its end will be told as a timeout in a moment; nobody can answer it.
    .filter(({ status, expiresAt }) => status === 'pending' && expiresAt > nowIso)
    .sort(newestFirst(({ createdAt }) => createdAt));
  const recent = found
    .filter(proposal => proposal.status !== 'pending' && endedAt(proposal) >= recentSince)
    .sort(newestFirst(endedAt));
  const fits = sizeLimit(maxListedBytes);
  const listed = {
    pending: pending.slice(0, maxPendingListed).map(visibleProposal).filter(fits),
    recent: recent.slice(0, maxRecentListed).map(visibleProposal).filter(fits),
  };
  const truncated = listed.pending.length < pending.length || listed.recent.length < recent.length;
  return { ...listed, truncated };
}

/** Lets through what still fits, and nothing after the first that does not. */
function sizeLimit(maxBytes: number) {
  let bytes = 0;
  return (proposal: Proposal): boolean => {
    bytes += new TextEncoder().encode(JSON.stringify(proposal)).length;
    return bytes <= maxBytes;
  };
}

/** A backend that decides a proposal itself may leave the time out. */
function endedAt({ decidedAt, expiresAt }: StoredProposal): string {
  return decidedAt ?? expiresAt;
}

function newestFirst(timeOf: (proposal: StoredProposal) => string) {
  return (one: StoredProposal, other: StoredProposal): number =>
    timeOf(other).localeCompare(timeOf(one)) || one.proposalId.localeCompare(other.proposalId);
}
