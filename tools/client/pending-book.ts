import type { Proposal } from '../../core/wire/socket/proposal.ts';

/**
 * Past it the one that ends last is forgotten: what others make later pushes nothing out.
 */
const maxKept = 5_000;

/** The ids of what was decided, so that an older message does not bring it back. */
const maxDecided = 1_000;

/** The proposals that wait for an answer, as far as messages of the socket named them. */
export class PendingBook {
  readonly #pending = new Map<string, Proposal>();
  readonly #decided = new Set<string>();

  /** Whether it is pending, and was not known before. */
  enter(proposal: Proposal): boolean {
    const { proposalId, status } = proposal;
    if (status !== 'pending') {
      this.#pending.delete(proposalId);
      remember(this.#decided, proposalId);
      return false;
    }
    if (this.#decided.has(proposalId)) return false;
    const isNew = !this.#pending.has(proposalId);
    this.#pending.set(proposalId, proposal);
    if (this.#pending.size <= maxKept) return isNew;
    const last = [...this.#pending.values()].reduce((one, other) =>
      Date.parse(other.expiresAt) >= Date.parse(one.expiresAt) ? other : one,
    );
    this.#pending.delete(last.proposalId);
    return isNew && last.proposalId !== proposalId;
  }

  /** What is pending at that moment of the server's time; the one that ends first is first. */
  pendingAt(serverNow: number): readonly Proposal[] {
    return [...this.#pending.values()]
      .filter(({ expiresAt }) => Date.parse(expiresAt) > serverNow)
      .sort((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt));
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  for (const oldest of ids) {
    if (ids.size <= maxDecided) return;
    ids.delete(oldest);
  }
}

/** What a proposal's id is shown as, and may be typed as while no other begins like it. */
export function shortId(proposalId: string): string {
  return proposalId.slice(0, 10);
}

/** Stands for the proposal that came last. */
export const lastOne = 'last';

/**
 * The proposal that is meant by an id, by the beginning of one, or by {@link lastOne}; undefined
 * when that is not one alone.
 */
export function findProposal(proposals: readonly Proposal[], named: string): Proposal | undefined {
  if (named === lastOne) {
    return [...proposals].sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))[0];
  }
  const whole = proposals.find(({ proposalId }) => proposalId === named);
  const begun = proposals.filter(({ proposalId }) => proposalId.startsWith(named));
  return whole ?? (begun.length === 1 ? begun[0] : undefined);
}
