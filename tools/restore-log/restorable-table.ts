import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RestorableLog } from '../../core/log/restore-log.ts';
import { createEventLogTable, itemOf } from '../../lambdas/adapters/log/event-log-table.ts';

/** The log in a table, and the two things that no function may do to it. */
export function createRestorableTable(
  client: DynamoDBDocumentClient,
  tableName: string,
): RestorableLog {
  return {
    ...createEventLogTable(client, tableName),
    overwrite: async segment => {
      await client.send(new PutCommand({ TableName: tableName, Item: await itemOf(segment) }));
    },
    remove: async (channel, firstSeq) => {
      await client.send(new DeleteCommand({ TableName: tableName, Key: { channel, firstSeq } }));
    },
  };
}
