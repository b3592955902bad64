import type { DynamoDBRecord } from 'aws-lambda';

/** A user whose item was written with the status `banned`. */
export interface BannedUser {
  readonly userId: string;
  /** Whether this write banned them; else they were banned before. */
  readonly isNew: boolean;
  /** The stream's own id of the write, the same whenever it is given again. */
  readonly changeId: string | undefined;
  /** When it was written, in milliseconds since the Unix epoch, as exactly as the stream says. */
  readonly writtenAtMs: number;
}

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
