import type { DynamoDBRecord } from 'aws-lambda';
import { listKeysOf } from '../../core/proposal/list-keys.ts';
import type { ListRepair } from '../../core/proposal/list-repair.ts';
import { storedProposalSchema } from '../../core/proposal/proposal.ts';
import { type ErrandTables, itemOf, tableOf } from './errand.ts';

/**
 * What a write left undone of the keys by which lists find a proposal. Our own writes leave nothing;
 * backends do not know the keys, and neither did those who wrote before there were any.
 */
export function listRepairOf(record: DynamoDBRecord, tables: ErrandTables): ListRepair | undefined {
  if (tableOf(record) !== tables.proposalsTableName) return undefined;
  const { NewImage, ApproximateCreationDateTime: writtenAtSec = 0 } = record.dynamodb ?? {};
  const proposal = storedProposalSchema.safeParse(itemOf(NewImage)).data;
  if (proposal === undefined) return undefined;
  const { proposalId, status, expiresAt } = proposal;
  const keys = listKeysOf(proposal, new Date(writtenAtSec * 1_000).toISOString());
  const pendingUntil = NewImage?.pendingUntil?.S;
  const isRight =
    'pendingUntil' in keys
      ? pendingUntil === keys.pendingUntil
      : NewImage?.pendingUntil === undefined && NewImage?.endedAt !== undefined;
  return isRight ? undefined : { proposalId, status, expiresAt, keys };
}
