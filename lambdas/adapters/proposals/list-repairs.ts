import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RepairList } from '../../../core/proposal/list-repair.ts';
import { isRefusedForGood } from '../changes/refused-for-good.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';

/**
 * The repair over the table Proposals. As often as one likes: only the first time changes something.
 * One that DynamoDB will never take, as into an item that has no byte left, must not stop the batch.
 */
export function createRepairList(
  client: DynamoDBDocumentClient,
  tableName: string,
  onRefused: (error: unknown, proposalId: string) => void,
): RepairList {
  return async ({ proposalId, status, expiresAt, keys }) => {
    const isPending = 'pendingUntil' in keys;
    const update = new UpdateCommand({
      TableName: tableName,
      Key: { proposalId },
      UpdateExpression: isPending
        ? 'SET pendingUntil = :time'
        : 'SET endedAt = if_not_exists(endedAt, :time) REMOVE pendingUntil',
      ConditionExpression: '#status = :status AND expiresAt = :end',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':time': isPending ? keys.pendingUntil : keys.endedAt,
        ':status': status,
        ':end': expiresAt,
      },
    });
    await retryOnConflict(async () => {
      try {
        return await wasWritten(client.send(update));
      } catch (error) {
        if (error instanceof TransactionConflictException) return conflict;
        if (!isRefusedForGood(error)) throw error;
        onRefused(error, proposalId);
        return false;
      }
    });
  };
}
