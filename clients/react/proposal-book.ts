import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Currency } from '../../core/wire/currency.ts';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import type { ProposalSocket, SocketView } from '../browser/index.ts';
import { holders } from './holders.ts';

/** What a bettor's socket shows. A new object whenever something differs. */
export interface ProposalBookView extends SocketView {
  /** Newest first, of either side, decided or not. */
  readonly proposals: readonly Proposal[];
  /** Whether the server has listed all that was pending when the socket opened. */
  readonly isComplete: boolean;
  /** Whether more is pending than it has listed so far. */
  readonly isTruncated: boolean;
  /** Those that a proposal may be in, the default first; none until the server has listed them. */
  readonly currencies: readonly Currency[];
}

/** A bettor's proposals as a zustand store, kept up to date by a socket. */
export interface ProposalBook {
  readonly store: StoreApi<ProposalBookView>;
  readonly socket: ProposalSocket;
  /** Connected for as long as somebody wants it; the returned function says that one does no more. */
  retain(): () => void;
  /** Enters what an answer brought; what is pushed enters by itself. */
  enter(proposal: Proposal): void;
}

const defaultLimit = 200;

/**
 * Pending ones that are kept at most. Beyond it those stay that end first:
 * what others make later pushes nothing out.
 */
const maxPending = 5_000;

export interface ProposalBookOptions {
  /** How many proposals are kept. Pending ones are kept in any case, and decided ones go first. @default 200 */
  readonly limit?: number;
}

export function createProposalBook(
  socket: ProposalSocket,
  { limit = defaultLimit }: ProposalBookOptions = {},
): ProposalBook {
  const store = createStore<ProposalBookView>(() => ({
    ...socket.view,
    proposals: [],
    isComplete: false,
    isTruncated: false,
    currencies: [],
  }));

  function enterAll(news: readonly Proposal[]): void {
    store.setState(({ proposals }) => ({ proposals: merged(proposals, news, limit) }));
  }

  /** What ended while nobody listened, too long ago to be listed: how it ended is not known here. */
  function forgetOverdue(listed: readonly Proposal[]): void {
    const ids = new Set(listed.map(({ proposalId }) => proposalId));
    store.setState(({ proposals }) => ({
      proposals: proposals.filter(
        proposal =>
          proposal.status !== 'pending' ||
          ids.has(proposal.proposalId) ||
          socket.remainingMs(proposal) > 0,
      ),
    }));
  }

  function attach(): readonly (() => void)[] {
    return [
      socket.on('proposal_received', ({ proposal }) => enterAll([proposal])),
      socket.on('proposal_created', ({ proposal }) => enterAll([proposal])),
      socket.on('proposal_result', ({ proposal }) => enterAll([proposal])),
      socket.on('pending_proposals', ({ pending, recent, truncated, next, currencies }) => {
        forgetOverdue([...pending, ...recent]);
        enterAll([...pending, ...recent]);
        // Pages have first all that is pending, then what ended.
        const isLast = recent.length > 0;
        store.setState(known => ({
          isTruncated: truncated && !isLast,
          // A server of before this field does not send them.
          currencies: currencies ?? known.currencies,
        }));
        if (next === undefined || isLast) store.setState({ isComplete: true });
      }),
      socket.subscribe(() => store.setState(socket.view)),
    ];
  }

  return {
    store,
    socket,
    enter: proposal => enterAll([proposal]),
    retain: holders(() => {
      const detach = attach();
      socket.connect();
      return () => {
        socket.close();
        for (const each of detach) each();
        store.setState(socket.view);
      };
    }),
  };
}

/** What is decided stays decided: of two messages about it, an older one may come last. */
function merged(
  known: readonly Proposal[],
  news: readonly Proposal[],
  limit: number,
): readonly Proposal[] {
  const byId = new Map(known.map(proposal => [proposal.proposalId, proposal]));
  for (const proposal of news) {
    const before = byId.get(proposal.proposalId);
    if (before !== undefined && before.status !== 'pending' && proposal.status === 'pending') {
      continue;
    }
    byId.set(proposal.proposalId, proposal);
  }
  const all = [...byId.values()];
  const pending = all.filter(({ status }) => status === 'pending');
  const decided = all.filter(({ status }) => status !== 'pending').sort(newestFirst);
  const kept =
    pending.length <= maxPending ? pending : pending.sort(endsFirst).slice(0, maxPending);
  return [...kept, ...decided.slice(0, Math.max(0, limit - kept.length))].sort(newestFirst);
}

function newestFirst(one: Proposal, other: Proposal): number {
  return other.createdAt < one.createdAt ? -1 : other.createdAt > one.createdAt ? 1 : 0;
}

function endsFirst(one: Proposal, other: Proposal): number {
  return one.expiresAt < other.expiresAt ? -1 : one.expiresAt > other.expiresAt ? 1 : 0;
}
