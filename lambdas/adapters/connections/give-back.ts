import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { wasWritten } from '../dynamodb/conditional-write.ts';

/** A row that a connection holds, in one of the tables. */
export interface HeldRow {
  readonly tableName: string;
  readonly key: Readonly<Record<string, string>>;
  readonly connectionId: string;
}

/** Deletes the row if it is still the connection's; another's stays. */
export type GiveBack = (row: HeldRow) => Promise<void>;

/** Gives back each row by a request of its own. */
export function createGiveBack(client: DynamoDBDocumentClient): GiveBack {
  return async row => {
    await wasWritten(client.send(new DeleteCommand(deleteOf(row))));
  };
}

/** The delete, on the condition that the row is still the connection's. */
export const deleteOf = ({ tableName, key, connectionId }: HeldRow) => ({
  TableName: tableName,
  Key: { ...key },
  ConditionExpression: 'connectionId = :mine',
  ExpressionAttributeValues: { ':mine': connectionId },
});
