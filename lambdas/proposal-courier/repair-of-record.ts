import type { DynamoDBRecord } from 'aws-lambda';
import { type ListRepair, listRepairOf } from '../../core/proposal/list-repair.ts';
import { storedProposalSchema } from '../../core/proposal/proposal.ts';
import { type CourierTables, itemOf, tableOf } from './decode-record.ts';

/** What the record's write left undone of the keys by which lists find a proposal. */
export function repairOfRecord(
  record: DynamoDBRecord,
  tables: CourierTables,
): ListRepair | undefined {
  if (tableOf(record) !== tables.proposalsTableName) return undefined;
  const { NewImage, ApproximateCreationDateTime: writtenAtSec = 0 } = record.dynamodb ?? {};
  const proposal = storedProposalSchema.safeParse(itemOf(NewImage)).data;
  return (
    proposal &&
    listRepairOf(proposal, {
      writtenAt: new Date(writtenAtSec * 1_000).toISOString(),
      pendingUntil: NewImage?.pendingUntil?.S,
      hasPendingUntil: NewImage?.pendingUntil !== undefined,
      hasEndedAt: NewImage?.endedAt !== undefined,
    })
  );
}
