import * as z from 'zod';
import { quoted } from '../wire/readable-text.ts';
import { rolePattern } from '../wire/role.ts';
import { anyTokenIdSchema, everyToken } from '../wire/token-id.ts';
import { anonymous, userIdSchema } from '../wire/user-id.ts';

const expectedTime = 'seconds since the Unix epoch, before the year 10000';

/** What each claim that we read is to be. */
const expectations = {
  sub: `1 to 128 printable ASCII characters without spaces, not ${anonymous}`,
  role: 'a word of at most 64 characters',
  permissions: 'a list of at most 100 texts of 1 to 128 characters',
  addresses: 'a list of at most 20 texts of 1 to 128 characters',
  exp: expectedTime,
  iat: expectedTime,
  nbf: expectedTime,
  auth_time: expectedTime,
  jti: `1 to 256 characters, not ${everyToken}`,
  sid: `1 to 256 characters, not ${everyToken}`,
  channels: 'a list of channels',
} as const;

/** A role's name as a token carries it. */
export const roleNameSchema = z
  .string()
  .regex(rolePattern, 'must be a word of at most 64 characters');

/**
 * A NumericDate (RFC 7519, section 2). The bound is the end of what ISO 8601 can write: beyond are
 * milliseconds and microseconds, which no clock would ever reach, and an `iat` that no revocation would.
 */
export const numericDateSchema = z.number().min(0).max(253_402_300_799);

/** Names that the user has elsewhere, such as addresses on a chain. */
export const addressesSchema = z.array(z.string().min(1).max(128)).max(20);

/**
 * What we read of a token at fixed places; `roleOf` and `permissionsOf` read the rest, where the
 * deployment says. Issuer and audience, and whether it is valid by now, are the verifier's matter
 * (RFC 7519, section 4.1); other claims of a provider are ignored.
 */
export const claimsSchema = z.object({
  sub: userIdSchema,
  addresses: addressesSchema.optional(),
  exp: numericDateSchema,
  iat: numericDateSchema.optional(),
  nbf: numericDateSchema.optional(),
  jti: anyTokenIdSchema.optional(),
});

/** A token that is signed as it should be, and says something that we cannot use. */
export class UnusableClaim extends Error {}

/** @throws UnusableClaim that names the first claim that is not as expected */
export function readClaims<Schema extends z.ZodObject>(
  schema: Schema,
  payload: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const claims = schema.safeParse(payload);
  if (claims.success) return claims.data;
  const claim = String(claims.error.issues[0]?.path[0]);
  throw new UnusableClaim(claimProblem(claim, payload[claim]));
}

/** What is wrong with a claim, for its bearer: which, what was received and what was expected. */
export function claimProblem(claim: string, received: unknown): string {
  const expected = Object.entries(expectations).find(([name]) => name === claim)?.[1];
  const found = received === undefined ? 'is missing' : `is ${quoted(received)}`;
  return `the token’s claim ${claim} ${found}${expected === undefined ? '' : `; expected ${expected}`}`;
}
