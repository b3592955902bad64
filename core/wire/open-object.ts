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

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
