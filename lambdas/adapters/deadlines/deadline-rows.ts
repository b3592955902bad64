import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Due, DuePage, DuePosition, DueRange } from '../../../core/deadline/deadline.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import { conditionOf, isAsRead } from '../dynamodb/is-as-read.ts';
import { shardKey, shardKeys } from '../dynamodb/query-shards.ts';

type Item = Readonly<Record<string, unknown>>;
/** A part of a transaction. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** How the rows of one kind are distinguished, and what they remember beside their next moment. */
export interface RowFormat<D extends Due> {
  /** What their keys begin with. */
  readonly subject: string;
  /** What their moments are listed under: each kind by itself, so that none waits for another. */
  readonly shard: string;
  /** The names of their own attributes. */
  readonly attributes: readonly string[];
  parse(row: Item): Omit<D, keyof Due>;
  format(deadline: D): Item;
}

/** The row of one subject, read strongly. */
export interface DeadlineRow<D extends Due> {
  readonly deadline: D | undefined;
  /** Puts or removes it, on condition that it still is as it was read. */
  replacedBy(deadline: D | undefined): TransactItem;
}

/** The rows of one kind in the table Deadlines. */
export interface DeadlineRows<D extends Due> {
  read(id: string): Promise<DeadlineRow<D>>;
  noteTimer(id: string, deadline: D): Promise<boolean>;
  readonly shards: readonly string[];
  list(shard: string, range: DueRange, after?: DuePosition): Promise<DuePage<D>>;
}

/** Several shards are read at once, and what is on a page is settled before the next. */
const pageSize = 50;

/** A moment as a row has it. */
export const rowTime = z
  .string()
  .transform(text => Date.parse(text))
  .optional();

const dueSchema = z
  .object({ dueAt: rowTime, armedFor: rowTime })
  .transform(({ dueAt, armedFor }): Due => ({ dueAtMs: dueAt, armedForMs: armedFor }));

/** All rows of one kind. */
export function createDeadlineRows<D extends Due>(
  client: DynamoDBDocumentClient,
  tableName: string,
  format: RowFormat<D>,
): DeadlineRows<D> {
  const TableName = tableName;
  const attributes = [...format.attributes, 'dueAt', 'armedFor'];
  const keyOf = (id: string) => ({ subject: `${format.subject}#${id}` });
  const deadlineOf = (row: Item) => ({ ...format.parse(row), ...dueSchema.parse(row) }) as D;

  /** What is not due stands in no shard: the index has it no more. */
  const rowOf = (id: string, deadline: D): Item => {
    const { dueAtMs, armedForMs } = deadline;
    const key = keyOf(id);
    return {
      ...key,
      ...format.format(deadline),
      ...(dueAtMs !== undefined && {
        dueAt: isoOf(dueAtMs),
        dueShard: shardKey(format.shard, key.subject),
      }),
      armedFor: isoOf(armedForMs),
    };
  };

  return {
    read: async id => {
      const Key = keyOf(id);
      const { Item: row } = await client.send(
        new GetCommand({ TableName, Key, ConsistentRead: true }),
      );
      const asRead = conditionOf(isAsRead('subject', row, attributes));
      return {
        deadline: row && deadlineOf(row),
        replacedBy: deadline =>
          deadline === undefined
            ? { Delete: { TableName, Key, ...asRead } }
            : { Put: { TableName, Item: rowOf(id, deadline), ...asRead } },
      };
    },

    noteTimer: async (id, deadline) => {
      const asRead = isAsRead('subject', rowOf(id, deadline), attributes);
      const update = new UpdateCommand({
        ...{ TableName, Key: keyOf(id), UpdateExpression: 'SET armedFor = :timer' },
        ...conditionOf({
          ...asRead,
          values: { ...asRead.values, ':timer': isoOf(deadline.dueAtMs) },
        }),
      });
      return await retryOnConflict(async () => {
        try {
          return await wasWritten(client.send(update));
        } catch (error) {
          if (error instanceof TransactionConflictException) return conflict;
          throw error;
        }
      });
    },

    shards: shardKeys(format.shard),

    list: async (shard, { fromMs, toMs }, after) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          ...{ TableName, IndexName: 'byDueAt' },
          KeyConditionExpression: 'dueShard = :shard AND dueAt BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':shard': shard,
            ':from': isoOf(fromMs),
            ':to': isoOf(toMs - 1),
          },
          Limit: pageSize,
          ExclusiveStartKey: after,
        }),
      );
      const due = Items.map(row => ({
        id: String(row.subject).slice(keyOf('').subject.length),
        deadline: deadlineOf(row),
      }));
      return { due, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
    },
  };
}

/** A moment as tables have it. */
export function isoOf(ms: number): string;
export function isoOf(ms: number | undefined): string | undefined;
export function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
