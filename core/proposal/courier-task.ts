import type { SocketConnection } from '../connection/socket-connections.ts';
import type { Proposal, ProposalOutcome } from '../wire/socket/proposal.ts';
import type { ListRepair } from './list-repair.ts';

/** What a committed write asks the courier to do. */
export type CourierTask =
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | { readonly kind: 'decided'; readonly proposal: Proposal; readonly outcome: ProposalOutcome }
  | { readonly kind: 'connected'; readonly connection: SocketConnection }
  | { readonly kind: 'unlisted'; readonly repair: ListRepair };
