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
}): Quarantine {
  const { client, quarantineTableName, outboxTableName, clock, onRefused } = options;

  /** Keeps them together, or each as best it can. */
  async function keepAll(
    table: ChangeTable,
    malformed: readonly MalformedChange[],
  ): Promise<KeptCounts> {
    const together = await resultOf(keepAndCount(table, malformed, wholeRow));
    if (together.kind === 'written') return { fresh: together.result, lost: 0 };
    // One that is refused cancels the transaction of all.
    const counts = { fresh: 0, lost: 0 };
    for (const each of malformed) {
      const kept = await keepAlone(table, each);
      counts.fresh += kept ?? 1;
      if (kept === undefined) counts.lost += 1;
    }
    return counts;
  }

  /** How many are new: none or one; `undefined` if it could not be kept. */
  async function keepAlone(
    table: ChangeTable,
    malformed: MalformedChange,
  ): Promise<number | undefined> {
    const whole = await resultOf(keepAndCount(table, [malformed], wholeRow));
    if (whole.kind === 'written') return whole.result;
    const bare = await resultOf(keepAndCount(table, [malformed], bareRow));
    if (bare.kind === 'written') return bare.result;
    const { changeId } = malformed.change;
    onRefused({ table, changeId, key: bareRow(malformed).key }, bare.refusal);
    return undefined;
  }

  /**
   * Keeps those that are new and counts them, in one transaction: a retry does neither again. Returns how
   * many they are.
   */
  async function keepAndCount(
    table: ChangeTable,
    malformed: readonly MalformedChange[],
    rowOf: (malformed: MalformedChange) => QuarantineRow | Promise<QuarantineRow>,
  ): Promise<number> {
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
    return fresh.length;
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
    const result = await resultOf(written);
    if (result.kind === 'refused') onRefused({ table }, result.refusal);
  }

  return {
    keep: async malformed => {
      let fresh = 0;
      for (const [table, ofTable] of Map.groupBy(malformed, ({ change }) => change.table)) {
        // A redelivered record may stand in one batch twice.
        const once = [...new Map(ofTable.map(each => [each.change.changeId, each])).values()];
        let lost = 0;
        for (let start = 0; start < once.length; start += itemsPerTransaction) {
          const counts = await keepAll(table, once.slice(start, start + itemsPerTransaction));
          fresh += counts.fresh;
          lost += counts.lost;
        }
        if (lost > 0) await reported(table, report(table, 'quarantine-lost', lost, lostMessage));
        await reported(table, reportNew(table));
      }
      return fresh;
    },
  };
}

/** Of changes that were given: how many are new, and how many of those are not kept. */
interface KeptCounts {
  readonly fresh: number;
  readonly lost: number;
}

interface Counts {
  readonly quarantined: number;
  readonly unreported: number;
}

/** What became of a write that DynamoDB took, or refused for good. */
type WriteResult<T> =
  | { readonly kind: 'written'; readonly result: T }
  | { readonly kind: 'refused'; readonly refusal: unknown };

/** Throws what passes. */
async function resultOf<T>(write: Promise<T>): Promise<WriteResult<T>> {
  try {
    return { kind: 'written', result: await write };
  } catch (error) {
    if (isRefusedForGood(error)) return { kind: 'refused', refusal: error };
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
