import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
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
import {
  createDeadlineRows,
  type DeadlineRows,
  isoOf,
  type RowFormat,
  rowTime,
  type TransactItem,
} from '../deadlines/deadline-rows.ts';
import { type Condition, conditionOf, isAsRead } from '../dynamodb/is-as-read.ts';
import { transact } from '../dynamodb/transact.ts';

/** The payment streams, and what is due of them. */
export interface DeadlineTables {
  readonly paymentStreamsTableName: string;
  readonly deadlinesTableName: string;
}

type Item = Readonly<Record<string, unknown>>;

/** What decides how much accrues: `PaymentStreamTerms` by its attributes. */
const terms = [
  ...['status', 'ratePerSecond', 'depositedAmount', 'withdrawnAmount'],
  ...['startTime', 'snapshotAmount', 'snapshotTime'],
];

const ownSchema = z
  .object({ phase: z.enum(['depleting', 'depleted']).optional(), depletesAt: rowTime })
  .transform(({ phase, depletesAt }) => ({ phase, depletesAtMs: depletesAt }));

const rowFormat: RowFormat<Deadline> = {
  subject: 'payment-stream',
  shard: 'due',
  attributes: ['phase', 'depletesAt'],
  parse: row => ownSchema.parse(row),
  format: ({ phase, depletesAtMs }) => ({ phase, depletesAt: isoOf(depletesAtMs) }),
};

/** The port over the tables PaymentStreams and Deadlines. */
export function createDeadlinesTable(
  client: DynamoDBDocumentClient,
  tables: DeadlineTables,
): Deadlines {
  const rows = createDeadlineRows(client, tables.deadlinesTableName, rowFormat);
  return {
    read: streamId => read(client, tables.paymentStreamsTableName, rows, streamId),
    noteTimer: rows.noteTimer,
    shards: rows.shards,
    list: async (shard, range, after) => {
      const { due, next } = await rows.list(shard, range, after);
      return { due: due.map(({ id, deadline }) => ({ streamId: id, deadline })), next };
    },
  };
}

async function read(
  client: DynamoDBDocumentClient,
  tableName: string,
  rows: DeadlineRows<Deadline>,
  streamId: string,
): Promise<StreamReading> {
  const get = new GetCommand({ TableName: tableName, Key: { streamId }, ConsistentRead: true });
  const [{ Item: item }, row] = await Promise.all([client.send(get), rows.read(streamId)]);
  const stream = foundStream(item);
  // Of one that cannot be read no attribute decides anything.
  const isSame = isAsRead('streamId', item, stream.kind === 'stream' ? terms : []);
  return {
    stream,
    deadline: row.deadline,
    write: async change => {
      const failed = await transact(client, {
        stream: streamPart(tableName, streamId, isSame, change.item),
        deadline: row.replacedBy(change.deadline),
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
