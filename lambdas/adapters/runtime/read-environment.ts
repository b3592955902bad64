import * as z from 'zod';
import { AppError } from '../../../core/wire/app-error.ts';
import { type Currencies, currenciesOf } from '../../../core/wire/currency.ts';

/**
 * A function's environment, checked once at its start.
 *
 * @throws AppError CONFIG_INVALID that names each variable, what it holds and what was expected
 */
export function readEnvironment<T extends z.ZodType>(schema: T): z.infer<T> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'CONFIG_INVALID',
    `the function's environment is not as expected: ${z.prettifyError(parsed.error)}`,
  );
}

/** A variable that holds something. */
export const text = z.string().min(1);

/** A variable that holds a whole number, perhaps zero. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/, 'expected a whole number')
  .transform(Number);

/** A variable that holds a whole number above zero. */
export const positiveInteger = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'expected a whole number above zero')
  .transform(Number);

/** A variable that holds a comma-separated list, perhaps empty. */
export const commaSeparated = z
  .string()
  .transform(list => list.split(',').flatMap(part => part.trim() || []));

/** A variable that holds the codes of the currencies that proposals may be in, the default first. */
export const currencyList = commaSeparated.transform((codes, context): Currencies => {
  const currencies = currenciesOf(codes);
  if (currencies !== undefined) return currencies;
  context.addIssue('expected codes of ISO 4217, at least one');
  return z.NEVER;
});

/** The variables of `TokenEnvironment`. */
export const tokenVariables = {
  JWT_SECRET_ARN: text.optional(),
  JWKS_URI: text.optional(),
  JWT_ISSUER: text,
  JWT_AUDIENCE: text,
  LONGEST_TOKEN_SECONDS: positiveInteger,
};

/** The variables of `CredentialEnvironment`. */
export const credentialVariables = {
  ...tokenVariables,
  SSE_TOKEN_SECRET_ARN: text,
  FRONT_DOOR_ORIGIN: text.optional(),
};
