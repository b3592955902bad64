/**
 * Compares keys as DynamoDB sorts them: by the bytes of their UTF-8, which is by code points. `<` of
 * JavaScript goes by halves of pairs.
 */
export function inKeyOrder(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}
