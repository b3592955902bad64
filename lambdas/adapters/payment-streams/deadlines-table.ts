import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { itemSchemas } from '../../../core/change/item-schemas.ts';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import type {
  Deadline,
  Deadlines,
  FoundStream,
  ItemWrite,
  StreamReading,
} from '../../../core/payment-stream/deadline.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import { shardKey, shardKeys } from '../dynamodb/query-shards.ts';
import { transact } from '../dynamodb/transact.ts';
import { type Condition, conditionOf, isAsRead } from './is-as-read.ts';

/** The payment streams, and what is due of them. */
export interface DeadlineTables {
  readonly paymentStreamsTableName: string;
  readonly deadlinesTableName: string;
}

type Item = Readonly<Record<string, unknown>>;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What decides how much accrues: `PaymentStreamTerms` by its attributes. */
const terms = [
  ...['status', 'ratePerSecond', 'depositedAmount', 'withdrawnAmount'],
  ...['startTime', 'snapshotAmount', 'snapshotTime'],
];

/** All of a row but its keys. */
const rowAttributes = ['phase', 'depletesAt', 'dueAt', 'armedFor'];

const subjectPrefix = 'payment-stream#';
const shardPrefix = 'due';

/** Several of its shards are read at once, and what is on a page is settled before the next. */
const pageSize = 50;

const time = z
  .string()
  .transform(text => Date.parse(text))
  .optional();

const rowSchema = z
  .object({
    phase: z.enum(['depleting', 'depleted']).optional(),
    depletesAt: time,
    dueAt: time,
    armedFor: time,
  })
  .transform(
    ({ phase, depletesAt, dueAt, armedFor }): Deadline => ({
      phase,
      depletesAtMs: depletesAt,
      dueAtMs: dueAt,
      armedForMs: armedFor,
    }),
  );

/** The port over the tables PaymentStreams and Deadlines. */
export function createDeadlinesTable(
  client: DynamoDBDocumentClient,
  tables: DeadlineTables,
): Deadlines {
  const { deadlinesTableName } = tables;
  return {
    read: streamId => read(client, tables, streamId),

    noteTimer: (streamId, deadline) => noteTimer(client, deadlinesTableName, streamId, deadline),

    shards: shardKeys(shardPrefix),

    list: async (shard, { fromMs, toMs }, after) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: deadlinesTableName,
          IndexName: 'byDueAt',
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
      return {
        due: Items.map(row => ({
          streamId: String(row.subject).slice(subjectPrefix.length),
          deadline: rowSchema.parse(row),
        })),
        ...(LastEvaluatedKey && { next: LastEvaluatedKey }),
      };
    },
  };
}

async function read(
  client: DynamoDBDocumentClient,
  { paymentStreamsTableName, deadlinesTableName }: DeadlineTables,
  streamId: string,
): Promise<StreamReading> {
  const get = (TableName: string, Key: Item) =>
    client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const [{ Item: item }, { Item: row }] = await Promise.all([
    get(paymentStreamsTableName, { streamId }),
    get(deadlinesTableName, keyOf(streamId)),
  ]);
  const stream = foundStream(item);
  // Of one that cannot be read no attribute decides anything.
  const isSame = isAsRead('streamId', item, stream.kind === 'stream' ? terms : []);
  return {
    stream,
    deadline: row && rowSchema.parse(row),
    write: async change => {
      const failed = await transact(client, {
        stream: streamPart(paymentStreamsTableName, streamId, isSame, change.item),
        deadline: deadlinePart(deadlinesTableName, streamId, row, change.deadline),
      });
      return failed === undefined;
    },
  };
}

function foundStream(item: Item | undefined): FoundStream {
  if (item === undefined) return { kind: 'absent' };
  const parsed = itemSchemas.PaymentStreams.safeParse(withoutNulls(item));
  // The fan-out puts it into quarantine, with the reason.
  if (!parsed.success) return { kind: 'malformed' };
  return { kind: 'stream', terms: parsed.data, isMarked: parsed.data.depletion !== undefined };
}

/** The write to the stream's item, or that it is as it was. */
function streamPart(
  TableName: string,
  streamId: string,
  isSame: Condition,
  write: ItemWrite,
): TransactItem {
  const about = { TableName, Key: { streamId } };
  if (write.kind === 'none') return { ConditionCheck: { ...about, ...conditionOf(isSame) } };
  const { update, names, values } = updateOf(write);
  const condition = conditionOf({
    condition: isSame.condition,
    names: { ...isSame.names, ...names },
    values: { ...isSame.values, ...values },
  });
  return { Update: { ...about, UpdateExpression: update, ...condition } };
}

function updateOf(write: Exclude<ItemWrite, { kind: 'none' }>) {
  switch (write.kind) {
    case 'complete':
      return {
        update: 'SET #newStatus = :completed',
        names: { '#newStatus': 'status' },
        values: { ':completed': 'completed' },
      };
    case 'unmark':
      return { update: 'REMOVE depletion, depletesAt', names: {}, values: {} };
    case 'mark': {
      const { phase, depletesAtMs } = write;
      return depletesAtMs === undefined
        ? {
            update: 'SET depletion = :phase REMOVE depletesAt',
            names: {},
            values: { ':phase': phase },
          }
        : {
            update: 'SET depletion = :phase, depletesAt = :depletesAt',
            names: {},
            values: { ':phase': phase, ':depletesAt': isoOf(depletesAtMs) },
          };
    }
  }
}

function deadlinePart(
  TableName: string,
  streamId: string,
  row: Item | undefined,
  deadline: Deadline | undefined,
): TransactItem {
  const asRead = conditionOf(isAsRead('subject', row, rowAttributes));
  if (deadline === undefined) return { Delete: { TableName, Key: keyOf(streamId), ...asRead } };
  return { Put: { TableName, Item: rowOf(streamId, deadline), ...asRead } };
}

/** What is not due stands in no shard: the index has it no more. */
function rowOf(streamId: string, { phase, depletesAtMs, dueAtMs, armedForMs }: Deadline): Item {
  const { subject } = keyOf(streamId);
  return {
    subject,
    phase,
    depletesAt: isoOf(depletesAtMs),
    ...(dueAtMs !== undefined && {
      dueAt: isoOf(dueAtMs),
      dueShard: shardKey(shardPrefix, subject),
    }),
    armedFor: isoOf(armedForMs),
  };
}

async function noteTimer(
  client: DynamoDBDocumentClient,
  TableName: string,
  streamId: string,
  deadline: Deadline,
): Promise<boolean> {
  const asRead = isAsRead('subject', rowOf(streamId, deadline), rowAttributes);
  const update = new UpdateCommand({
    TableName,
    Key: keyOf(streamId),
    UpdateExpression: 'SET armedFor = :timer',
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
}

function keyOf(streamId: string) {
  return { subject: `${subjectPrefix}${streamId}` };
}

function isoOf(ms: number): string;
function isoOf(ms: number | undefined): string | undefined;
function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
