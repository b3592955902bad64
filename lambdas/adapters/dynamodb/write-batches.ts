import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { AppError } from '../../../core/wire/app-error.ts';

/** A put or a delete. */
export type BatchWrite = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const batchSize = 25;

/** Under load DynamoDB takes a part of a batch: the rest is given again, so often. */
const maxAttempts = 8;
const firstPauseMs = 20;

/**
 * Puts or deletes items of one table, each key once; some may be written when it throws.
 *
 * @throws AppError STORE_UNAVAILABLE when DynamoDB leaves some out each time
 */
export async function writeBatches(
  client: DynamoDBDocumentClient,
  tableName: string,
  writes: readonly BatchWrite[],
  wait: (ms: number) => Promise<unknown> = ms => pause(ms),
): Promise<void> {
  for (let from = 0; from < writes.length; from += batchSize) {
    await writeBatch(client, tableName, writes.slice(from, from + batchSize), wait);
  }
}

async function writeBatch(
  client: DynamoDBDocumentClient,
  tableName: string,
  batch: readonly BatchWrite[],
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  let left = [...batch];
  for (let made = 0; made < maxAttempts && left.length > 0; made += 1) {
    if (made > 0) await wait(Math.random() * firstPauseMs * 2 ** made);
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [tableName]: left } }),
    );
    left = UnprocessedItems?.[tableName] ?? [];
  }
  if (left.length === 0) return;
  const message = `${left.length} items of ${tableName} were not written in ${maxAttempts} attempts`;
  throw new AppError('STORE_UNAVAILABLE', message);
}
