import type { DynamoDBRecord } from 'aws-lambda';
import type { AuditEntry } from '../../core/audit/audit-trail.ts';
import { type StoredProposal, storedProposalSchema } from '../../core/proposal/proposal.ts';
import { type ErrandTables, errandOf, itemOf, tableOf } from './errand.ts';

/**
 * What the audit is told of a proposal that a backend made or ended for a user; nothing of what users
 * do, which is audited where they ask. A record that comes again makes the same entry.
 */
export function auditedProposal(
  record: DynamoDBRecord,
  tables: ErrandTables,
  correlationId: string,
): AuditEntry | undefined {
  if (tableOf(record) !== tables.proposalsTableName) return undefined;
  const { kind } = errandOf(record, tables);
  if (kind !== 'proposed' && kind !== 'decided') return undefined;
  const proposal = storedProposalSchema.parse(itemOf(record.dynamodb?.NewImage));
  const act = kind === 'proposed' ? creation(proposal) : end(proposal);
  if (act === undefined) return undefined;
  return {
    atMs: Date.parse(act.at),
    actor: `backend#${act.backend}`,
    role: 'backend',
    action: act.action,
    subject: `proposal#${proposal.proposalId}`,
    outcome: 'done',
    reason: `for user ${proposal.fromUserId}`,
    // Whoever wrote the item did so over DynamoDB, which tells no address.
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
