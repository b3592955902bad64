import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { UnroundedNumber } from '../../../core/change/exact-number.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { isPlainObject } from '../../../core/wire/well-formed.ts';

/**
 * Part of a request as the SDK writes it: what was read goes back as it was, with every digit, and
 * fields called `constructor`, by which the SDK would take their object for something else.
 *
 * @throws AppError INPUT_INVALID for a value that is nothing DynamoDB holds
 */
export function marshallable<T>(input: T): T {
  // What comes out has the shape of what went in, as far as callers know it, which TypeScript cannot follow.
  return convert(input) as T;
}

function convert(value: unknown): unknown {
  if (value instanceof UnroundedNumber) return NumberValue.from(value.text);
  if (Array.isArray(value)) return value.map(convert);
  if (value instanceof Set) return convertSet([...value]);
  if (isPlainObject(value)) {
    const entries = Object.entries(value).map(([name, part]) => [name, convert(part)] as const);
    // Of a Map the SDK does not ask for its constructor's name among the fields.
    return Object.hasOwn(value, 'constructor') ? new Map(entries) : Object.fromEntries(entries);
  }
  if (typeof value !== 'object' || value === null || isHeld(value)) return value;
  const received = Object.prototype.toString.call(value);
  throw new AppError('INPUT_INVALID', `received ${received}; expected what DynamoDB can hold`);
}

/** A set of numbers is of one kind for the SDK. */
function convertSet(parts: readonly unknown[]): ReadonlySet<unknown> {
  const isExact = parts.some(part => part instanceof UnroundedNumber || typeof part === 'bigint');
  return new Set(isExact ? parts.map(part => NumberValue.from(shownNumber(part))) : parts);
}

function shownNumber(part: unknown): string {
  return part instanceof UnroundedNumber ? part.text : String(part);
}

function isHeld(value: object): boolean {
  return (
    value instanceof NumberValue ||
    value instanceof Map ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}
