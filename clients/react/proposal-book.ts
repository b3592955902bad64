import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Proposal } from '../../core/wire/socket/proposal.ts';
import type { ProposalSocket, SocketView } from '../browser/index.ts';
import { holders } from './holders.ts';

/** What a bettor's socket shows. A new object whenever something differs. */
export interface ProposalBookView extends SocketView {
  /** Newest first, of either side, decided or not; never more than the book's limit. */
  readonly proposals: readonly Proposal[];
  /** Whether the server has told how things stood when the socket opened. */
  readonly isComplete: boolean;
  /** Whether it then listed the newest only: of those that it left out nothing is known. */
  readonly isTruncated: boolean;
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

export interface ProposalBookOptions {
  /** How many proposals are kept; pending ones stay before decided ones. @default 200 */
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
      socket.on('pending_proposals', ({ pending, recent, truncated }) => {
        forgetOverdue([...pending, ...recent]);
        enterAll([...pending, ...recent]);
        store.setState({ isComplete: true, isTruncated: truncated });
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
  const isPending = ({ status }: Proposal): number => (status === 'pending' ? 0 : 1);
  const newestFirst = (one: Proposal, other: Proposal): number =>
    other.createdAt < one.createdAt ? -1 : other.createdAt > one.createdAt ? 1 : 0;
  const all = [...byId.values()];
  if (all.length <= limit) return all.sort(newestFirst);
  return all
    .sort((one, other) => isPending(one) - isPending(other) || newestFirst(one, other))
    .slice(0, limit)
    .sort(newestFirst);
}
