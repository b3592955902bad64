import type { DynamoDBRecord } from 'aws-lambda';
import type { AuditEntry } from '../../core/audit/audit-trail.ts';
import { auditedProposal } from '../../core/proposal/audited-proposal.ts';
import { storedProposalSchema } from '../../core/proposal/proposal.ts';
import { type CourierTables, courierTaskOf, itemOf, tableOf } from './decode-record.ts';

/** The audit's entry of a record, if it is of a proposal that a backend made or ended for a user. */
export function auditedRecord(
  record: DynamoDBRecord,
  tables: CourierTables,
  correlationId: string,
): AuditEntry | undefined {
  if (tableOf(record) !== tables.proposalsTableName) return undefined;
  const { kind } = courierTaskOf(record, tables);
  if (kind !== 'proposed' && kind !== 'decided') return undefined;
  const proposal = storedProposalSchema.parse(itemOf(record.dynamodb?.NewImage));
  return auditedProposal(kind, proposal, correlationId);
}
