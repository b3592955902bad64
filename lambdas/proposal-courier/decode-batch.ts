import type { DynamoDBRecord } from 'aws-lambda';
import type { AuditEntry } from '../../core/audit/audit-trail.ts';
import type { CourierTask } from '../../core/proposal/courier-task.ts';
import { decodeRecord } from '../adapters/changes/decode-record.ts';
import { auditedRecord } from './audited-record.ts';
import { type CourierTables, type CourierTaskResult, courierTaskOf } from './decode-record.ts';
import { repairOfRecord } from './repair-of-record.ts';

/** What a batch asks of the courier. */
export interface DecodedBatch {
  readonly deliveries: readonly CourierTask[];
  readonly repairs: readonly CourierTask[];
  readonly auditEntries: readonly AuditEntry[];
  /** The ids of proposals that break their contract; the fan-out quarantines them with their reason. */
  readonly malformed: readonly string[];
}

/** Reads a batch's records. Throws `CONFIG_INVALID` for one of a table it does not know. */
export function decodeBatch(
  records: readonly DynamoDBRecord[],
  tables: CourierTables,
  correlationId: string,
): DecodedBatch {
  const results = records.map(record => withChange(courierTaskOf(record, tables), record, tables));
  return {
    deliveries: results.filter(
      (result): result is CourierTask => result.kind !== 'none' && result.kind !== 'malformed',
    ),
    repairs: records.flatMap((record): CourierTask[] => {
      const repair = repairOfRecord(record, tables);
      return repair === undefined ? [] : [{ kind: 'unlisted', repair }];
    }),
    auditEntries: records.flatMap(record => auditedRecord(record, tables, correlationId) ?? []),
    malformed: results.flatMap(result => (result.kind === 'malformed' ? [result.key] : [])),
  };
}

/** With the record as change-fan-out has it, where it makes an event of it. */
function withChange(
  result: CourierTaskResult,
  record: DynamoDBRecord,
  { proposalsTableName }: CourierTables,
): CourierTaskResult {
  if (result.kind !== 'proposed' && result.kind !== 'decided') return result;
  return { ...result, change: decodeRecord(record, new Map([[proposalsTableName, 'Proposals']])) };
}
