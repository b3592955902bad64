import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { UnroundedNumber } from '../../../core/change/exact-number.ts';
import { isPlainObject } from '../../../core/wire/well-formed.ts';

/** A value that DynamoDB has no form for, as an object of a class: sent again it is refused again. */
export class UnstorableError extends TypeError {}

/**
 * The input of a command with every value as the SDK's conversion takes it: what was read goes back as it
 * was. A number that JavaScript would round goes in its own digits, and an object with a field called
 * `constructor`, by which the SDK would take it for one of a class, as a map.
 *
 * @throws UnstorableError for what cannot be written
 */
export function storable<T>(input: T): T {
  // What comes out has the shape of what went in, which TypeScript cannot follow.
  return convert(input) as T;
}

function convert(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof UnroundedNumber) return NumberValue.from(value.text);
  if (Array.isArray(value)) return value.map(convert);
  if (value instanceof Set) return storableSet(value);
  if (isPlainObject(value)) {
    const fields = Object.entries(value).map(([name, part]) => [name, convert(part)] as const);
    return Object.hasOwn(value, 'constructor') ? new Map(fields) : Object.fromEntries(fields);
  }
  if (value instanceof NumberValue || value instanceof Map || ArrayBuffer.isView(value)) {
    return value;
  }
  throw new UnstorableError('received an object of a class; expected what DynamoDB can hold');
}

/** The SDK goes by the first element: where one is no JavaScript number, all are in their digits. */
function storableSet(set: ReadonlySet<unknown>): ReadonlySet<unknown> {
  const all = [...set];
  const isExact = all.every(each => typeof each !== 'bigint' && !(each instanceof UnroundedNumber));
  if (isExact) return set;
  return new Set(
    all.map(each => NumberValue.from(each instanceof UnroundedNumber ? each.text : String(each))),
  );
}
