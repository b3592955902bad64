import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { maxPendingPerMaker } from '../../../core/proposal/pending-set.ts';
import type { Proposal } from '../../../core/wire/socket/proposal.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import type { FailedCondition } from '../dynamodb/transact.ts';

/** A set is kept for so long after its last proposal was made: the longest that a proposal may live (lib/settings.ts). */
const keptSec = 86_400;

/** The item of a maker's set in the table `Limits`. */
function setOf(tableName: string, makerId: string) {
  return { TableName: tableName, Key: { subject: `pending#${makerId}`, slot: 'all' } };
}

/** The part of a transaction that takes a place for the proposal, on condition that there is one. */
export function takePlace(tableName: string, { fromUserId, proposalId, createdAt }: Proposal) {
  return {
    Update: {
      ...setOf(tableName, fromUserId),
      UpdateExpression: 'ADD proposals :mine SET expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(proposals) OR size(proposals) < :cap',
      ExpressionAttributeValues: {
        ':mine': new Set([proposalId]),
        ':cap': maxPendingPerMaker,
        ':expiresAt': Math.ceil(Date.parse(createdAt) / 1_000) + keptSec,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

const setSchema = z.object({ proposals: z.set(z.string()) });

/** The ids in a set that had no room. */
export function idsIn({ item }: FailedCondition): readonly string[] {
  return [...setSchema.parse(item).proposals];
}

/** Takes ids out of a maker's set; those that are not there any more are no loss. */
export async function releasePlaces(
  client: DynamoDBDocumentClient,
  tableName: string,
  makerId: string,
  ids: readonly string[],
): Promise<void> {
  await retryOnConflict(async () => {
    try {
      await client.send(
        new UpdateCommand({
          ...setOf(tableName, makerId),
          UpdateExpression: 'DELETE proposals :ids',
          ExpressionAttributeValues: { ':ids': new Set(ids) },
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof TransactionConflictException) return conflict;
      throw error;
    }
  });
}
