import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ChangeTable } from '../../core/change/change.ts';
import type { MalformedChange, Quarantine } from '../../core/change/publish-changes.ts';
import type { Clock } from '../../core/clock.ts';
import { cutText } from '../../core/wire/cut-text.ts';
import { wasWritten } from './conditional-write.ts';
import { conflict, retryOnConflict } from './conflict-retry.ts';
import { isRefusedForGood } from './refused-for-good.ts';

/** Long enough to look into it after a holiday. */
const keptForSec = 30 * 24 * 3600;
/** With the longest text of each, one transaction stays below its 4 MB. */
const itemsPerTransaction = 25;
const maxItemTextLength = 30_000;
/** A key has 3 KB at most; a binary one reads longer. */
const maxKeyLength = 4_096;
const maxBareKeyLength = 256;

/** What stands for the reason of an item whose row DynamoDB would not take. */
const bareReason = 'ITEM_MALFORMED';

/** Sorts before every change id, and is none. */
const reportRow = '#report';

/** What is not in the table, since DynamoDB refused each form of it for good. */
export interface RefusedRow {
  readonly table: ChangeTable;
  /** Of a change that is not kept; absent for the report, which is not written. */
  readonly changeId?: string;
  readonly key?: string;
}

/**
 * Malformed changes in the table `Quarantine`, one row each; a table's row `#report` counts them.
 * Their report is a write to the Outbox, like every event without a change of state behind it, and
 * its key allows one a table and minute. What a report came too early for, the next one includes.
 *
 * No malformed change stops those behind it: one whose row is refused for good is kept as its key and
 * a code, and if that is refused too it is told to `onRefused` and given up. What passes, such as an
 * outage, is thrown.
 */
export function createQuarantine(options: {
  readonly client: DynamoDBDocumentClient;
  readonly quarantineTableName: string;
  readonly outboxTableName: string;
  readonly clock: Clock;
  readonly onRefused: (row: RefusedRow, error: unknown) => void;
}): Quarantine {
  const { client, quarantineTableName, outboxTableName, clock, onRefused } = options;

  async function keepAll(table: ChangeTable, malformed: readonly MalformedChange[]) {
    const refusal = await refusalOf(keepAndCount(table, malformed, wholeRow));
    // One that is refused cancels the transaction of all.
    if (refusal !== undefined) for (const each of malformed) await keepAlone(table, each);
  }

  async function keepAlone(table: ChangeTable, malformed: MalformedChange) {
    if ((await refusalOf(keepAndCount(table, [malformed], wholeRow))) === undefined) return;
    const refusal = await refusalOf(keepAndCount(table, [malformed], bareRow));
    if (refusal === undefined) return;
    const { changeId, key } = malformed.change;
    onRefused({ table, changeId, key: cutText(key, maxBareKeyLength, '…') }, refusal);
  }

  /** Keeps those that are new and counts them, in one transaction: a retry does neither again. */
  async function keepAndCount(
    table: ChangeTable,
    malformed: readonly MalformedChange[],
    rowOf: (malformed: MalformedChange) => object,
  ) {
    let fresh = malformed;
    await retryOnConflict(async () => {
      if (fresh.length === 0) return true;
      try {
        const writes = [...fresh.map(each => put(each, rowOf)), add(table, fresh.length)];
        await client.send(new TransactWriteCommand({ TransactItems: writes }));
        return true;
      } catch (error) {
        const kept = keptBefore(error);
        if (kept === undefined) throw error;
        fresh = fresh.filter((_, index) => !kept.has(index));
        return conflict;
      }
    });
  }

  function put(malformed: MalformedChange, rowOf: (malformed: MalformedChange) => object) {
    const { table, changeId, recordedAtMs } = malformed.change;
    const nowMs = clock();
    return {
      Put: {
        TableName: quarantineTableName,
        Item: {
          table,
          changeId,
          ...rowOf(malformed),
          recordedAt: new Date(recordedAtMs).toISOString(),
          quarantinedAt: new Date(nowMs).toISOString(),
          ttl: Math.ceil(nowMs / 1000) + keptForSec,
        },
        ConditionExpression: 'attribute_not_exists(changeId)',
      },
    };
  }

  function add(table: ChangeTable, count: number) {
    return {
      Update: {
        TableName: quarantineTableName,
        Key: { table, changeId: reportRow },
        UpdateExpression: 'ADD quarantined :count, reported :none',
        ExpressionAttributeValues: { ':count': count, ':none': 0 },
      },
    };
  }

  /** How many there are, and how many no report has told of yet. */
  async function countsOf(table: ChangeTable): Promise<Counts> {
    const { Update } = add(table, 0);
    const { Attributes = {} } = await client.send(
      new UpdateCommand({ ...Update, ReturnValues: 'ALL_NEW' }),
    );
    const { quarantined, reported } = Attributes as { quarantined: number; reported: number };
    return { quarantined, unreported: quarantined - reported };
  }

  /** Operators read it, so it quotes nothing of the items: theirs may be for admins only. */
  async function reportNew(table: ChangeTable): Promise<void> {
    const { quarantined, unreported } = await countsOf(table);
    if (unreported <= 0) return;
    const nowMs = clock();
    const items = unreported === 1 ? 'item' : 'items';
    const outboxPut = new PutCommand({
      TableName: outboxTableName,
      Item: {
        eventId: `quarantine.${table}.${Math.floor(nowMs / 60_000)}`,
        channel: 'system',
        type: 'SYSTEM_STATUS',
        priority: 'high',
        source: 'quarantine',
        data: {
          component: `table ${table}`,
          status: 'degraded',
          message: `${unreported} malformed ${table} ${items} quarantined so far; the reasons are in the Quarantine table`,
          count: unreported,
        },
        ttl: Math.ceil(nowMs / 1000) + keptForSec,
      },
      ConditionExpression: 'attribute_not_exists(eventId)',
    });
    if (await wasWritten(client.send(outboxPut))) await markReported(table, quarantined);
  }

  async function markReported(table: ChangeTable, quarantined: number): Promise<void> {
    const update = new UpdateCommand({
      TableName: quarantineTableName,
      Key: { table, changeId: reportRow },
      UpdateExpression: 'SET reported = :quarantined',
      // Another environment may have reported more meanwhile.
      ConditionExpression: 'reported < :quarantined',
      ExpressionAttributeValues: { ':quarantined': quarantined },
    });
    await wasWritten(client.send(update));
  }

  return {
    keep: async malformed => {
      for (const [table, ofTable] of Map.groupBy(malformed, ({ change }) => change.table)) {
        // A redelivered record may stand in one batch twice.
        const once = [...new Map(ofTable.map(each => [each.change.changeId, each])).values()];
        for (let start = 0; start < once.length; start += itemsPerTransaction) {
          await keepAll(table, once.slice(start, start + itemsPerTransaction));
        }
        const refusal = await refusalOf(reportNew(table));
        if (refusal !== undefined) onRefused({ table }, refusal);
      }
    },
  };
}

interface Counts {
  readonly quarantined: number;
  readonly unreported: number;
}

/** What DynamoDB refused for good, or `undefined` once it took it; throws what passes. */
async function refusalOf(write: Promise<unknown>): Promise<unknown> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (isRefusedForGood(error)) return error;
    throw error;
  }
}

function wholeRow({ change, reason }: MalformedChange) {
  const item = JSON.stringify(change.newItem, asJson);
  return {
    key: cutText(change.key, maxKeyLength),
    reason,
    ...(item === undefined ? {} : { item: cutText(item, maxItemTextLength) }),
  };
}

/** Nothing that an item could spoil: of its key, the printable ASCII characters. */
function bareRow({ change }: MalformedChange) {
  const key = change.key.replaceAll(/[^\x20-\x7e]/gu, '?');
  return { key: cutText(key, maxBareKeyLength), reason: bareReason };
}

/**
 * The positions of those that an earlier try has kept, perhaps none when only another write was met;
 * `undefined` for an error that a new try cannot mend.
 */
function keptBefore(error: unknown): ReadonlySet<number> | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  const kept = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
  return kept.length > 0 || codes.includes('TransactionConflict') ? new Set(kept) : undefined;
}

/** What JSON has no word for: sets, and whole numbers that JavaScript cannot hold. */
function asJson(_name: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  return typeof value === 'bigint' ? value.toString() : value;
}
