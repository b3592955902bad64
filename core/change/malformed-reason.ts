import type { z } from 'zod';
import type { Change, Item } from './change.ts';

const maxIssues = 3;
const maxValueLength = 60;

/**
 * Why an item breaks its table's contract, in one sentence: table, key, and for up to three
 * attributes their path, what was received and what was expected. Values are shortened, so that
 * neither a log nor an event ever carries an item.
 */
export function malformedReason(
  change: Change,
  item: Item,
  issues: readonly z.core.$ZodIssue[],
): string {
  const named = issues.slice(0, maxIssues).map(issue => describeIssue(item, issue));
  const more = issues.length - named.length;
  return reasonOf(change, more > 0 ? `${named.join('; ')}; and ${more} more` : named.join('; '));
}

/** The reason's beginning, table and key, before what is wrong. */
export function reasonOf(change: Change, problem: string): string {
  return `${change.table} ${shownValue(change.key)}: ${problem}`;
}

/** A value as a reason may show it: at most about 60 characters, collections by their size. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (typeof value === 'bigint') return shortened(String(value));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Set) return `a set of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function shortened(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength - 1)}…` : text;
}

function describeIssue(item: Item, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${path} has ${shownValue(issue.keys[0])}, expected no such attribute`;
  }
  return `${path} is ${shownValue(valueAt(item, issue.path))}, expected ${expectationOf(issue)}`;
}

/** Our own fields say just what they expect; zod's own sentences have that after "expected". */
function expectationOf({ message }: z.core.$ZodIssue): string {
  return message.replace(/^.*?expected (.*?)(?:, received .*)?$/, '$1');
}

function valueAt(item: Item, path: readonly PropertyKey[]): unknown {
  let value: unknown = item;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
