/**
 * A contract's value as Stellar's RPC gives it with `xdrFormat: "json"`: XDR-JSON (SEP-51), where a union
 * is an object of one field that names its arm, as `{"i128": "1000"}`. 64-bit numbers were JSON numbers
 * before they were text; both are read, and one that JavaScript has rounded is not.
 * https://developers.stellar.org/docs/learn/fundamentals/data-format/xdr-json
 */
export type ScValue = string | bigint | boolean | ScFields;

/** A map whose keys are symbols, as contracts publish the fields of an event. */
export interface ScFields {
  readonly [name: string]: ScValue;
}

/** `undefined`: not a value of the kinds that events of payment streams are made of. */
export function readScValue(json: unknown): ScValue | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const [arm, ...others] = Object.entries(json);
  if (arm === undefined || others.length > 0) return undefined;
  const [kind, value] = arm;
  switch (kind) {
    case 'symbol':
    case 'string':
    case 'address':
      return typeof value === 'string' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'u32':
    case 'i32':
    case 'u64':
    case 'i64':
    case 'u128':
    case 'i128':
    case 'timepoint':
      return wholeNumber(value);
    case 'map':
      return Array.isArray(value) ? fieldsOf(value) : undefined;
    default:
      return undefined;
  }
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,39}$/.test(value) ? BigInt(value) : undefined;
}

function fieldsOf(entries: readonly unknown[]): ScFields | undefined {
  const fields: Record<string, ScValue> = {};
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) return undefined;
    const key = readScValue(Reflect.get(entry, 'key'));
    const value = readScValue(Reflect.get(entry, 'val'));
    if (typeof key !== 'string' || value === undefined) return undefined;
    fields[key] = value;
  }
  return fields;
}
