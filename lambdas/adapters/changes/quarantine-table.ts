import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ChangeTable } from '../../../core/change/change.ts';
import type { MalformedChange, Quarantine } from '../../../core/change/publish-changes.ts';
import type { Clock } from '../../../core/clock.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import { bareRow, type QuarantineRow, wholeRow } from './quarantine-row.ts';
import { isRefusedForGood } from './refused-for-good.ts';

/** Long enough to look into it after a holiday. */
const keptForSec = 30 * 24 * 3600;
/** With the longest text of each, one transaction stays below its 4 MB. */
const itemsPerTransaction = 15;

const lostMessage =
  'refused by the Quarantine table and not kept; the log of change-fan-out has the keys';

/** Sorts before every change id, and is none. */
const reportRow = '#report';

/** What is not in the table, since DynamoDB refused each form of it for good. */
export interface RefusedRow {
  readonly table: ChangeTable;
  /** Of a change that is not kept; absent for a report, which is not written. */
  readonly changeId?: string;
  readonly key?: string;
}

/**
 * Malformed changes in the table `Quarantine`, one row each; a table's row `#report` counts them.
 * Their report is a write to the Outbox, like every event without a change of state behind it, and
 * its key allows one a table and minute. What a report came too early for, the next one includes.
 *
 * No malformed change stops those behind it: one whose row is refused for good is kept as its key and
 * a code, and if that is refused too it goes to `onRefused`, is reported and given up. What passes,
 * such as an outage, is thrown.
 */
export function createQuarantine(options: {
  readonly client: DynamoDBDocumentClient;
  readonly quarantineTableName: string;
  readonly outboxTableName: string;
  readonly clock: Clock;
  readonly onRefused: (row: RefusedRow, error: unknown) => void;
  /** Called with how many changes were set aside: each once, but each time if it could not be kept. */
  readonly onSetAside: (changes: number) => void;
}): Quarantine {
  const { client, quarantineTableName, outboxTableName, clock, onRefused, onSetAside } = options;

  /** Keeps them together, or each as best it can; how many are not kept. */
  async function keepAll(table: ChangeTable, malformed: readonly MalformedChange[]) {
    const refusal = await refusalOf(keepAndCount(table, malformed, wholeRow));
    if (refusal === undefined) return 0;
    // One that is refused cancels the transaction of all.
    let lost = 0;
    for (const each of malformed) if (!(await keepAlone(table, each))) lost += 1;
    return lost;
  }

  async function keepAlone(table: ChangeTable, malformed: MalformedChange): Promise<boolean> {
    if ((await refusalOf(keepAndCount(table, [malformed], wholeRow))) === undefined) return true;
    const refusal = await refusalOf(keepAndCount(table, [malformed], bareRow));
    if (refusal === undefined) return true;
    const { changeId } = malformed.change;
    onRefused({ table, changeId, key: bareRow(malformed).key }, refusal);
    onSetAside(1);
    return false;
  }

  /** Keeps those that are new and counts them, in one transaction: a retry does neither again. */
  async function keepAndCount(
    table: ChangeTable,
    malformed: readonly MalformedChange[],
    rowOf: (malformed: MalformedChange) => QuarantineRow | Promise<QuarantineRow>,
  ) {
    let fresh = await Promise.all(
      malformed.map(async each => ({ ...each, row: await rowOf(each) })),
    );
    await retryOnConflict(async () => {
      if (fresh.length === 0) return true;
      try {
        const writes = [...fresh.map(put), add(table, fresh.length)];
        await client.send(new TransactWriteCommand({ TransactItems: writes }));
        return true;
      } catch (error) {
        const kept = keptBefore(error);
        if (kept === undefined) throw error;
        fresh = fresh.filter((_, index) => !kept.has(index));
        return conflict;
      }
    });
    // At once: what comes after it may fail, and then they are known already.
    if (fresh.length > 0) onSetAside(fresh.length);
  }

  function put({ change, row }: MalformedChange & { readonly row: QuarantineRow }) {
    const { table, changeId, recordedAtMs } = change;
    const nowMs = clock();
    return {
      Put: {
        TableName: quarantineTableName,
        Item: {
          table,
          changeId,
          ...row,
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

  /** How many there are, and how many no report has counted yet. */
  async function countsOf(table: ChangeTable): Promise<Counts> {
    const { Update } = add(table, 0);
    const { Attributes = {} } = await client.send(
      new UpdateCommand({ ...Update, ReturnValues: 'ALL_NEW' }),
    );
    const { quarantined, reported } = Attributes as { quarantined: number; reported: number };
    return { quarantined, unreported: quarantined - reported };
  }

  async function reportNew(table: ChangeTable): Promise<void> {
    const { quarantined, unreported } = await countsOf(table);
    if (unreported <= 0) return;
    const what = 'quarantined so far; the reasons are in the Quarantine table';
    if (await report(table, 'quarantine', unreported, what)) await markReported(table, quarantined);
  }

  /** Whether it is written: not when this minute has one already. */
  async function report(table: ChangeTable, id: string, count: number, what: string) {
    const nowMs = clock();
    const put = new PutCommand({
      TableName: outboxTableName,
      Item: {
        eventId: `${id}.${table}.${Math.floor(nowMs / 60_000)}`,
        channel: 'system',
        type: 'SYSTEM_STATUS',
        priority: 'high',
        source: 'quarantine',
        // Operators read it, so it quotes nothing of the items: theirs may be for admins only.
        data: {
          component: `table ${table}`,
          status: 'degraded',
          message: `${count} malformed ${table} ${count === 1 ? 'item' : 'items'} ${what}`,
          count,
        },
        ttl: Math.ceil(nowMs / 1000) + keptForSec,
      },
      ConditionExpression: 'attribute_not_exists(eventId)',
    });
    return await wasWritten(client.send(put));
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

  async function reported(table: ChangeTable, written: Promise<unknown>): Promise<void> {
    const refusal = await refusalOf(written);
    if (refusal !== undefined) onRefused({ table }, refusal);
  }

  return {
    keep: async malformed => {
      for (const [table, ofTable] of Map.groupBy(malformed, ({ change }) => change.table)) {
        // A redelivered record may stand in one batch twice.
        const once = [...new Map(ofTable.map(each => [each.change.changeId, each])).values()];
        let lost = 0;
        for (let start = 0; start < once.length; start += itemsPerTransaction) {
          lost += await keepAll(table, once.slice(start, start + itemsPerTransaction));
        }
        if (lost > 0) await reported(table, report(table, 'quarantine-lost', lost, lostMessage));
        await reported(table, reportNew(table));
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
