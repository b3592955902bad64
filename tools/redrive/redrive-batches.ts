import {
  type BatchRecord,
  type FailedBatch,
  keyOf,
  readFailedBatch,
  tableNameOf,
} from './failed-batch.ts';
import type { FailedBatchBucket, StoredObject } from './failed-batch-bucket.ts';
import { type Given, type GivenAnswer, giveRecords } from './give-records.ts';
import { givenUpAtMs, inOrder } from './in-order.ts';

/** What a redrive of batches works with. */
export interface BatchPorts {
  readonly bucket: FailedBatchBucket;
  /** The functions of the stack: the title that the outputs have for each name. */
  readonly titles: ReadonlyMap<string, string>;
  /** The contract's name of each table, by its physical one. */
  readonly tables: ReadonlyMap<string, string>;
  readonly invoke: (functionName: string, records: readonly BatchRecord[]) => Promise<GivenAnswer>;
  /** Whether what was published then, in Unix milliseconds, may stand in the logs no more. */
  readonly isForgotten: (atMs: number) => Promise<boolean>;
  readonly print: (line: string) => void;
}

/** Which batches, and whether something is done to them. */
export interface BatchChoice {
  readonly isDryRun: boolean;
  /** By the contract's name. @default - of every table */
  readonly table?: string | undefined;
  /** Given up then or later, in Unix milliseconds. @default - whenever that was */
  readonly sinceMs?: number | undefined;
  /** By its title in the outputs. @default - of every function that takes late batches well */
  readonly function?: string | undefined;
  /** Those of change-fan-out too whose events may have been published, and forgotten since. */
  readonly isBeyondHistory: boolean;
}

/** What became of them. */
export interface RedriveCount {
  readonly found: number;
  readonly handled: number;
  readonly left: number;
}

const fanOut = 'ChangeFanOut';

/**
 * Those that ask how things stand by now, whatever a batch says, or whose work has ids that it leaves by.
 * proposal-courier posts what a batch says: hours later that is news of what has ended.
 */
const takesLateBatches = [fanOut, 'PaymentStreamScheduler', 'WorkflowScheduler', 'UserBans'];

/** So many keys of a batch are printed. */
const shownKeys = 3;
const maxReasonLength = 300;

/**
 * Gives each batch of the bucket to its function again, in the order of its shard, and removes it once
 * all of its records are handled.
 */
export async function redriveBatches(
  choice: BatchChoice,
  ports: BatchPorts,
): Promise<RedriveCount> {
  const { bucket, print } = ports;
  const stuck = new Set<string>();
  const counts = { found: 0, handled: 0, left: 0 };
  const leave = (line: string): void => {
    counts.left += 1;
    print(`${line}: left`);
  };

  for await (const key of inOrder(chosenKeys(choice, ports), beginIn(bucket))) {
    const object = await bucket.read(key);
    // Somebody else has handled it meanwhile.
    if (object.kind === 'gone') continue;
    const batch = batchIn(object);
    if (batch === undefined) {
      counts.found += 1;
      const why =
        object.kind === 'unreadable' ? object.reason : "it is no batch of a table's stream";
      leave(`${key}: ${why}`);
      continue;
    }
    if (!isChosen(batch, choice, ports)) continue;
    counts.found += 1;
    const name = nameOf(batch, ports);
    const why = (await reasonToLeave(batch, choice, ports)) ?? stuckReason(batch, stuck);
    if (why !== undefined) leave(`${name}: ${why}`);
    else if (choice.isDryRun) print(`${name}: would be given again`);
    else {
      const given = await giveRecords(batch.records, records =>
        ports.invoke(batch.functionName, records),
      );
      if (given.refused.length === 0) {
        await bucket.remove(key);
        counts.handled += 1;
        print(`${name}: handled`);
        continue;
      }
      if (given.handled === 0) stuck.add(batch.functionName);
      leave(`${name}: ${refusalText(given)}`);
    }
  }
  return counts;
}

async function* chosenKeys({ sinceMs }: BatchChoice, { bucket }: BatchPorts) {
  for await (const key of bucket.keys()) {
    const atMs = givenUpAtMs(key);
    if (sinceMs === undefined || atMs === undefined || atMs >= sinceMs) yield key;
  }
}

const beginIn = (bucket: FailedBatchBucket) => async (key: string) => {
  const [first] = batchIn(await bucket.read(key))?.records ?? [];
  return BigInt(first?.dynamodb.SequenceNumber ?? 0);
};

const batchIn = (object: StoredObject): FailedBatch | undefined =>
  object.kind === 'text' ? readFailedBatch(object.text) : undefined;

function isChosen(batch: FailedBatch, choice: BatchChoice, ports: BatchPorts): boolean {
  const { table, function: title } = choice;
  if (table !== undefined && tableOf(batch, ports) !== table) return false;
  return title === undefined || ports.titles.get(batch.functionName) === title;
}

/** Undefined: it is given again. */
async function reasonToLeave(
  { functionName, records }: FailedBatch,
  choice: BatchChoice,
  { titles, tables, isForgotten }: BatchPorts,
): Promise<string | undefined> {
  const title = titles.get(functionName);
  if (title === undefined) return 'no function of this stack has that name';
  // Its function would fail by it, and that is taken for a fault of the function.
  if (!records.every(record => tables.has(tableNameOf(record)))) {
    return 'it has a record of a table that is none of this stack';
  }
  if (choice.function === undefined && !takesLateBatches.includes(title)) {
    return `it would act on what may be over; --function ${title} gives it all the same`;
  }
  if (title !== fanOut || choice.isBeyondHistory) return undefined;
  return (await isForgotten(recordedAtMs(records[0])))
    ? 'it is older than the history of the logs, so what of it was published would be published again; --beyond-history gives it all the same'
    : undefined;
}

function stuckReason({ functionName }: FailedBatch, stuck: ReadonlySet<string>) {
  return stuck.has(functionName) ? 'its function handled nothing of a batch before' : undefined;
}

function nameOf({ functionName, condition, records }: FailedBatch, ports: BatchPorts): string {
  const title = ports.titles.get(functionName) ?? functionName;
  const table = ports.tables.get(tableNameOf(firstOf(records))) ?? tableNameOf(firstOf(records));
  const keys = [...new Set(records.map(keyOf))];
  const shown = keys.slice(0, shownKeys).join(', ') + (keys.length > shownKeys ? ', …' : '');
  const at = new Date(recordedAtMs(records[0])).toISOString();
  const count = `${records.length} ${records.length === 1 ? 'record' : 'records'}`;
  return `${title}, ${count} of ${table} from ${at} on (${shown}), ${condition}`;
}

function tableOf({ records }: FailedBatch, { tables }: BatchPorts): string | undefined {
  return tables.get(tableNameOf(firstOf(records)));
}

/** A batch has one record at least. */
function firstOf(records: readonly BatchRecord[]): BatchRecord {
  const [first] = records;
  if (first === undefined)
    throw new Error('received a batch without records, expected one at least');
  return first;
}

function recordedAtMs(record: BatchRecord | undefined): number {
  return (record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1_000;
}

function refusalText({ handled, refused, untried }: Given): string {
  const each = refused.map(
    ({ record, reason }) => `${keyOf(record)} (${reason.slice(0, maxReasonLength)})`,
  );
  const rest = untried === 0 ? '' : `, and ${untried} were not tried any more`;
  return `${handled} handled, but not ${each.join(', ')}${rest}`;
}
