import * as z from 'zod';
import { failureError } from '../wire/payload/field.ts';
import { isTokenAmount } from '../wire/payment-stream.ts';

/*
 * The building blocks of the item schemas. Each error says what was expected, in words, so that a
 * quarantined item's reason reads as one sentence (malformed-reason.ts).
 */

const idError = 'a string of 1 to 256 characters';

/** A key, or a reference to one. */
export const id = z
  .string({ error: idError })
  .min(1, { error: idError })
  .max(256, { error: idError });

/** Free text. */
export const text = z.string({ error: 'a string' });

const code = z.union([z.string(), z.number()]).nullish();

/** What went wrong: a text, or a message with a code; what else such an object has is not published. */
export const failure = z.union([z.string(), z.object({ code, message: z.string() })], {
  error: failureError,
});

/** `true` or `false`. */
export const flag = z.boolean({ error: 'true or false' });

const amountError = 'a positive integer in minor currency units, up to 9007199254740991';

/** An amount of money, in minor currency units, within what JavaScript holds exactly. */
export const amount = z.int({ error: amountError }).positive({ error: amountError });

const tokenAmountError =
  "a whole number as a string of digits, as '1000', from 0 to 170141183460469231731687303715884105727";

/** An amount in the smallest unit of a token, as a 128-bit integer of a chain: never a number. */
export const tokenAmount = z
  .string({ error: tokenAmountError })
  .refine(isTokenAmount, { error: tokenAmountError });

const countError = 'an integer from 0 to 9007199254740991';

/** A number of people or things. */
export const count = z.int({ error: countError }).nonnegative({ error: countError });

const durationError = 'a number of milliseconds, 0 or more';

/** A length of time in milliseconds; databases report fractions too. */
export const durationMs = z.number({ error: durationError }).nonnegative({ error: durationError });

/** A length of time to compare others with, in milliseconds. */
export const positiveDurationMs = z
  .number({ error: 'a number of milliseconds above 0' })
  .positive({ error: 'a number of milliseconds above 0' });

const oddsError = 'a number above 0';

/** Odds as a factor. */
export const odds = z.number({ error: oddsError }).positive({ error: oddsError });

/** One of a closed list of values. */
export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

/** A moment as ISO 8601 with its zone; read as milliseconds, which is how events have it. */
export const isoTime = z.iso
  .datetime({ offset: true, error: 'an ISO 8601 time with its zone, as 2026-11-21T20:00:00Z' })
  .transform(text => Date.parse(text));

/**
 * A moment as `YYYY-MM-DDTHH:mm:ss.sssZ` and in no other form: such strings sort as time does, which
 * the proposals' conditions and index count on (design.md).
 */
export const sortableTime = z.iso
  .datetime({ precision: 3, error: 'a time as 2026-11-21T20:00:00.000Z' })
  .transform(text => Date.parse(text));
