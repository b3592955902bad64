import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChangeTable } from '../../core/change/change.ts';
import type { MalformedChange, Quarantine } from '../../core/change/publish-changes.ts';
import type { Clock } from '../../core/clock.ts';
import { wasWritten } from './conditional-write.ts';

/** Long enough to look into it after a holiday. */
const keptForSec = 30 * 24 * 3600;
const concurrentWrites = 10;
const maxItemTextLength = 100_000;

/**
 * Malformed changes in the table `Quarantine`, one row each; a table's row `#report` counts them.
 * Their report is a write to the Outbox, like every event without a change of state behind it, and
 * its key allows one a table and minute. What a report came too early for, the next one includes.
 */
export function createQuarantine(options: {
  readonly client: DynamoDBDocumentClient;
  readonly quarantineTableName: string;
  readonly outboxTableName: string;
  readonly clock: Clock;
}): Quarantine {
  const { client, quarantineTableName, outboxTableName, clock } = options;

  async function keepOne({ change, reason }: MalformedChange): Promise<boolean> {
    const nowMs = clock();
    return await wasWritten(
      client.send(
        new PutCommand({
          TableName: quarantineTableName,
          Item: {
            table: change.table,
            changeId: change.changeId,
            key: change.key,
            reason,
            item: JSON.stringify(change.newItem, asJson)?.slice(0, maxItemTextLength),
            recordedAt: new Date(change.recordedAtMs).toISOString(),
            quarantinedAt: new Date(nowMs).toISOString(),
            ttl: Math.ceil(nowMs / 1000) + keptForSec,
          },
          ConditionExpression: 'attribute_not_exists(changeId)',
        }),
      ),
    );
  }

  /** Adds to the table's count, and gives how many no report has told of yet. */
  async function countUnreported(table: ChangeTable, added: number): Promise<Counts> {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: quarantineTableName,
        Key: { table, changeId: reportRow },
        UpdateExpression: 'ADD quarantined :added, reported :none',
        ExpressionAttributeValues: { ':added': added, ':none': 0 },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const { quarantined, reported } = Attributes as { quarantined: number; reported: number };
    return { quarantined, unreported: quarantined - reported };
  }

  /** Operators read it, so it quotes nothing of the items: theirs may be for admins only. */
  async function report(table: ChangeTable, counts: Counts): Promise<void> {
    if (counts.unreported <= 0) return;
    const minute = Math.floor(clock() / 60_000);
    const items = counts.unreported === 1 ? 'item' : 'items';
    const isFirst = await wasWritten(
      client.send(
        new PutCommand({
          TableName: outboxTableName,
          Item: {
            eventId: `quarantine.${table}.${minute}`,
            channel: 'system',
            type: 'SYSTEM_STATUS',
            priority: 'high',
            source: 'quarantine',
            data: {
              component: `table ${table}`,
              status: 'degraded',
              message: `${counts.unreported} malformed ${table} ${items} quarantined so far; the reasons are in the Quarantine table`,
              count: counts.unreported,
            },
            ttl: Math.ceil(clock() / 1000) + keptForSec,
          },
          ConditionExpression: 'attribute_not_exists(eventId)',
        }),
      ),
    );
    if (isFirst) await markReported(table, counts.quarantined);
  }

  async function markReported(table: ChangeTable, quarantined: number): Promise<void> {
    await client.send(
      new UpdateCommand({
        TableName: quarantineTableName,
        Key: { table, changeId: reportRow },
        UpdateExpression: 'SET reported = :quarantined',
        ExpressionAttributeValues: { ':quarantined': quarantined },
      }),
    );
  }

  return {
    keep: async malformed => {
      for (const [table, ofTable] of Map.groupBy(malformed, ({ change }) => change.table)) {
        const added = await countTrue(ofTable, keepOne);
        await report(table, await countUnreported(table, added));
      }
    },
  };
}

/** Sorts before every change id, and is none. */
const reportRow = '#report';

interface Counts {
  readonly quarantined: number;
  readonly unreported: number;
}

/** How many of the items gave true, a bounded number of them under way at once. */
async function countTrue<T>(items: readonly T[], ask: (item: T) => Promise<boolean>) {
  let count = 0;
  for (let start = 0; start < items.length; start += concurrentWrites) {
    const answers = await Promise.all(items.slice(start, start + concurrentWrites).map(ask));
    count += answers.filter(Boolean).length;
  }
  return count;
}

/** What JSON has no word for: sets, and whole numbers that JavaScript cannot hold. */
function asJson(_name: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  return typeof value === 'bigint' ? value.toString() : value;
}
