import type { ProposalStatus } from '../wire/socket/proposal.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type ProposalWrite = Write<TableItem<'Proposals'>>;

const known: KnownTransitions<ProposalStatus> = {
  pending: ['accepted', 'rejected', 'cancelled', 'timeout'],
  accepted: [],
  rejected: [],
  cancelled: [],
  timeout: [],
};

/** The events of a write to Proposals: at most one. */
export function proposalEvents(write: ProposalWrite): readonly StateEventDraft[] {
  const { status } = write.item;
  const oldStatus = write.before?.status;
  if (oldStatus === status) return [];
  if (oldStatus !== undefined) {
    return [proposalEvent(write, status, surpriseAt(known, oldStatus, status))];
  }
  // A proposal begins as pending; one that is there decided was never anyone's to answer.
  if (status === 'pending') return [proposalEvent(write, 'created', {})];
  return [proposalEvent(write, status, { unexpected: true, newStatus: status })];
}

function proposalEvent(
  { item, timestampMs }: ProposalWrite,
  action: 'created' | ProposalStatus,
  surprise: Surprise,
): StateEventDraft {
  const type = item.kind === 'pago' ? 'PAGO_PROPOSAL' : 'DOY_PROPOSAL';
  const priority = action === 'accepted' || surprise.unexpected ? 'high' : 'normal';
  // The creation time may be whole seconds only, and so lie before the proposal's own.
  const pendingMs =
    item.status === 'pending' ? undefined : Math.max(0, timestampMs - item.createdAt);
  return { rule: action, type, priority, data: { ...surprise, ...item, action, pendingMs } };
}
