import type { z } from 'zod';
import { cutText } from '../wire/cut-text.ts';
import { escapeUnseen } from '../wire/readable-text.ts';
import type { Change, Item } from './change.ts';
import { UnroundedNumber } from './exact-number.ts';

const maxProblems = 20;
const maxValueLength = 60;
const maxReasonLength = 1_000;

/** What is wrong with one attribute of an item, in words that read on after its path. */
export interface ItemProblem {
  /** The attribute, or a place in it (`target.users.0`). */
  readonly field: string;
  /** What stands there, shortened: "missing", `"open"`, "a list of 3". */
  readonly received: string;
  /** What the contract wants there. */
  readonly expected: string;
}

/**
 * Why an item breaks its table's contract, in one sentence: table, key, and for the first `maxNamed`
 * attributes their path, what was received and what was expected. Values are shortened, so that
 * neither a log nor an event ever carries an item.
 */
export function malformedReason(
  { table, key }: Pick<Change, 'table' | 'key'>,
  problems: readonly ItemProblem[],
  maxNamed = 3,
): string {
  const named = problems
    .slice(0, maxNamed)
    .map(({ field, received, expected }) => `${field} is ${received}, expected ${expected}`);
  const more = problems.length - named.length;
  const said = more > 0 ? [...named, `and ${more} more`] : named;
  return cutText(`${table} ${shownValue(key)}: ${said.join('; ')}`, maxReasonLength, '…');
}

/** What a schema found wrong with the item: the first twenty problems. */
export function problemsOf(
  item: Item,
  issues: readonly z.core.$ZodIssue[],
): readonly ItemProblem[] {
  return issues.flatMap(issue => problemsOfIssue(item, issue)).slice(0, maxProblems);
}

/** A value as a reason may show it: at most about 60 characters, collections by their size. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return escapeUnseen(JSON.stringify(shortened(value)));
  if (value instanceof UnroundedNumber) return `${shortened(value.text)} (would be rounded)`;
  if (typeof value === 'bigint') return shortened(String(value));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Set) return `a set of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A place in an item as a reason may show it: DynamoDB takes names of 64 KB. */
export function shownField(path: string): string {
  return escapeUnseen(shortened(path));
}

function shortened(text: string): string {
  return cutText(text, maxValueLength, '…');
}

function problemsOfIssue(item: Item, issue: z.core.$ZodIssue): readonly ItemProblem[] {
  const places =
    issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...issue.path, key]) : [issue.path];
  const expected = issue.code === 'unrecognized_keys' ? 'no such attribute' : expectationOf(issue);
  return places.map(path => ({
    field: shownField(path.map(String).join('.')),
    received: shownValue(valueAt(item, path)),
    expected,
  }));
}

/** Our own fields say just what they expect; zod's own sentences have that after "expected". */
function expectationOf({ message }: z.core.$ZodIssue): string {
  return message.replace(/^.*?expected (.*?)(?:, received .*)?$/, '$1').replace(/^must be /, '');
}

function valueAt(item: Item, path: readonly PropertyKey[]): unknown {
  let value: unknown = item;
  for (const key of path) {
    // Its own only: what every object inherits is no attribute.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
