import { isDeepStrictEqual } from 'node:util';
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../core/change/attribute-value.ts';
import type { Item } from '../../core/change/change.ts';
import { AppError } from '../../core/wire/app-error.ts';
import {
  type ChangeWrite,
  type ItemWrite,
  type JointWrite,
  keyNames,
  type PublishResult,
  type PutWrite,
  type StoredItem,
  type TableNames,
} from './item-write.ts';
import { type Attempt, again, type RetryPolicy, reasonCodes, withRetries } from './retry.ts';
import { absenceCondition, updateRequest } from './write-request.ts';

/** DynamoDB's own bound of a BatchWriteItem. */
export const maxBatchWrites = 25;

/** What writing needs: a client, the tables' physical names, and how to try again. */
export interface TableWriterOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tables: TableNames;
  readonly retry: RetryPolicy;
}

/** Whether the write may stand in a BatchWriteItem, which knows no conditions. */
export function isPlainPut(write: ItemWrite): write is PutWrite {
  return write.kind === 'put' && !write.ifAbsent;
}

/**
 * Makes the writes in as few requests as can be, one at a time, and settles each on its own; never
 * rejects.
 */
export async function sendWrites(
  writes: readonly ItemWrite[],
  options: TableWriterOptions,
): Promise<readonly PromiseSettledResult<PublishResult>[]> {
  const { left, error } =
    writes.length > 1 && writes.every(isPlainPut)
      ? await putBatch(writes, options)
      : { left: writes, error: undefined };
  const sendLeft = async (write: ItemWrite): Promise<PublishResult> => {
    if (isPlainPut(write) && !left.includes(write)) return { outcome: 'written', id: write.id };
    if (error instanceof AppError) throw error;
    return await sendWrite(write, options);
  };
  const settled: PromiseSettledResult<PublishResult>[] = [];
  for (const write of writes) settled.push(...(await Promise.allSettled([sendLeft(write)])));
  return settled;
}

/**
 * Puts them together; what could not be put is left. A failure that is none of the retries' own may
 * be one item's alone (too large, say), so what is left is worth trying one by one.
 */
async function putBatch(
  puts: readonly PutWrite[],
  { client, tables, retry }: TableWriterOptions,
): Promise<{ readonly left: readonly ItemWrite[]; readonly error: unknown }> {
  let left = puts;
  try {
    await withRetries(retry, async ({ signal }) => {
      const { UnprocessedItems = {} } = await client.send(batchCommand(left, tables), {
        abortSignal: signal,
      });
      left = left.filter(({ table, id }) =>
        UnprocessedItems[tables[table]]?.some(
          ({ PutRequest }) => PutRequest?.Item?.[keyNames[table]]?.S === id,
        ),
      );
      return left.length === 0 ? true : again;
    });
    return { left, error: undefined };
  } catch (error) {
    return { left, error };
  }
}

function batchCommand(puts: readonly PutWrite[], tables: TableNames): BatchWriteItemCommand {
  const requests: Record<string, WriteRequest[]> = {};
  for (const { table, item } of puts) {
    const request = { PutRequest: { Item: { ...item } } };
    requests[tables[table]] = [...(requests[tables[table]] ?? []), request];
  }
  return new BatchWriteItemCommand({ RequestItems: requests });
}

async function sendWrite(write: ItemWrite, options: TableWriterOptions): Promise<PublishResult> {
  return await withRetries(options.retry, async attempt => {
    switch (write.kind) {
      case 'put':
        return await putOne(write, options, attempt);
      case 'change':
        return await changeOne(write, options, attempt);
      case 'joint':
        return await changeAll(write, options, attempt);
    }
  });
}

/** Whether the request may have taken effect before this answer: repeated here, or by the SDK. */
function isRepeated(
  { made }: Attempt,
  { $metadata }: Pick<ConditionalCheckFailedException, '$metadata'>,
): boolean {
  return made > 0 || ($metadata?.attempts ?? 1) > 1;
}

async function putOne(
  { table, id, item, ifAbsent }: PutWrite,
  { client, tables }: TableWriterOptions,
  attempt: Attempt,
): Promise<PublishResult> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: tables[table],
        Item: { ...item },
        ...(ifAbsent && absenceCondition(table)),
      }),
      { abortSignal: attempt.signal },
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const found = arrivingAttributes(error.Item ?? {});
    const ours = arrivingAttributes(item);
    if (isRepeated(attempt, error) && isDeepStrictEqual(found, ours)) {
      return { outcome: 'written', id };
    }
    const isSame = isDeepStrictEqual(contentOf(found), contentOf(ours));
    return isSame ? { outcome: 'already', id } : { outcome: 'conflict', id, found };
  }
  return { outcome: 'written', id };
}

/** An item without when, by whom and in which trace it was written: a repetition differs in these. */
function contentOf(item: Item): Item {
  const { createdAt, updatedAt, openedAt, updatedBy, traceparent, ttl, ...content } = item;
  return content;
}

async function changeOne(
  change: ChangeWrite,
  { client, tables }: TableWriterOptions,
  attempt: Attempt,
): Promise<PublishResult> {
  try {
    const command = new UpdateItemCommand(updateRequest(change, tables));
    await client.send(command, { abortSignal: attempt.signal });
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return notChanged(change, error.Item, isRepeated(attempt, error));
  }
  return { outcome: 'written', id: change.id };
}

/**
 * Every attempt has the same token, so a write whose answer was lost is recognized, and made once.
 * DynamoDB knows a token for ten minutes; without one the SDK would make another for each attempt.
 */
async function changeAll(
  { changes, token }: JointWrite,
  { client, tables }: TableWriterOptions,
  attempt: Attempt,
): Promise<PublishResult> {
  try {
    await client.send(
      new TransactWriteItemsCommand({
        ClientRequestToken: token,
        TransactItems: changes.map(change => ({ Update: updateRequest(change, tables) })),
      }),
      { abortSignal: attempt.signal },
    );
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    if (!reasonCodes(error).includes('ConditionalCheckFailed')) throw error;
    return jointResult(changes, error, isRepeated(attempt, error));
  }
  return { outcome: 'written', id: changes[0]?.id ?? '' };
}

/** Together they are there already, or else the first that is not as expected says why. */
function jointResult(
  changes: readonly ChangeWrite[],
  error: TransactionCanceledException,
  wasRepeated: boolean,
): PublishResult {
  const refused = changes.flatMap((change, at) => {
    const { Code, Item } = error.CancellationReasons?.[at] ?? {};
    return Code === 'ConditionalCheckFailed' ? [notChanged(change, Item, wasRepeated)] : [];
  });
  const conflict = refused.find(({ outcome }) => outcome === 'conflict');
  if (conflict) return conflict;
  const [first] = refused;
  if (first !== undefined && refused.length === changes.length) return first;
  // One side is done and the other is not: someone else did that.
  return { outcome: 'conflict', id: first?.id ?? '' };
}

/** Why an item was not changed: it was by this very write, or it is so already, or it is otherwise. */
function notChanged(
  { id, set, remove, expected: { attribute } }: ChangeWrite,
  item: StoredItem | undefined,
  wasRepeated: boolean,
): PublishResult {
  if (item === undefined) return { outcome: 'conflict', id };
  const found = arrivingAttributes(item);
  const wanted = arrivingAttributes(set);
  const isRemoved = remove.every(name => !Object.hasOwn(found, name));
  if (wasRepeated && isRemoved && holds(found, wanted)) return { outcome: 'written', id };
  const isSame = attribute in wanted && holds(found, contentOf(wanted));
  return isSame ? { outcome: 'already', id } : { outcome: 'conflict', id, found };
}

function holds(item: Item, wanted: Item): boolean {
  return Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(item[name], value));
}
