import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AuditLog, AuditQuery, KeptAuditEntry } from '../../../core/audit/audit-trail.ts';
import { keyOfPage, pageToken } from '../../../core/page-token.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { auditOutcomes } from '../../../core/wire/audit-outcome.ts';
import { queryShards } from '../dynamodb/query-shards.ts';

/** Reads of all shards for one page at most: days without entries, and rows that a filter leaves out. */
const maxReads = 20;

const dayMs = 86_400_000;

const moment = z.iso.datetime().transform(text => Date.parse(text));

const rowSchema = z
  .object({
    entryId: z.string(),
    at: moment,
    lastAt: moment,
    actor: z.string(),
    role: z.string().optional(),
    action: z.string(),
    subject: z.string().optional(),
    outcome: z.enum(auditOutcomes),
    code: z.string().optional(),
    sourceIp: z.string(),
    correlationId: z.string(),
    reason: z.string().optional(),
    count: z.number(),
  })
  .transform(({ at, lastAt, ...row }): KeptAuditEntry => ({ ...row, atMs: at, lastAtMs: lastAt }));

/** The entries of the table Audit, newest first: by the day, or by an index when one of its keys is asked for. */
export function createAuditLog(client: DynamoDBDocumentClient, tableName: string): AuditLog {
  return {
    find: async query => {
      const { from } = boundsOf(query);
      const entries: KeptAuditEntry[] = [];
      let before = placeOf(query);
      for (let reads = 0; reads < maxReads && before !== undefined; reads += 1) {
        const left = query.limit - entries.length;
        if (left === 0) break;
        const { items, last } = await queryShards(client, {
          tableName,
          ...accessOf(query, before),
          sort: { name: 'entryId', from, to: before },
          descending: true,
          after: before,
          limit: left,
        });
        entries.push(...items.map(item => rowSchema.parse(item)));
        before = last ?? endOfDayBefore(query, before);
      }
      if (before === undefined) return { entries };
      return { entries, next: pageToken({ of: whatIsAsked(query), before }) };
    },
  };
}

/** Of entry ids. The upper one is before every id of its moment: those go on with a #. */
function boundsOf({ fromMs, toMs }: AuditQuery) {
  const from = `${new Date(fromMs).toISOString().slice(0, 16)}:00.000Z`;
  return { from, to: new Date(toMs).toISOString() };
}

/** Where entries before that id lie. */
function accessOf({ actor, action }: AuditQuery, before: string) {
  if (actor !== undefined) {
    return {
      indexName: 'byActor',
      partition: { name: 'actorShard', value: actor },
      filter: action === undefined ? undefined : { name: 'action', value: action },
    };
  }
  return action === undefined
    ? { partition: { name: 'dayShard', value: dayOf(before) } }
    : { indexName: 'byAction', partition: { name: 'actionShard', value: action } };
}

function dayOf(entryId: string): string {
  return entryId.slice(0, 'YYYY-MM-DD'.length);
}

/** Behind every id of the day before; `undefined` at the end. An index holds all days at once. */
function endOfDayBefore(query: AuditQuery, before: string): string | undefined {
  if (query.actor !== undefined || query.action !== undefined) return undefined;
  const day = new Date(Date.parse(dayOf(before)) - dayMs).toISOString().slice(0, 10);
  return day < dayOf(boundsOf(query).from) ? undefined : `${day}T~`;
}

/** The id that the page ends before: the newest of its time, or where the page before has ended. */
function placeOf(query: AuditQuery): string | undefined {
  const { from, to } = boundsOf(query);
  if (query.fromMs >= query.toMs) return undefined;
  if (query.next === undefined) return to;
  const { of, before = '' } = keyOfPage(query.next, ['of', 'before']) ?? {};
  const isDated = z.iso.date().safeParse(dayOf(before)).success;
  if (of !== whatIsAsked(query) || !isDated || before > to) {
    throw new AppError('INPUT_INVALID', 'next is no page of this question; expected one as given');
  }
  return before < from ? undefined : before;
}

/** What a page must be of, to go on with it. */
function whatIsAsked({ actor, action }: AuditQuery): string {
  if (actor !== undefined) return `actor ${actor}`;
  return action === undefined ? 'all' : `action ${action}`;
}
