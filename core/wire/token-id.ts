import * as z from 'zod';

/** Stands in a revocation for all of a user's tokens. */
export const everyToken = '*';

/** A token's id, as one of ours carries it: `*` would stand for every token in a revocation. */
export const tokenIdSchema = z
  .string()
  .regex(/^(?!\*$)[\x21-\x7e]{1,256}$/, 'expected 1 to 256 printable characters, no spaces, not *');

/** A token's id as a provider may give it: in any way, but what a revocation can name. */
export const anyTokenIdSchema = z
  .string()
  .min(1)
  .max(256)
  .refine(id => id !== everyToken, 'expected a jti; without one all tokens of the user are meant');
