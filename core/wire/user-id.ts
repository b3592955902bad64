import * as z from 'zod';

/** The actor of whom nothing is known, in the audit. It is nobody's user id. */
export const anonymous = 'anonymous';

/**
 * A user's id: the token's `sub`. Bounded because it is a table key and stands in every log line. One
 * that the audit has for whoever is not known is nobody's.
 */
export const userIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
  .refine(id => id !== anonymous, `must not be ${anonymous}, which stands for nobody in the audit`);
