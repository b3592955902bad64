import * as z from 'zod';
import { AppError } from '../../../core/wire/app-error.ts';
import { type Currencies, currenciesOf } from '../../../core/wire/currency.ts';

/** The variables of a function, by name, and how the text of each is read. */
type Variables = Readonly<Record<string, z.ZodType>>;

/**
 * What `lib` must set on a function with these variables: texts, as every environment variable. One
 * that is forgotten there does not compile.
 */
export type EnvironmentOf<V extends Variables> = Readonly<z.input<z.ZodObject<V>>>;

/** The same as the function knows it: read, and named as code is: `EVENT_LOG_TABLE_NAME` is `eventLogTableName`. */
export type ConfigOf<V extends Variables> = {
  readonly [Name in keyof z.output<z.ZodObject<V>> as CamelCase<Name & string>]: z.output<
    z.ZodObject<V>
  >[Name];
};

type CamelCase<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Lowercase<Word>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;

/**
 * A function's environment, checked once at its start.
 *
 * @throws AppError CONFIG_INVALID that names each variable, what it holds and what was expected
 */
export function readEnvironment<V extends Variables>(variables: V): ConfigOf<V> {
  const parsed = z.object(variables).safeParse(process.env);
  if (!parsed.success) {
    throw new AppError(
      'CONFIG_INVALID',
      `the function's environment is not as expected: ${z.prettifyError(parsed.error)}`,
    );
  }
  const named = Object.entries(parsed.data).map(([name, value]) => [camelCase(name), value]);
  return Object.fromEntries(named) as ConfigOf<V>;
}

function camelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
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

/** A variable that holds a share, from 0 to 1. */
export const share = z
  .string()
  .regex(/^(0|1|0\.\d{1,9})$/, 'expected a number from 0 to 1')
  .transform(Number);

/** A variable that holds `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform(value => value === 'true');

/** A variable that holds a comma-separated list, perhaps empty. */
export const commaSeparated = z
  .string()
  .transform((list): readonly string[] => list.split(',').flatMap(part => part.trim() || []));

/** A variable that holds the codes of the currencies that proposals may be in, the default first. */
export const currencyList = commaSeparated.transform((codes, context): Currencies => {
  const currencies = currenciesOf(codes);
  if (currencies !== undefined) return currencies;
  context.addIssue('expected codes of ISO 4217, at least one');
  return z.NEVER;
});
