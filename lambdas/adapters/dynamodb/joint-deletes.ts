import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { runConcurrently } from '../../../core/run-concurrently.ts';
import { batchSize, writeBatches } from './write-batches.ts';

/** As many connections as the client has for requests at once, less what goes on beside. */
const batchesAtOnce = 20;

type Key = Readonly<Record<string, string>>;

/** Deletes an item; returns when it is deleted. */
export type DeleteItem = (key: Key) => Promise<void>;

/**
 * Deletes items of one table, by one request for all that are asked for in the same turn of the event loop.
 * On no condition: only for items that nobody else can have written since. Each key once.
 *
 * @throws AppError STORE_UNAVAILABLE for all of a turn, of which some may be deleted
 */
export function createJointDeletes(client: DynamoDBDocumentClient, tableName: string): DeleteItem {
  let waiting: Key[] = [];
  let deleting: Promise<void> | undefined;

  async function deleteWaiting(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    const deletes = waiting.map(Key => ({ DeleteRequest: { Key } }));
    waiting = [];
    deleting = undefined;
    const starts = Array.from({ length: Math.ceil(deletes.length / batchSize) }, (_, n) => n);
    await runConcurrently(starts, batchesAtOnce, n =>
      writeBatches(client, tableName, deletes.slice(n * batchSize, (n + 1) * batchSize)),
    );
  }

  return async key => {
    waiting.push(key);
    deleting ??= deleteWaiting();
    await deleting;
  };
}
