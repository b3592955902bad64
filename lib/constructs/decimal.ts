/** A share as an environment has it: never 1e-7, which is how the smallest would be written. */
export function decimal(share: number): string {
  return share.toFixed(9).replace(/\.?0+$/, '');
}
