import * as z from 'zod';

/** A query parameter that is a whole number, in decimal digits and nothing else: no `1e1`, no ` 10`. */
export function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  const digits = (text: unknown): unknown =>
    typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text;
  return z.preprocess(digits, z.int(expected).min(min, expected).max(max, expected));
}
