import * as z from 'zod';

/** A name or key, never empty. */
export const id = z.string().min(1);

/** An amount of money: a whole number of minor currency units (cents). */
export const amount = z.int().nonnegative();

/** A moment in milliseconds since the Unix epoch; items hold ISO 8601 strings, events hold these. */
export const timeMs = z.int();

/** A length of time in milliseconds. */
export const durationMs = z.number().nonnegative();

/** What {@link failure} takes, in words. */
export const failureError = 'a string, or an object with a message and a code';

const code = z.union([z.string(), z.number()]).nullish();

/**
 * What went wrong, as its backend has it: a text, or a message with a code, which may be none.
 *
 * It is passed on as it was written, so readers meet both forms. One text of the two would lose the
 * code to act on, and an object of both would be `[object Object]` to readers that show the text.
 */
export const failure = z.union([z.string(), z.looseObject({ code, message: z.string() })], {
  error: failureError,
});

/**
 * What an event says beside its own fields when the item made a transition that its table does not
 * know (events.md): that, and from which status to which.
 */
export const surprise = {
  unexpected: z.literal(true).optional(),
  oldStatus: z.string().optional(),
  newStatus: z.string().optional(),
};
