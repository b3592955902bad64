import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  paginateScan,
  type TableDescription,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** What one key holds from some time on: an item, or nothing. */
export interface KeyState {
  readonly tableName: string;
  readonly keys: Item;
  readonly item: Item | undefined;
}

/** BatchWriteItem takes 25 requests: its page of the DynamoDB reference. */
const batchLimit = 25;

/** Makes a table of the same keys and indexes, without a stream. */
export async function createLike(client: DynamoDBClient, table: TableDescription): Promise<void> {
  const indexes = (
    all: TableDescription['GlobalSecondaryIndexes'] | TableDescription['LocalSecondaryIndexes'],
  ) => all?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
  await client.send(
    new CreateTableCommand({
      TableName: table.TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: table.KeySchema,
      AttributeDefinitions: table.AttributeDefinitions,
      ...(table.GlobalSecondaryIndexes?.length && {
        GlobalSecondaryIndexes: indexes(table.GlobalSecondaryIndexes),
      }),
      ...(table.LocalSecondaryIndexes?.length && {
        LocalSecondaryIndexes: indexes(table.LocalSecondaryIndexes),
      }),
    } as CreateTableCommandInput),
  );
}

/** Copies every item of a table as it is now. */
export async function copyItems(
  from: DynamoDBClient,
  to: DynamoDBClient,
  tableName: string,
): Promise<void> {
  const pages = paginateScan({ client: from }, { TableName: tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    await write(
      to,
      tableName,
      Items.map(Item => ({ PutRequest: { Item } })),
    );
  }
}

/** Brings each key to its last state in the list. */
export async function applyStates(
  client: DynamoDBClient,
  states: readonly KeyState[],
): Promise<void> {
  const byTable = new Map<string, Map<string, WriteRequest>>();
  for (const { tableName, keys, item } of states) {
    const requests = byTable.get(tableName) ?? new Map<string, WriteRequest>();
    byTable.set(tableName, requests);
    const request = item ? { PutRequest: { Item: item } } : { DeleteRequest: { Key: keys } };
    requests.set(JSON.stringify(Object.entries(keys).sort()), request);
  }
  for (const [tableName, requests] of byTable)
    await write(client, tableName, [...requests.values()]);
}

async function write(
  client: DynamoDBClient,
  tableName: string,
  requests: readonly WriteRequest[],
): Promise<void> {
  for (let start = 0; start < requests.length; start += batchLimit) {
    const batch = requests.slice(start, start + batchLimit);
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: batch } }));
  }
}
