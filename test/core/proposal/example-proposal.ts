import type { StoredProposal } from '../../../core/proposal/proposal.ts';

/** Ana proposes to Beto at eight in the evening, for three minutes. */
export const createdAtMs = Date.parse('2026-11-20T20:00:00.000Z');

export function exampleProposal(change: Partial<StoredProposal> = {}): StoredProposal {
  return {
    proposalId: 'p-1',
    kind: 'pago',
    fightId: 'f-1',
    fromUserId: 'ana',
    toUserId: 'beto',
    amount: 5000,
    currency: 'MXN',
    status: 'pending',
    createdAt: '2026-11-20T20:00:00.000Z',
    expiresAt: '2026-11-20T20:03:00.000Z',
    ...change,
  };
}
