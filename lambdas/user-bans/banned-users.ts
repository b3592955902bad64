import type { DynamoDBRecord } from 'aws-lambda';
import type { BannedUser } from '../../core/auth/user-bans.ts';

/**
 * The users that a batch of the Users stream says are banned, each once: by the last write that banned
 * them, else by the last. Never throws.
 */
export function bannedUsers(records: readonly DynamoDBRecord[]): readonly BannedUser[] {
  const users = new Map<string, BannedUser>();
  for (const { eventID: changeId, dynamodb } of records) {
    const userId = dynamodb?.Keys?.userId?.S;
    if (userId === undefined || dynamodb?.NewImage?.status?.S !== 'banned') continue;
    const isNew = dynamodb.OldImage?.status?.S !== 'banned';
    if (!isNew && users.get(userId)?.isNew) continue;
    const writtenAtMs = (dynamodb.ApproximateCreationDateTime ?? 0) * 1_000;
    users.set(userId, { userId, isNew, changeId, writtenAtMs });
  }
  return [...users.values()];
}
