import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AppError } from '../../../core/wire/app-error.ts';

/** Of a batch DynamoDB gives at most 16 MB, and under load less: the rest is asked for again, so often. */
const maxAttempts = 8;
const firstPauseMs = 20;

/**
 * The items of at most a hundred ids as they are now, in any order; without those that are not there.
 *
 * @throws AppError STORE_UNAVAILABLE when DynamoDB leaves some out each time
 */
export async function readItems(
  client: DynamoDBDocumentClient,
  { tableName, key }: { readonly tableName: string; readonly key: string },
  ids: readonly string[],
): Promise<readonly Item[]> {
  return await readKeys(
    client,
    tableName,
    [...new Set(ids)].map(id => ({ [key]: id })),
  );
}

type Item = Readonly<Record<string, unknown>>;

/** The same, of at most a hundred keys, each once. */
export async function readKeys(
  client: DynamoDBDocumentClient,
  tableName: string,
  wanted: readonly Readonly<Record<string, string>>[],
): Promise<readonly Item[]> {
  let keys: Record<string, unknown>[] = [...wanted];
  const found: Item[] = [];
  for (let made = 0; made < maxAttempts && keys.length > 0; made += 1) {
    if (made > 0) await pause(Math.random() * firstPauseMs * 2 ** made);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[tableName] ?? []));
    keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  if (keys.length === 0) return found;
  const message = `${keys.length} items of ${tableName} were not read in ${maxAttempts} attempts`;
  throw new AppError('STORE_UNAVAILABLE', message);
}
