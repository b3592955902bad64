import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type {
  OverdueProposal,
  OverdueProposals,
} from '../../../core/proposal/overdue-proposals.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';

const overdueSchema = z.object({ proposalId: z.string().min(1), expiresAt: z.string().min(1) });

/** Their write is cheap; a page is worked through at once. */
const pageSize = 50;

/** The port over the Proposals table and its index `byStatus`. */
export function createOverdueProposals(
  client: DynamoDBDocumentClient,
  tableName: string,
): OverdueProposals {
  return {
    list: async (nowIso, after) => {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'byStatus',
          KeyConditionExpression: '#status = :pending AND expiresAt < :now',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':pending': 'pending', ':now': nowIso },
          Limit: pageSize,
          ExclusiveStartKey: after,
        }),
      );
      return {
        proposals: z.array(overdueSchema).parse(Items ?? []),
        ...(LastEvaluatedKey && { next: LastEvaluatedKey }),
      };
    },
    timeOut: proposal => retryOnConflict(() => timeOut(client, tableName, proposal)),
  };
}

/** The very write that the state machine makes at the deadline (lib, proposal deadline). */
async function timeOut(
  client: DynamoDBDocumentClient,
  tableName: string,
  { proposalId, expiresAt }: OverdueProposal,
): Promise<boolean | typeof conflict> {
  try {
    await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { proposalId },
        UpdateExpression:
          'SET #status = :timeout, decidedAt = :end, updatedAt = :end, endedAt = :end REMOVE pendingUntil',
        ConditionExpression: '#status = :pending AND expiresAt = :end',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':timeout': 'timeout',
          ':pending': 'pending',
          ':end': expiresAt,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof TransactionConflictException) return conflict;
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
