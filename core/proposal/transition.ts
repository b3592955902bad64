import type { ProposalOutcome, ProposalStatus } from '../wire/socket/proposal.ts';

/** What can be done to a proposal. The first two are the recipient's, the third the maker's. */
export const proposalActions = ['accept', 'reject', 'cancel', 'timeout'] as const;

/** What can happen to a pending proposal. */
export type ProposalAction = (typeof proposalActions)[number];

/** Where an action leads, or the code of its refusal. */
export type Transition =
  | { readonly to: ProposalOutcome }
  | { readonly refused: 'PROPOSAL_NOT_PENDING' | 'PROPOSAL_EXPIRED' };

const notPending = { refused: 'PROPOSAL_NOT_PENDING' } as const;
const expired = { refused: 'PROPOSAL_EXPIRED' } as const;

/**
 * A proposal's whole life. Only `pending` has ways out and none leads back, so whatever happens in
 * whatever order, one outcome wins: the store makes each step conditional on `pending`.
 */
export const transitions = {
  pending: {
    accept: { to: 'accepted' },
    reject: { to: 'rejected' },
    cancel: { to: 'cancelled' },
    timeout: { to: 'timeout' },
  },
  accepted: { accept: notPending, reject: notPending, cancel: notPending, timeout: notPending },
  rejected: { accept: notPending, reject: notPending, cancel: notPending, timeout: notPending },
  cancelled: { accept: notPending, reject: notPending, cancel: notPending, timeout: notPending },
  timeout: { accept: expired, reject: expired, cancel: expired, timeout: expired },
} as const satisfies Record<ProposalStatus, Record<ProposalAction, Transition>>;
