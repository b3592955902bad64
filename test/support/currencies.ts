import type { Currencies } from '../../core/wire/currency.ts';

/** Those of a stack with `-c currencies=MXN,JPY`. */
export const currencies: Currencies = [
  { code: 'MXN', decimals: 2 },
  { code: 'JPY', decimals: 0 },
];
