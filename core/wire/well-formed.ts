/**
 * The value with every text in it, names too, made of whole characters: half of a surrogate pair
 * becomes U+FFFD, as it does wherever JavaScript encodes text as UTF-8. JSON can name such halves
 * (RFC 8259, 8.2), and DynamoDB refuses the whole write that holds one.
 */
export function wellFormed<T>(value: T): T {
  // What comes out has the shape of what went in, which TypeScript cannot follow.
  return convert(value) as T;
}

function convert(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(convert);
  if (value instanceof Set) return new Set([...value].map(convert));
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(([name, part]) => [name.toWellFormed(), convert(part)]);
  return Object.fromEntries(entries);
}

/** As a literal makes it, or JSON. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
