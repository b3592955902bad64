import * as z from 'zod';
import { minorUnits } from './minor-units.ts';

/** A currency, and how an amount in its smallest unit is read: 12345 of two decimals are 123.45. */
export const currencySchema = z.object({
  /** By ISO 4217. */
  code: z.string(),
  decimals: z.int(),
});

export type Currency = Readonly<z.infer<typeof currencySchema>>;

/** The currencies that proposals of a stack may be in; one that names none is in the first. */
export type Currencies = readonly [Currency, ...Currency[]];

/** The currencies of those codes, in their order; `undefined` when there is none, one is not known or there twice. */
export function currenciesOf(codes: readonly string[]): Currencies | undefined {
  const [first, ...others] = codes.map(currencyOf).filter(one => one !== undefined);
  return first !== undefined &&
    new Set([first, ...others].map(({ code }) => code)).size === codes.length
    ? [first, ...others]
    : undefined;
}

/** The currency of that code; `undefined` of no known one. */
export function currencyOf(code: string): Currency | undefined {
  const decimals = minorUnits(code);
  return decimals === undefined ? undefined : { code, decimals };
}
