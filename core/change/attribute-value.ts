import type { Item } from './change.ts';
import { exactNumber } from './exact-number.ts';
import { type ItemProblem, shownField, shownValue } from './malformed-reason.ts';
import { maxDepth } from './plain-json.ts';

/**
 * A value in DynamoDB's own form, as a request takes it. The SDK's conversion drops a field called
 * `__proto__`, throws at one called `constructor`, and does not say where a value is that it does not
 * take; hence this one.
 */
export type StoredValue =
  | { S: string }
  | { N: string }
  | { B: Uint8Array }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Uint8Array[] }
  | { L: StoredValue[] }
  | { M: Record<string, StoredValue> };

/** The same as it arrives: of the SDK, or of a stream's record, whose bytes are base64. */
export interface ArrivingValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly SS?: readonly string[] | undefined;
  readonly NS?: readonly string[] | undefined;
  readonly BS?: readonly (Uint8Array | string)[] | undefined;
  readonly L?: readonly ArrivingValue[] | undefined;
  readonly M?: Readonly<Record<string, ArrivingValue>> | undefined;
}

/** Attributes on their way: as DynamoDB will hold them, or what it cannot hold. */
export type Storing =
  | { readonly kind: 'stored'; readonly stored: Readonly<Record<string, StoredValue>> }
  | { readonly kind: 'problems'; readonly problems: readonly ItemProblem[] };

const holdable = 'what DynamoDB can hold: text, finite numbers, booleans, lists and objects';
const holdableNumber = '0, or a number from 1e-130 to 9007199254740991 or its negative';
const minMagnitude = 1e-130;
const halfCharacter = ['whole ones', 'half a character'] as const;
/** No more of them are reported. */
const maxProblems = 20;

/**
 * The attributes in DynamoDB's own form, a copy that no later change of the caller's objects
 * touches. A `Date` becomes an ISO 8601 string, which is how items hold times; what is undefined is
 * left out. Half a character, as a text has it that was cut too short, is a problem: what would
 * arrive is not what was meant.
 */
export function storedAttributes(attributes: Item): Storing {
  const problems: ItemProblem[] = [];
  const stored = storedFields(attributes, '', 0, problems);
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'stored', stored };
}

/** An item of the SDK, or of a stream's record, as its schemas read it. */
export function arrivingAttributes(item: Readonly<Record<string, ArrivingValue>>): Item {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, arrivingValue(value)]),
  );
}

function storedFields(
  fields: object,
  path: string,
  depth: number,
  problems: ItemProblem[],
): Record<string, StoredValue> {
  const stored = Object.entries(fields).flatMap(([name, value]) => {
    const field = path === '' ? name : `${path}.${name}`;
    if (value === undefined) return [];
    // A name with half a character is a problem as a text with one is, whatever it holds.
    const one = storedValue(name.isWellFormed() ? value : name, field, depth, problems);
    return one === undefined ? [] : [[name, one] as const];
  });
  return Object.fromEntries(stored);
}

/** `undefined` for what cannot be stored, which is among the problems then. */
function storedValue(
  value: unknown,
  field: string,
  depth: number,
  problems: ItemProblem[],
): StoredValue | undefined {
  if (problems.length === maxProblems) return undefined;
  const refuse = (expected: string, received = shownValue(value)): undefined => {
    problems.push({ field: shownField(field), received, expected });
  };
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? { S: value } : refuse(...halfCharacter);
    case 'boolean':
      return { BOOL: value };
    case 'number':
      return isHoldable(value) ? { N: String(value) } : refuse(holdableNumber);
    case 'bigint':
      return { N: String(value) };
  }
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? refuse(holdable) : { S: value.toISOString() };
  }
  if (depth === maxDepth) return refuse('fewer', `nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    const parts = value.map((part, at) =>
      part === undefined ? undefined : storedValue(part, `${field}.${at}`, depth + 1, problems),
    );
    return { L: parts.filter(part => part !== undefined) };
  }
  if (value instanceof Set) {
    const parts: readonly unknown[] = [...value];
    const isWhole = parts.every(part => typeof part !== 'string' || part.isWellFormed());
    return isWhole
      ? (storedSet(parts) ?? refuse('texts, numbers or bytes in it'))
      : refuse(...halfCharacter);
  }
  return isFields(value)
    ? { M: storedFields(value, field, depth + 1, problems) }
    : refuse(holdable);
}

function isHoldable(value: number): boolean {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return true;
  return magnitude >= minMagnitude && magnitude <= Number.MAX_SAFE_INTEGER;
}

/** DynamoDB has sets of one kind only, and none that is empty. */
function storedSet(parts: readonly unknown[]): StoredValue | undefined {
  if (parts.length === 0) return undefined;
  if (parts.every(part => typeof part === 'string')) {
    return { SS: [...parts] };
  }
  if (parts.every(part => part instanceof Uint8Array)) return { BS: [...parts] };
  const numbers = parts.every(
    part => typeof part === 'bigint' || (typeof part === 'number' && isHoldable(part)),
  );
  return numbers ? { NS: parts.map(String) } : undefined;
}

/** By its tag, not its `constructor`: that may be a field of it. */
function isFields(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function arrivingValue(value: ArrivingValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return exactNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return arrivingAttributes(value.M);
  if (value.L !== undefined) return value.L.map(arrivingValue);
  if (value.B !== undefined) return bytesOf(value.B);
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(exactNumber));
  if (value.BS !== undefined) return new Set(value.BS.map(bytesOf));
  throw new TypeError(`received an attribute of ${Object.keys(value)}, expected one of S, N, B, …`);
}

function bytesOf(bytes: Uint8Array | string): Uint8Array {
  return typeof bytes === 'string'
    ? Uint8Array.from(atob(bytes), unit => unit.charCodeAt(0))
    : bytes;
}
