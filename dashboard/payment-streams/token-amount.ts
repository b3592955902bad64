/**
 * An amount of a token's smallest unit, as people read it: 1,234,567. How many decimals a token has
 * is not known, and a floating-point number could not hold it.
 */
export const tokenAmount = (amount: string | bigint): string => BigInt(amount).toLocaleString('en');

/** How much of the whole that is, in percent with one decimal, 0 to 100. */
export function sharePercent(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  return part >= whole ? 100 : Number((part * 1_000n) / whole) / 10;
}
