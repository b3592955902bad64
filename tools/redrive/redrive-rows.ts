import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { z } from 'zod';
import { type ChangeTable, changeTables } from '../../core/change/change.ts';
import { decodeRecord, type TableNames } from '../../lambdas/adapters/changes/decode-record.ts';
import { recordOfRow } from '../../lambdas/adapters/changes/quarantine-row.ts';
import { messageOf } from '../command-line.ts';
import type { GivenAnswer } from './give-records.ts';
import type { RedriveCount } from './redrive-batches.ts';
import { type Image, planRow, type RowPlan } from './row-plan.ts';

/** What a redrive of quarantined changes works with. */
export interface RowPorts {
  readonly client: DynamoDBDocumentClient;
  readonly quarantineTableName: string;
  /** The contract's name of each table, by its physical one. */
  readonly tables: TableNames;
  /** Gives records to change-fan-out. */
  readonly invoke: (records: readonly DynamoDBRecord[]) => Promise<GivenAnswer>;
  readonly print: (line: string) => void;
}

/** Which rows, and whether something is done to them. */
export interface RowChoice {
  readonly isDryRun: boolean;
  /** By the contract's name. @default - of every table */
  readonly table?: ChangeTable | undefined;
  /** Set aside then or later, in Unix milliseconds. @default - whenever that was */
  readonly sinceMs?: number | undefined;
}

/** Rows of one table at once, by their ids in memory; the next so many after them. */
const maxRows = 10_000;
const pageSize = 500;
/** After so many without one that was handled the fault is the function's. */
const maxRefusals = 3;

const rowSchema = z.object({ record: z.instanceof(Uint8Array).optional(), reason: z.string() });
const summarySchema = z.object({ malformed: z.number() });

interface RowPlace {
  readonly table: ChangeTable;
  readonly changeId: string;
  readonly key: string;
  readonly recordedAt: string;
}

/** What became of a row; `refused` is one that its change-fan-out did not take. */
type RowOutcome = 'gone' | 'left' | 'refused' | 'planned' | 'handled';

/**
 * Gives each quarantined change that can be published by now to change-fan-out again, the oldest first,
 * and removes its row once it is. Its events have the ids that they would have had.
 */
export async function redriveRows(choice: RowChoice, ports: RowPorts): Promise<RedriveCount> {
  const counts = { found: 0, handled: 0, left: 0 };
  let refusals = 0;
  for await (const row of chosenRows(choice, ports)) {
    const outcome = await redriveRow(row, choice, ports);
    if (outcome === 'gone') continue;
    counts.found += 1;
    if (outcome === 'left' || outcome === 'refused') counts.left += 1;
    if (outcome === 'handled') counts.handled += 1;
    if (outcome === 'handled') refusals = 0;
    if (outcome === 'refused') refusals += 1;
    if (refusals === maxRefusals) {
      ports.print('three were not taken, one after the other: the fault is not theirs, so it ends');
      break;
    }
  }
  return counts;
}

async function* chosenRows(choice: RowChoice, ports: RowPorts): AsyncGenerator<RowPlace> {
  for (const table of choice.table === undefined ? changeTables : [choice.table]) {
    let start: PageKey | undefined;
    do {
      const { rows, next } = await placesOf(table, choice, ports, start);
      yield* rows;
      start = next;
    } while (start !== undefined);
  }
}

async function redriveRow(
  row: RowPlace,
  { isDryRun }: RowChoice,
  ports: RowPorts,
): Promise<RowOutcome> {
  const print = (line: string) => ports.print(`${row.table} ${row.key}: ${line}`);
  const plan = await planOf(row, ports);
  if (plan === undefined) return 'gone';
  if (plan.kind === 'leave') {
    print(`${plan.reason}: left`);
    return 'left';
  }
  if (isDryRun) {
    print(planText(plan, false));
    return 'planned';
  }
  const refusal = plan.kind === 'give' ? await give(plan.record, ports) : undefined;
  if (refusal !== undefined) {
    print(`${refusal}: left`);
    return 'refused';
  }
  await remove(row, ports);
  print(planText(plan, true));
  return 'handled';
}

type PageKey = Readonly<Record<string, unknown>>;

/** Of a table the next rows, their oldest changes first; the row that counts them is none. */
async function placesOf(
  table: ChangeTable,
  { sinceMs = 0 }: RowChoice,
  { client, quarantineTableName }: RowPorts,
  after: PageKey | undefined,
): Promise<{ readonly rows: readonly RowPlace[]; readonly next: PageKey | undefined }> {
  const found: RowPlace[] = [];
  let start = after;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: quarantineTableName,
        KeyConditionExpression: '#table = :table',
        FilterExpression: 'attribute_exists(#reason) AND quarantinedAt >= :since',
        ProjectionExpression: '#table, changeId, #key, recordedAt',
        ExpressionAttributeNames: { '#table': 'table', '#key': 'key', '#reason': 'reason' },
        ExpressionAttributeValues: {
          ':table': table,
          ':since': new Date(sinceMs).toISOString(),
        },
        Limit: pageSize,
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    found.push(...((page.Items ?? []) as unknown as RowPlace[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && found.length < maxRows);
  const rows = found.toSorted((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1));
  return { rows, next: start };
}

/** Undefined: the row is gone. */
async function planOf(row: RowPlace, ports: RowPorts): Promise<RowPlan | undefined> {
  const { client, quarantineTableName, tables } = ports;
  const Key = { table: row.table, changeId: row.changeId };
  const get = new GetCommand({ TableName: quarantineTableName, Key, ConsistentRead: true });
  const { Item } = await client.send(get);
  if (Item === undefined) return undefined;
  const { record: packed, reason } = rowSchema.safeParse(Item).data ?? { reason: 'it is no row' };
  if (packed === undefined) {
    return {
      kind: 'leave',
      reason: `${reason}; its record is not kept, for it is too large, or of a version that kept none: mend it by hand`,
    };
  }
  let record: DynamoDBRecord;
  try {
    record = (await recordOfRow(packed)) as DynamoDBRecord;
    // Of a table that was replaced since, it would end the run for all behind it.
    decodeRecord(record, tables);
  } catch (cause) {
    return { kind: 'leave', reason: `${reason}; its record cannot be given: ${messageOf(cause)}` };
  }
  return planRow(record, await currentImage(record, ports), tables);
}

/** The item as its table has it now, as a stream's record would have it. */
async function currentImage(
  { dynamodb, eventSourceARN = '' }: DynamoDBRecord,
  { client }: RowPorts,
): Promise<Image | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: /:table\/([^/]+)/.exec(eventSourceARN)?.[1],
      Key: dynamodb?.Keys as Record<string, AttributeValue>,
      ConsistentRead: true,
    }),
  );
  return Item && imageOf(Item);
}

/** Bytes are base64 in a record. */
function imageOf(item: Readonly<Record<string, AttributeValue>>): Image {
  return JSON.parse(
    JSON.stringify(item, (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
}

/** Why the change is not published; undefined: it is. */
async function give(record: DynamoDBRecord, { invoke }: RowPorts): Promise<string | undefined> {
  const answer = await invoke([record]);
  if (answer.kind === 'failed') return answer.reason;
  const summary = summarySchema.safeParse(answer.payload);
  if (!summary.success) return 'change-fan-out did not say what became of it';
  return summary.data.malformed > 0
    ? 'it is malformed to what is deployed: deploy this version first'
    : undefined;
}

async function remove({ table, changeId }: RowPlace, ports: RowPorts): Promise<void> {
  const { client, quarantineTableName: TableName } = ports;
  await client.send(new DeleteCommand({ TableName, Key: { table, changeId } }));
}

function planText(plan: Exclude<RowPlan, { kind: 'leave' }>, isDone: boolean): string {
  const types = plan.types.join(', ') || 'no events';
  if (plan.kind === 'published') {
    return `${types} came of the write that mended it; its row ${isDone ? 'is' : 'would be'} removed`;
  }
  const how =
    plan.mended.length === 0 ? 'as it was' : `with ${plan.mended.join(', ')} as it stands now`;
  return `${isDone ? 'published' : 'would publish'} ${types}, ${how}`;
}
