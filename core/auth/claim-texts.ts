import { UnusableClaim } from './claims.ts';

/** So many entries of a list are looked at: what stands behind them does not count. */
export const maxEntries = 100;

/**
 * The texts of a claim that is a text or a list of texts, the first hundred of them.
 *
 * @throws UnusableClaim that names the claim and says of its value what it is, never what is in it
 */
export function claimTexts(claim: string, value: unknown, expected: string): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw unusable(claim, shapeOf(value), expected);
  const entries: readonly unknown[] = value.slice(0, maxEntries);
  const odd = entries.findIndex(entry => typeof entry !== 'string');
  if (odd !== -1) {
    throw unusable(claim, `a list whose entry ${odd + 1} is ${shapeOf(entries[odd])}`, expected);
  }
  return entries.filter(entry => typeof entry === 'string');
}

/** The refusal of a claim by its name, by the shape of what was received, and by what was expected. */
export function unusable(claim: string, received: string, expected: string): UnusableClaim {
  return new UnusableClaim(`the token’s claim ${claim} is ${received}; expected ${expected}`);
}

/** What a value of JSON is, without what is in it. */
function shapeOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
