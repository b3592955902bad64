import { setTimeout as delay } from 'node:timers/promises';
import {
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexUpdate,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { indexText } from './dynamodb-table-definition.ts';

/** What an update of a stack does to a table that is there. */
export type TableUpdate =
  | { readonly kind: 'none' }
  | { readonly kind: 'index'; readonly update: GlobalSecondaryIndexUpdate; readonly text: string }
  /** More than CloudFormation would do at once, in words. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * What of the indexes has to be made or deleted. DynamoDB does one of either in an update, and an index
 * that is defined anew is two.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export function indexUpdate(
  existing: Pick<TableDescription, 'GlobalSecondaryIndexes'>,
  wanted: Pick<CreateTableCommandInput, 'GlobalSecondaryIndexes'>,
): TableUpdate {
  const has = new Map((existing.GlobalSecondaryIndexes ?? []).map(each => [each.IndexName, each]));
  const wants = new Map((wanted.GlobalSecondaryIndexes ?? []).map(each => [each.IndexName, each]));
  const isKept = (name: string | undefined): boolean => {
    const [one, other] = [has.get(name), wants.get(name)];
    return one !== undefined && other !== undefined && indexText(one) === indexText(other);
  };
  const created = [...wants.values()].filter(({ IndexName }) => !isKept(IndexName));
  const deleted = [...has.keys()].filter(name => !isKept(name));
  const texts = [
    ...deleted.map(name => `${name} is deleted`),
    ...created.map(({ IndexName }) => `${IndexName} is created`),
  ];
  const [index] = created;
  const [IndexName] = deleted;
  const [text] = texts;
  if (text === undefined) return { kind: 'none' };
  if (texts.length > 1) {
    const reason = `Cannot perform more than one GSI creation or deletion in a single update (${texts.join(', ')})`;
    return { kind: 'refused', reason };
  }
  return { kind: 'index', text, update: index ? { Create: index } : { Delete: { IndexName } } };
}

const pollMs = 50;

/** Makes or deletes the index and waits until that is done, which takes as long as the table is large. */
export async function updateIndex(
  client: DynamoDBClient,
  TableName: string,
  update: GlobalSecondaryIndexUpdate,
  { AttributeDefinitions }: CreateTableCommandInput,
): Promise<TableDescription> {
  await client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [update],
    }),
  );
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table !== undefined && isSettled(Table, update)) return Table;
    await delay(pollMs);
  }
}

function isSettled(
  table: TableDescription,
  { Create, Delete }: GlobalSecondaryIndexUpdate,
): boolean {
  const name = Create?.IndexName ?? Delete?.IndexName;
  const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  if (table.TableStatus !== 'ACTIVE') return false;
  return Create === undefined ? index === undefined : index?.IndexStatus === 'ACTIVE';
}
