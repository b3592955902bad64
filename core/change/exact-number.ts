/**
 * A number as DynamoDB writes it, as a JavaScript one. A whole number too large to be exact becomes
 * a bigint, which every schema refuses by name; the SDK's own reading throws, and one such item would
 * take the whole page it lies in with it.
 */
export function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}
