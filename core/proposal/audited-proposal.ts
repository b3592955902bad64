import type { AuditEntry } from '../audit/audit-trail.ts';
import type { StoredProposal } from './proposal.ts';

/**
 * What the audit has of a proposal that a backend made or ended for a user; nothing of what users do,
 * which is audited where they ask. A write that is given again makes the same entry.
 */
export function auditedProposal(
  write: 'proposed' | 'decided',
  proposal: StoredProposal,
  correlationId: string,
): AuditEntry | undefined {
  const act = write === 'proposed' ? creation(proposal) : end(proposal);
  if (act === undefined) return undefined;
  return {
    atMs: Date.parse(act.at),
    actor: `backend#${act.backend}`,
    role: 'backend',
    action: act.action,
    subject: `proposal#${proposal.proposalId}`,
    outcome: 'done',
    reason: `for user ${proposal.fromUserId}`,
    // Whoever wrote the item did so over DynamoDB, which gives no address.
    sourceIp: '',
    correlationId,
    occurrenceId: `${proposal.proposalId}.${act.action}`,
  };
}

interface Act {
  readonly backend: string;
  readonly action: string;
  readonly at: string;
}

function creation({ kind, madeBy, createdAt }: StoredProposal): Act | undefined {
  if (madeBy === undefined) return undefined;
  return { backend: madeBy, action: `create_${kind}_proposal`, at: createdAt };
}

function end({ status, endedBy, decidedAt }: StoredProposal): Act | undefined {
  if (endedBy === undefined || decidedAt === undefined || status !== 'cancelled') return undefined;
  return { backend: endedBy, action: 'cancel_proposal', at: decidedAt };
}
