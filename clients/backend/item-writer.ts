import { createHash, randomUUID } from 'node:crypto';
import { arrivingAttributes, storedAttributes } from '../../core/change/attribute-value.ts';
import type { Item } from '../../core/change/change.ts';
import {
  attributeProblems,
  itemProblems,
  type StateTable,
} from '../../core/change/item-problems.ts';
import { type ItemProblem, shownValue } from '../../core/change/malformed-reason.ts';
import type { Clock } from '../../core/clock.ts';
import {
  type ChangeWrite,
  type Expectation,
  type ItemWrite,
  keyNames,
  type PublishedTable,
  type PublishResult,
  type StoredItem,
} from './item-write.ts';
import { MalformedItemError } from './malformed-item-error.ts';
import type { OutgoingEvent } from './outgoing-event.ts';

/** A change of one item, by what it sets and what must hold before. */
export interface Changing {
  readonly table: StateTable;
  readonly id: string;
  readonly set: Item;
  /** Attributes that describe the last change only: those that `set` does not have are removed. */
  readonly ofThisChange?: readonly string[];
  readonly expected: Expectation;
}

/**
 * How the actions of every domain write. Each method refuses what is malformed, by rejecting with a
 * MalformedItemError, before anything is queued.
 */
export interface ItemWriter {
  /** The time as items hold it. */
  nowText(): string;
  /** Writes an item that is not there yet; one that is stays as it is. */
  create(table: PublishedTable, item: Item): Promise<PublishResult>;
  /** Writes an item whatever is there. */
  put(table: PublishedTable, item: Item): Promise<PublishResult>;
  change(changing: Changing): Promise<PublishResult>;
  /** Makes all changes or none. */
  changeTogether(changings: readonly Changing[]): Promise<PublishResult>;
  /** Puts a report or an event under a key of its own, or under the one that its key gives. */
  report(report: Item, idempotencyKey: string | undefined): Promise<PublishResult>;
  send(event: OutgoingEvent): Promise<PublishResult>;
}

/** What an item writer needs. */
export interface ItemWriterOptions {
  readonly push: (write: ItemWrite) => Promise<PublishResult>;
  readonly clock: Clock;
  /** The backend's name: the `source` of its events, and what keeps its keys apart from others'. */
  readonly source: string | undefined;
  /** How long an Outbox item or a report is kept, and with it its idempotency key. */
  readonly outboxTtlMs: number;
  /** Of what the backend is doing now. @default - there is none */
  readonly traceparent?: () => string | undefined;
}

/** Makes the writer that every domain's actions share. */
export function createItemWriter(options: ItemWriterOptions): ItemWriter {
  const { push, clock, source, outboxTtlMs } = options;
  const nowText = (): string => new Date(clock()).toISOString();
  /** Written once per item: when, and until when it is kept. */
  const moments = () => ({
    createdAt: nowText(),
    ttl: Math.ceil((clock() + outboxTtlMs) / 1_000),
  });

  /** The trace of a write; what names its own goes before. */
  const trace = (): Item => {
    const traceparent = options.traceparent?.();
    return traceparent === undefined ? {} : { traceparent };
  };

  const put = async (table: PublishedTable, item: Item, ifAbsent: boolean) => {
    const id = String(item[keyNames[table]]);
    const stored = checkedItem(table, id, { ...trace(), ...item });
    return await push({ kind: 'put', table, id, item: stored, ifAbsent });
  };

  const changeWrite = (changing: Changing): ChangeWrite => {
    const { table, id, set, ofThisChange = [], expected } = changing;
    const problems = expectationProblems(table, expected);
    if (problems.length > 0) throw new MalformedItemError(table, id, problems);
    const stored = checkedChange(table, id, { ...trace(), ...set, updatedAt: nowText() });
    const remove = ofThisChange.filter(name => !Object.hasOwn(stored, name));
    return { kind: 'change', table, id, set: stored, remove, expected };
  };

  const idOf = (idempotencyKey: string | undefined): string =>
    idempotencyKey === undefined ? randomUUID() : keyedId(source, idempotencyKey);

  return {
    nowText,
    create: async (table, item) => {
      const now = nowText();
      return await put(table, { createdAt: now, updatedAt: now, ...item }, true);
    },
    put: async (table, item) => await put(table, item, false),
    change: async changing => await push(changeWrite(changing)),
    changeTogether: async changings =>
      await push({ kind: 'joint', token: randomUUID(), changes: changings.map(changeWrite) }),
    report: async (report, key) => {
      const item = { ...report, reportId: idOf(key), ...moments() };
      return await put('SystemReports', item, key !== undefined);
    },
    send: async ({ idempotencyKey, ...event }) => {
      const item = { source, ...event, eventId: idOf(idempotencyKey), ...moments() };
      return await put('Outbox', item, idempotencyKey !== undefined);
    },
  };
}

/** The same key gives the same id; keys of two sources never meet. */
function keyedId(source: string | undefined, idempotencyKey: string): string {
  const text = JSON.stringify([source ?? null, idempotencyKey]);
  return `key-${createHash('sha256').update(text).digest('base64url')}`;
}

function checkedItem(table: PublishedTable, id: string, item: Item): StoredItem {
  return checked(table, id, item, arriving => itemProblems(table, arriving));
}

/** The key is no attribute that a change may set, but it must be one that an item can have. */
function checkedChange(table: StateTable, id: string, set: Item): StoredItem {
  const key = keyNames[table];
  // Without types it may be missing, and what is missing is no attribute that could be malformed.
  if (typeof id !== 'string') {
    const problem = { field: key, received: shownValue(id), expected: 'text' };
    throw new MalformedItemError(table, String(id), [problem]);
  }
  const withKey = checked(table, id, { ...set, [key]: id }, arriving =>
    attributeProblems(table, arriving),
  );
  const { [key]: _, ...stored } = withKey;
  return stored;
}

/** A change that expects what no item can hold would be refused by DynamoDB, in its own words. */
function expectationProblems(
  table: StateTable,
  { attribute, is, isNot }: Expectation,
): readonly ItemProblem[] {
  const words: readonly unknown[] = is ?? isNot ?? [];
  if (words.length === 0) {
    return [{ field: attribute, received: 'an empty list', expected: 'what it may be before' }];
  }
  return words.flatMap(word =>
    typeof word === 'string' || typeof word === 'boolean'
      ? attributeProblems(table, { [attribute]: word })
      : [{ field: attribute, received: shownValue(word), expected: 'text, true or false' }],
  );
}

function checked(
  table: PublishedTable,
  id: string,
  attributes: Item,
  problemsOf: (arriving: Item) => readonly ItemProblem[],
): StoredItem {
  const storing = storedAttributes(attributes);
  if (storing.kind === 'problems') throw new MalformedItemError(table, id, storing.problems);
  const problems = problemsOf(arrivingAttributes(storing.stored));
  if (problems.length > 0) throw new MalformedItemError(table, id, problems);
  return storing.stored;
}
