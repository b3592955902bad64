import type { Change } from '../change/change.ts';
import type { SocketConnection } from '../connection/socket-connections.ts';
import type { Proposal, ProposalOutcome } from '../wire/socket/proposal.ts';
import type { ListRepair } from './list-repair.ts';

/** What a committed write asks the courier to do. */
export type CourierTask =
  | (OfProposal & { readonly kind: 'proposed' })
  | (OfProposal & { readonly kind: 'decided'; readonly outcome: ProposalOutcome })
  | { readonly kind: 'connected'; readonly connection: SocketConnection }
  | { readonly kind: 'unlisted'; readonly repair: ListRepair };

interface OfProposal {
  readonly proposal: Proposal;
  /** The write itself, by which it is traced. @default - it is not */
  readonly change?: Change;
}
