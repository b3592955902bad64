import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { dummyCredentials, rehearsalRegion } from './emulator-environment.ts';

const key = { fightId: { S: 'rehearsal' } };
const item = { ...key, title: { S: 'written before the update' } };

/** What a rehearsal does with the table Fights, whose functions need not run for it. */
export function createRehearsalTable(endpoint: URL) {
  const client = new DynamoDBClient({
    endpoint: endpoint.origin,
    region: rehearsalRegion,
    credentials: dummyCredentials,
  });
  return {
    put: async (TableName: string): Promise<void> => {
      await client.send(new PutItemCommand({ TableName, Item: item }));
    },
    /** Whether what was put is there, unchanged. */
    has: async (TableName: string): Promise<boolean> => {
      const asked = { TableName, Key: key, ConsistentRead: true };
      const { Item } = await client.send(new GetItemCommand(asked));
      return Item?.title?.S === item.title.S;
    },
    isGone: async (TableName: string): Promise<boolean> => {
      try {
        const { Table } = await client.send(new DescribeTableCommand({ TableName }));
        return Table?.TableStatus === 'DELETING';
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return true;
        throw error;
      }
    },
  };
}
