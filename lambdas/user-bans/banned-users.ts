import type { DynamoDBRecord } from 'aws-lambda';

/** A user whose item was written with the status `banned`. */
export interface BannedUser {
  readonly userId: string;
  /** Whether one of the writes banned them; else they were banned before. */
  readonly isNew: boolean;
}

/** The users that a batch of the Users stream says are banned, each once. Never throws. */
export function bannedUsers(records: readonly DynamoDBRecord[]): readonly BannedUser[] {
  const isNewOf = new Map<string, boolean>();
  for (const { dynamodb } of records) {
    const userId = dynamodb?.Keys?.userId?.S;
    if (userId === undefined || dynamodb?.NewImage?.status?.S !== 'banned') continue;
    const isNew = dynamodb.OldImage?.status?.S !== 'banned';
    isNewOf.set(userId, isNew || isNewOf.get(userId) === true);
  }
  return Array.from(isNewOf, ([userId, isNew]) => ({ userId, isNew }));
}
