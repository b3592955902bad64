import * as z from 'zod';

/**
 * An object of any fields, passed on as it is. A record of zod leaves out a field that is called
 * `__proto__`, which in JSON is a name like any other.
 */
export function openObject(error: string) {
  return z
    .custom<Readonly<Record<string, unknown>>>(isObject, { error })
    .meta({ type: 'object', additionalProperties: {} });
}

/** Anything with fields: no list, and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
