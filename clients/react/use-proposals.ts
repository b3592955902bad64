import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { NewProposal } from '../../core/wire/socket/client-message.ts';
import type { Proposal, ProposalKind } from '../../core/wire/socket/proposal.ts';
import {
  type Outcome,
  ProposalSocket,
  type ProposalSocketOptions,
  type RequestOptions,
} from '../browser/index.ts';
import { createProposalBook, type ProposalBook, type ProposalBookView } from './proposal-book.ts';
import { useRealtime } from './realtime-provider.tsx';
import { tokenKey, useLatestToken } from './use-latest-token.ts';

export interface UseProposalsOptions extends Partial<Omit<ProposalSocketOptions, 'trace'>> {
  /** How many proposals are kept, decided ones beside all pending ones. @default 200 */
  readonly limit?: number;
}

export interface UseProposalsResult extends ProposalBookView {
  readonly isConnected: boolean;
  readonly propose: (
    kind: ProposalKind,
    proposal: NewProposal,
    options?: RequestOptions,
  ) => Promise<Outcome<'proposal_created'>>;
  readonly respond: (
    proposalId: string,
    response: 'accept' | 'reject',
  ) => Promise<Outcome<'proposal_result'>>;
  readonly cancel: (proposalId: string) => Promise<Outcome<'proposal_result'>>;
  /** What is left of a proposal's time, in milliseconds, by the server's clock. */
  readonly remainingMs: (proposal: Pick<Proposal, 'expiresAt'>) => number;
  readonly socket: ProposalSocket;
}

/** A bettor's proposals, live, for as long as the component is there. */
export function useProposals(options: UseProposalsOptions = {}): UseProposalsResult {
  const book = useProposalBook(options);
  const subscribe = useCallback(
    (watcher: () => void) => {
      const leave = book.store.subscribe(watcher);
      const release = book.retain();
      return () => {
        release();
        leave();
      };
    },
    [book],
  );
  const { getState, getInitialState } = book.store;
  const view = useSyncExternalStore(subscribe, getState, getInitialState);
  const actions = useMemo(() => actionsOf(book), [book]);
  return { ...view, ...actions, isConnected: view.status === 'open' };
}

function useProposalBook(options: UseProposalsOptions): ProposalBook {
  const { proposalsWebSocketUrl, token: providedToken } = useRealtime();
  const {
    limit,
    environment,
    token: given = providedToken,
    url = proposalsWebSocketUrl,
    ...rest
  } = options;
  const token = useLatestToken(given);
  const key = JSON.stringify([{ ...rest, limit, url }, tokenKey(token)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for all of the options
  return useMemo(() => {
    if (url === undefined || token === undefined) {
      throw new Error(
        `received no ${url === undefined ? 'url' : 'token'}, expected one from the provider or the options`,
      );
    }
    const place = environment === undefined ? {} : { environment };
    const socket = new ProposalSocket({ ...rest, ...place, url, token });
    return createProposalBook(socket, limit === undefined ? {} : { limit });
  }, [key]);
}

type Actions = Pick<
  UseProposalsResult,
  'propose' | 'respond' | 'cancel' | 'remainingMs' | 'socket'
>;

/** The socket's requests; what their answers bring is entered at once. */
function actionsOf({ socket, enter }: ProposalBook): Actions {
  async function entered<E extends 'proposal_created' | 'proposal_result'>(
    asked: Promise<Outcome<E>>,
  ): Promise<Outcome<E>> {
    const outcome = await asked;
    if (outcome.kind === 'answered') enter(outcome.data.proposal);
    return outcome;
  }
  return {
    socket,
    propose: (kind, proposal, options) => entered(socket.propose(kind, proposal, options)),
    respond: (proposalId, response) => entered(socket.respond(proposalId, response)),
    cancel: proposalId => entered(socket.cancel(proposalId)),
    remainingMs: proposal => socket.remainingMs(proposal),
  };
}
