import type { ServerData } from '../wire/socket/server-message.ts';
import { isPendingAt } from './pending-set.ts';
import { type StoredProposal, visibleProposal } from './proposal.ts';
import {
  type ListName,
  type ListPage,
  type ListPosition,
  listNames,
  type ProposalLists,
} from './proposal-lists.ts';

/** A page of what a user who was away should know. */
export interface PendingPage extends Pick<ServerData<'pending_proposals'>, 'pending' | 'recent'> {
  /** What the next page comes after; absent on the last one. */
  readonly next?: ListPosition;
}

const hourMs = 3_600_000;

/** An outcome is recent for this long. */
const recentMs = hourMs;

/** Proposals of one page at most. */
const maxListed = 100;

/**
 * How much one page holds at most: the message stays under the 128 KB of a WebSocket payload
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
const maxListedBytes = 120_000;

/** Whose lists are read, and from where on. */
export interface PendingRequest {
  readonly userId: string;
  /** @default - from the beginning */
  readonly after?: ListPosition | undefined;
}

/** What awaits an answer, and what was decided meanwhile: the page behind `after`. */
export async function pendingProposalsOf(
  { userId, after }: PendingRequest,
  lists: Pick<ProposalLists, 'read'>,
  now: number,
): Promise<PendingPage> {
  const names = listNames.slice(after === undefined ? 0 : listNames.indexOf(after.list));
  const pages = await Promise.all(
    names.map(list =>
      lists.read({
        userId,
        list,
        boundIso: new Date(isOfEnded(list) ? now - recentMs : now).toISOString(),
        after: after?.list === list ? after : undefined,
        limit: maxListed,
      }),
    ),
  );
  return fillPage(
    names.map((list, index) => ({ list, page: pages[index] ?? { found: [] } })),
    now,
  );
}

interface ReadList {
  readonly list: ListName;
  readonly page: ListPage;
}

interface Listed {
  readonly list: ListName;
  readonly proposal: StoredProposal;
}

/** Takes from one list after the other what fits. */
function fillPage(lists: readonly ReadList[], now: number): PendingPage {
  const taken: Listed[] = [];
  let bytes = 0;
  let last: ListPosition | undefined;
  for (const { list, page } of lists) {
    for (const { proposal, place } of page.found) {
      const size = belongsTo(list, proposal, now) ? sizeOf(proposal) : undefined;
      // One that no message could hold must not stop those behind it.
      if (size !== undefined && size <= maxListedBytes) {
        if (taken.length === maxListed || bytes + size > maxListedBytes) return pageOf(taken, last);
        bytes += size;
        taken.push({ list, proposal });
      }
      last = { list, ...place };
    }
    if (page.stop !== undefined) return pageOf(taken, { list, ...page.stop });
  }
  return pageOf(taken, undefined);
}

/** An index may still show what has changed since; and what a backend writes is put right a moment later. */
function belongsTo(list: ListName, proposal: StoredProposal, now: number): boolean {
  return isOfEnded(list) ? proposal.status !== 'pending' : isPendingAt(proposal, now);
}

function isOfEnded(list: ListName): boolean {
  return list === 'ended-made' || list === 'ended-received';
}

function sizeOf(proposal: StoredProposal): number {
  return new TextEncoder().encode(JSON.stringify(visibleProposal(proposal))).length + 1;
}

function pageOf(taken: readonly Listed[], next: ListPosition | undefined): PendingPage {
  const recent = taken.filter(({ list }) => isOfEnded(list)).map(({ proposal }) => proposal);
  // Of two indexes one may be ahead: what ended is not also pending.
  const ended = new Set(recent.map(({ proposalId }) => proposalId));
  const pending = taken
    .filter(({ list, proposal }) => !isOfEnded(list) && !ended.has(proposal.proposalId))
    .map(({ proposal }) => proposal);
  return {
    pending: pending.sort(byTime(({ expiresAt }) => expiresAt)).map(visibleProposal),
    recent: recent.sort(byTime(endedAt)).reverse().map(visibleProposal),
    ...(next === undefined ? {} : { next }),
  };
}

/** A backend that decides a proposal itself may leave the time out. */
function endedAt({ decidedAt, expiresAt }: StoredProposal): string {
  return decidedAt ?? expiresAt;
}

function byTime(timeOf: (proposal: StoredProposal) => string) {
  return (one: StoredProposal, other: StoredProposal): number =>
    timeOf(one).localeCompare(timeOf(other)) || one.proposalId.localeCompare(other.proposalId);
}
