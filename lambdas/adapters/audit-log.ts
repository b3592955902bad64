import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type AuditLog,
  type AuditQuery,
  auditOutcomes,
  type KeptAuditEntry,
} from '../../core/audit/audit-trail.ts';
import { AppError } from '../../core/error/app-error.ts';
import { keyOfPage, pageToken } from './page-token.ts';

/** Reads for one page at most: days without entries, and rows that a filter leaves out. */
const maxReads = 20;

const dayMs = 86_400_000;

const moment = z.iso.datetime().transform(text => Date.parse(text));

const rowSchema = z
  .object({
    day: z.string(),
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
  .transform(({ at, lastAt, day: _day, ...row }): KeptAuditEntry => {
    return { ...row, atMs: at, lastAtMs: lastAt };
  });

/** Where a page goes on: in one day of the table, or in the index of an actor or an action. */
type Position = Readonly<Record<string, string>>;

/** The entries of the table Audit, newest first: by the day, or by an index when one of its keys is asked for. */
export function createAuditLog(client: DynamoDBDocumentClient, tableName: string): AuditLog {
  async function read(query: AuditQuery, day: string, limit: number, from?: Position) {
    const { key, value, indexName, filter } = accessOf(query, day);
    const bounds = boundsOf(query);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        ...(indexName === undefined ? {} : { IndexName: indexName }),
        KeyConditionExpression: '#key = :key AND entryId BETWEEN :from AND :to',
        ...(filter === undefined ? {} : { FilterExpression: '#action = :action' }),
        ExpressionAttributeNames: {
          '#key': key,
          ...(filter === undefined ? {} : { '#action': 'action' }),
        },
        ExpressionAttributeValues: {
          ':key': value,
          ':from': bounds.from,
          ':to': bounds.to,
          ...(filter === undefined ? {} : { ':action': filter }),
        },
        ScanIndexForward: false,
        Limit: limit,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const entries = Items.map(item => rowSchema.parse(item));
    return { entries, last: LastEvaluatedKey as Position | undefined };
  }

  return {
    find: async query => {
      const entries: KeptAuditEntry[] = [];
      let place = placeOf(query);
      for (let reads = 0; reads < maxReads && place !== undefined; reads += 1) {
        const left = query.limit - entries.length;
        if (left === 0) break;
        const { day, from } = place;
        const page = await read(query, day, left, from);
        entries.push(...page.entries);
        place = page.last === undefined ? dayBefore(query, day) : { day, from: page.last };
      }
      if (place === undefined) return { entries };
      return { entries, next: pageToken({ ...place.from, onDay: place.day }) };
    },
  };
}

/** Of entry ids. The upper one is before every id of its moment: those go on with a #. */
function boundsOf({ fromMs, toMs }: AuditQuery) {
  const from = `${new Date(fromMs).toISOString().slice(0, 16)}:00.000Z`;
  return { from, to: new Date(toMs).toISOString() };
}

interface Place {
  readonly day: string;
  readonly from?: Position | undefined;
}

function accessOf({ actor, action }: AuditQuery, day: string) {
  if (actor !== undefined) {
    return { key: 'actor', value: actor, indexName: 'byActor', filter: action };
  }
  return action === undefined
    ? { key: 'day', value: day }
    : { key: 'action', value: action, indexName: 'byAction' };
}

/** An index holds all days at once. */
function dayBefore({ actor, action, fromMs }: AuditQuery, day: string): Place | undefined {
  if (actor !== undefined || action !== undefined) return undefined;
  const before = new Date(Date.parse(day) - dayMs).toISOString().slice(0, 10);
  return before < new Date(fromMs).toISOString().slice(0, 10) ? undefined : { day: before };
}

/** Where the first page begins, and where the page before has ended. */
function placeOf(query: AuditQuery): Place | undefined {
  const { next, fromMs, toMs } = query;
  const lastDay = new Date(toMs).toISOString().slice(0, 10);
  if (fromMs >= toMs) return undefined;
  if (next === undefined) return { day: lastDay };
  const { key: name, value } = accessOf(query, lastDay);
  const inside = name === 'day' ? ['day', 'entryId'] : ['day', 'entryId', name];
  const key = keyOfPage(next, [...inside, 'onDay']) ?? keyOfPage(next, ['onDay']);
  const day = dayOf(key?.onDay);
  const { onDay: _day, ...from } = key ?? {};
  const isOurs = from[name] === undefined || from[name] === (name === 'day' ? day : value);
  if (day === undefined || day > lastDay || !isOurs) {
    throw new AppError('INPUT_INVALID', 'next is no page of this question; expected one as given');
  }
  if (String(from.entryId ?? '~') < boundsOf(query).from) return undefined;
  return { day, from: from.entryId === undefined ? undefined : from };
}

function dayOf(text: unknown): string | undefined {
  return z.iso.date().safeParse(text).data;
}
