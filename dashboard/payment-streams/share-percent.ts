/** How much of the whole that is, in percent with one decimal, 0 to 100. */
export function sharePercent(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  return part >= whole ? 100 : Number((part * 1_000n) / whole) / 10;
}
