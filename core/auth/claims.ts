import * as z from 'zod';

/** A user's id: the token's `sub`. Bounded because it is a table key and stands in every log line. */
export const userIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

/** A role's name as a token carries it. */
export const roleNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._:-]{0,63}$/, 'must be a word of at most 64 characters');

/** A token's id, as one of ours carries it: `*` would stand for every token in a revocation. */
export const tokenIdSchema = z
  .string()
  .regex(/^(?!\*$)[\x21-\x7e]{1,256}$/, 'expected 1 to 256 printable characters, no spaces, not *');

/**
 * What we read of a token. Issuer, audience and times are the verifier's matter (RFC 7519, section
 * 4.1); other claims of a provider are ignored.
 */
export const claimsSchema = z.object({
  sub: userIdSchema,
  role: roleNameSchema,
  permissions: z.array(z.string().min(1).max(128)).max(100).optional(),
  exp: z.number().positive(),
  iat: z.number().optional(),
  jti: z.string().min(1).max(256).optional(),
});
