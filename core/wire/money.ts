import { minorUnits } from './minor-units.ts';

/**
 * An amount on the wire as people read it. Without a currency, or with one that nobody knows, it
 * cannot be said how much the smallest unit is: it is shown as what it is.
 */
export function money(amount: number, currency?: string): string {
  const decimals = currency === undefined ? undefined : minorUnits(currency);
  if (currency === undefined || decimals === undefined) {
    const unit = amount === 1 ? 'minor unit' : 'minor units';
    return `${amount.toLocaleString('en')} ${unit}${currency ? ` of ${currency}` : ''}`;
  }
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return `${new Intl.NumberFormat('en', options).format(major(amount, decimals))} ${currency}`;
}

/** As text, which is formatted as exactly as it stands: a large number that is divided is not. */
function major(amount: number, decimals: number): number | `${number}` {
  return Number.isSafeInteger(amount)
    ? (`${amount}E-${decimals}` as `${number}`)
    : amount / 10 ** decimals;
}
