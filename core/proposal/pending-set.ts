import type { StoredProposal } from './proposal.ts';

/**
 * How many proposals a user may have pending that the user made over a socket. Exact: the ids of a
 * maker's proposals stand in a set, which grows in the transaction that makes a proposal, and only
 * while it has room. So nothing pending is ever missing from it.
 */
export const maxPendingPerMaker = 20;

/**
 * Which ids of a set have no pending proposal, and so no claim to a place. Nobody takes them out when
 * a proposal ends, be it by an answer, by the clock or by a backend: they are looked for when there
 * is no room, by what `found` knows of each.
 */
export function idsOfEnded(
  ids: readonly string[],
  found: readonly (StoredProposal | undefined)[],
  now: number,
): readonly string[] {
  const pending = new Set(
    found.flatMap(proposal =>
      proposal !== undefined && isPendingAt(proposal, now) ? proposal.proposalId : [],
    ),
  );
  return ids.filter(id => !pending.has(id));
}

/** Past its end nobody can answer it, though its timeout may not be written yet. */
export function isPendingAt(
  { status, expiresAt }: Pick<StoredProposal, 'status' | 'expiresAt'>,
  now: number,
): boolean {
  return status === 'pending' && expiresAt > new Date(now).toISOString();
}
