import type { DynamoDBRecord } from 'aws-lambda';
import type { Change } from '../../core/change/change.ts';
import type { ChangeResult } from '../../core/change/change-result.ts';
import { changeToEvents } from '../../core/change/change-to-events.ts';
import { decodeRecord, type TableNames } from '../../lambdas/adapters/changes/decode-record.ts';

/** An item in DynamoDB's own form, as a stream's record has it. */
export type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

/** What is to be done with a quarantined change. */
export type RowPlan =
  | {
      readonly kind: 'give';
      /** What change-fan-out is to be given. */
      readonly record: DynamoDBRecord;
      /** The types of the events that it makes of it. */
      readonly types: readonly string[];
      /** What is taken from the item as it stands now. None: the change is given as it was. */
      readonly mended: readonly string[];
    }
  /** The write that mended the item has made all of these events by itself. */
  | { readonly kind: 'published'; readonly types: readonly string[] }
  | { readonly kind: 'leave'; readonly reason: string };

/** They decide an event's priority, which no plan looks at. */
const thresholds = { largeBetAmount: 1, largeTransactionAmount: 1 };

/**
 * What of a quarantined change can be published by now. As it was, where the contract was mended. Else
 * with those attributes that broke the contract as the item has them now: all others stay as the change
 * had them, so that the event is of that change and not of what came after it; and only where the write
 * that mended the item has made none of the same events. If it has made some of them, the change is left:
 * given, it would publish those twice, and removed, the others never.
 */
export function planRow(
  record: DynamoDBRecord,
  current: Image | undefined,
  tables: TableNames,
): RowPlan {
  const change = decodeRecord(record, tables);
  const asItWas = changeToEvents(change, thresholds);
  if (asItWas.kind === 'events') {
    return { kind: 'give', record, types: typesOf(asItWas), mended: [] };
  }
  const { problems, reason } = asItWas;
  if (current === undefined) return { kind: 'leave', reason: `${reason}; and the item is gone` };
  const old = record.dynamodb?.NewImage ?? {};
  const names = brokenNames(Object.keys({ ...old, ...current }), problems);
  const newImage = withCurrent(old, current, names);
  const mendedRecord = { ...record, dynamodb: { ...record.dynamodb, NewImage: newImage } };
  const mendedChange = decodeRecord(mendedRecord, tables);
  const mended = changeToEvents(mendedChange, thresholds);
  if (mended.kind === 'malformed') return { kind: 'leave', reason: mended.reason };
  const types = typesOf(mended);
  const made = typesMadeByMending(change, mendedChange);
  const published = types.filter(type => made.includes(type));
  if (published.length === 0) return { kind: 'give', record: mendedRecord, types, mended: names };
  if (published.length === types.length) return { kind: 'published', types };
  return { kind: 'leave', reason: halfPublished(reason, types, published) };
}

/** One record makes all of its events, or none. */
function halfPublished(
  reason: string,
  types: readonly string[],
  published: readonly string[],
): string {
  const missing = types.filter(type => !published.includes(type));
  return `${reason}; ${published.join(', ')} came of the write that mended it, but not ${missing.join(', ')}, and given it would publish both`;
}

/** The attributes that problems are in: a problem names one, or a place in it. */
function brokenNames(
  names: readonly string[],
  problems: readonly { readonly field: string }[],
): readonly string[] {
  return names.filter(name =>
    problems.some(({ field }) => field === name || field.startsWith(`${name}.`)),
  );
}

function withCurrent(old: Image, current: Image, names: readonly string[]): Image {
  const kept = Object.entries(old).filter(([name]) => !names.includes(name));
  const taken = Object.entries(current).filter(([name]) => names.includes(name));
  return Object.fromEntries([...kept, ...taken]);
}

/** The types of the events that the write from the malformed item to the mended one makes. */
function typesMadeByMending(malformed: Change, mended: Change): readonly string[] {
  const { newItem } = malformed;
  if (newItem === undefined) return [];
  const write = changeToEvents({ ...mended, oldItem: newItem }, thresholds);
  return write.kind === 'events' ? typesOf(write) : [];
}

function typesOf(result: Extract<ChangeResult, { readonly kind: 'events' }>): readonly string[] {
  return result.events.map(({ event }) => event.type);
}
