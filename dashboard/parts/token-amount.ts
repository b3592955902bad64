/**
 * An amount of a token's smallest unit, as people read it: 1,234,567. How many decimals a token has
 * is not known, and a floating-point number could not hold it. What is no such amount stays as it is.
 */
export function tokenAmount(amount: string | bigint): string {
  const isAmount = typeof amount === 'bigint' || /^\d+$/.test(amount);
  return isAmount ? BigInt(amount).toLocaleString('en') : amount;
}
