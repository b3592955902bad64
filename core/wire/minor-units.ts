import { currencyCodes } from './iso-4217.ts';

/**
 * The currencies of ISO 4217 whose smallest unit is not a hundredth, by how many decimals they have
 * (https://www.six-group.com/en/products-services/financial-information/data-standards.html). `Intl`
 * has how people write prices instead: no decimals for COP, HUF or IDR, whose amounts are hundredths.
 */
const decimalsOf: Readonly<Record<number, readonly string[]>> = {
  0: [
    ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG'],
    ...['RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
  ],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
  4: ['CLF', 'UYW'],
};

const decimals: ReadonlyMap<string, number> = new Map([
  // Beside those of today what this environment knows: rows may hold currencies that are no more.
  ...[...Intl.supportedValuesOf('currency'), ...currencyCodes].map(code => [code, 2] as const),
  ...Object.entries(decimalsOf).flatMap(([count, codes]) =>
    codes.map(code => [code, Number(count)] as const),
  ),
]);

/**
 * How many decimals a currency has, by its ISO 4217 code: an amount on the wire is a whole number of
 * the smallest unit, so 12345 are 123.45 MXN, 12345 JPY and 12.345 KWD. `undefined` of no known code.
 */
export function minorUnits(currency: string): number | undefined {
  return decimals.get(currency);
}
