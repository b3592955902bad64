import { isPlainObject } from '../wire/well-formed.ts';

/** A number whose digits JavaScript would round. No schema takes it, so that none arrives otherwise. */
export class UnroundedNumber {
  /** As DynamoDB holds it, in up to 38 digits. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }
}

/**
 * A number as DynamoDB writes it, as a JavaScript one. What would not be the same number there becomes
 * a bigint or an `UnroundedNumber`, which every schema refuses by name; the SDK's own reading throws
 * or rounds.
 */
export function exactNumber(text: string): number | bigint | UnroundedNumber {
  const value = Number(text);
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(value) ? value : BigInt(text);
  return isSameNumber(text, String(value)) ? value : new UnroundedNumber(text);
}

/** The value with integers that JSON has no number for as text, which is how it has `UnroundedNumber`. */
export function withoutBigints<T>(value: T): T {
  // What comes out has the shape of what went in, which TypeScript cannot follow.
  return convert(value) as T;
}

function convert(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(convert);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, convert(part)]));
}

function isSameNumber(one: string, other: string): boolean {
  const first = digitsOf(one);
  const second = digitsOf(other);
  return first !== undefined && first === second;
}

/** Sign, digits without zeros around them, and exponent: the same for the same number. */
function digitsOf(text: string): string | undefined {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  return `${sign}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}
