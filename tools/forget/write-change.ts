import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { wasWritten } from '../../lambdas/adapters/dynamodb/conditional-write.ts';
import type { ItemChange } from './item-change.ts';
import type { StoredItem } from './person.ts';

/** Where an item lies: its table, and the names of the table's keys. */
export interface ItemPlace {
  readonly tableName: string;
  readonly keys: readonly string[];
}

/** Writes what is done to an item. One that is gone meanwhile is not made anew. */
export async function writeChange(
  client: DynamoDBDocumentClient,
  { tableName, keys }: ItemPlace,
  item: StoredItem,
  change: ItemChange,
): Promise<void> {
  const Key = Object.fromEntries(keys.flatMap(name => (item[name] ? [[name, item[name]]] : [])));
  if (change.kind === 'remove') {
    await client.send(new DeleteItemCommand({ TableName: tableName, Key }));
    return;
  }
  const set = Object.entries(change.set);
  const names = [
    'key',
    ...set.map((_, at) => `set${at}`),
    ...change.drop.map((_, at) => `drop${at}`),
  ];
  const attributes = [keys[0] ?? '', ...set.map(([name]) => name), ...change.drop];
  const sets = set.map((_, at) => `#set${at} = :set${at}`).join(', ');
  const drops = change.drop.map((_, at) => `#drop${at}`).join(', ');
  const update = new UpdateItemCommand({
    TableName: tableName,
    Key,
    UpdateExpression: `${sets && `SET ${sets}`} ${drops && `REMOVE ${drops}`}`.trim(),
    ConditionExpression: 'attribute_exists(#key)',
    ExpressionAttributeNames: Object.fromEntries(
      names.map((name, at) => [`#${name}`, attributes[at] ?? '']),
    ),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(
        set.map(([, value], at) => [`:set${at}`, value]),
      ),
    }),
  });
  await wasWritten(client.send(update));
}
