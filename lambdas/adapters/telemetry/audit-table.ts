import { createHash, randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry, AuditTrail } from '../../../core/audit/audit-trail.ts';
import { type CountedEntry, RepeatedRefusals } from '../../../core/audit/repeated-refusals.ts';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { addressHolder } from '../../../core/connection/address-holder.ts';
import { cutText } from '../../../core/wire/cut-text.ts';
import { within } from '../../../core/within.ts';
import { shardKey } from '../dynamodb/query-shards.ts';

/** Entries under way at once; beyond, they are lost, and said to be. */
const maxOpen = 1_000;

/** Longer texts are cut: whoever was refused has chosen some of them. */
const maxTextLength = 512;

const dayMs = 86_400_000;

export interface AuditTableOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly keptDays: number;
  /** How long `settled` waits at most. */
  readonly boundMs: number;
  /** Called with an entry that may not be in the table: it is kept in the log instead. */
  readonly onLost: (entry: AuditEntry, error: unknown, count: number) => void;
  readonly now?: Clock;
}

/**
 * Entries in the table Audit, a row each. What is refused or fails is a row per source, actor, action,
 * code, subject and minute, which counts: a flood costs rows of the minute, not of the attempts, and
 * few writes of each. What an environment held back goes with the end of a later invocation.
 */
export function createAuditTrail(options: AuditTableOptions): AuditTrail {
  const { client, tableName, keptDays, boundMs, onLost, now = systemClock } = options;
  const open = new Map<CountedEntry, Promise<void>>();
  const refusals = new RepeatedRefusals();

  async function write({ entryId, entry, count }: CountedEntry): Promise<void> {
    const at = new Date(entry.atMs).toISOString();
    const values = Object.entries({
      ...attributesOf(entry, entryId),
      lastAt: at,
      ttl: Math.ceil((entry.atMs + keptDays * dayMs) / 1_000),
    }).filter(([, value]) => value !== undefined);
    // What was done has a row of its own: written again because an answer was lost, it stays one.
    const counting = entry.outcome === 'done' ? ', #count = :count' : ' ADD #count :count';
    await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { dayShard: shardKey(at.slice(0, 10), entryId), entryId },
        UpdateExpression: `SET #at = if_not_exists(#at, :at), ${values.map(([name]) => `#${name} = :${name}`).join(', ')}${counting}`,
        ExpressionAttributeNames: {
          '#at': 'at',
          '#count': 'count',
          ...Object.fromEntries(values.map(([name]) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':at': at,
          ':count': count,
          ...Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])),
        },
      }),
    );
  }

  function begin(counted: CountedEntry): void {
    if (open.size >= maxOpen) {
      const error = new Error(`${maxOpen} audit entries are under way already`);
      return onLost(counted.entry, error, counted.count);
    }
    const writing = write(counted).then(
      () => void open.delete(counted),
      error => lose(counted, error),
    );
    open.set(counted, writing);
  }

  /** Says once that the entry is lost; the outcome of its write afterwards is ignored. */
  function lose(counted: CountedEntry, error: unknown): void {
    if (open.delete(counted)) onLost(counted.entry, error, counted.count);
  }

  return {
    record: entry => {
      const entryId = entryIdOf(entry);
      const counted =
        entry.outcome === 'done'
          ? { entryId, entry, count: 1 }
          : refusals.add(entryId, entry, now());
      if (counted !== undefined) begin(counted);
    },
    settled: async () => {
      for (const counted of refusals.due(now())) begin(counted);
      const entries = [...open.keys()];
      if (await within(Promise.all(open.values()), boundMs)) return;
      const error = new Error(`the entry was not written within ${boundMs} ms`);
      for (const counted of entries) lose(counted, error);
    },
  };
}

function attributesOf(
  { atMs: _at, occurrenceId: _occurrence, actor, action, ...entry }: AuditEntry,
  entryId: string,
) {
  const cut = (text: string) => cutText(text, maxTextLength);
  return {
    ...Object.fromEntries(Object.entries(entry).map(([name, text]) => [name, text && cut(text)])),
    subject: entry.subject && cutSubject(entry.subject),
    actor: cut(actor),
    action: cut(action),
    actorShard: shardKey(cut(actor), entryId),
    actionShard: shardKey(cut(action), entryId),
  };
}

/** What it was done to must be distinct from all else, however long it is: the end is a digest then. */
function cutSubject(subject: string): string {
  if (subject.length <= maxTextLength) return subject;
  const digest = createHash('sha256').update(subject).digest('base64url');
  return `${cutText(subject, maxTextLength - digest.length - 1)}~${digest}`;
}

/** Begins with the entry's time, so that ids are in its order. */
function entryIdOf(entry: AuditEntry): string {
  const at = new Date(entry.atMs).toISOString();
  if (entry.outcome === 'done') return `${at}#${entry.occurrenceId ?? randomUUID()}`;
  const { sourceIp, actor, action, outcome, code, subject } = entry;
  const same = [addressHolder(sourceIp), actor, action, outcome, code, subject];
  const digest = createHash('sha256').update(JSON.stringify(same)).digest('base64url');
  return `${at.slice(0, 16)}:00.000Z#${digest.slice(0, 22)}`;
}
