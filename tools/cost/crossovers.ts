import { billOf, type Variant } from './bill.ts';
import type { Prices } from './price-sheet.ts';
import type { Usage } from './usage.ts';

/** Which of two ways is cheaper, by the pages that are open. */
export interface Crossover {
  readonly one: string;
  readonly other: string;
  /** Cheaper with one page. */
  readonly cheaperAtFirst: string;
  /** The number of pages from which the other is cheaper; absent: never, as far as was looked. */
  readonly fromPages?: number;
}

export const maxPages = 10_000;

type MakeVariant = (usage: Usage) => Variant;

/** The month with so many pages, and all else as it is. */
export function monthOf(make: MakeVariant, usage: Usage, pages: number, prices: Prices): number {
  return billOf(make({ ...usage, admins: pages, tabs: 1 }), prices).dollars;
}

/** For each pair, where the other becomes the cheaper. Both rise with the pages, so halves find it. */
export function crossovers(
  variants: readonly MakeVariant[],
  usage: Usage,
  prices: Prices,
): readonly Crossover[] {
  return variants.flatMap((one, at) =>
    variants.slice(at + 1).map(other => crossover(one, other, usage, prices)),
  );
}

function crossover(one: MakeVariant, other: MakeVariant, usage: Usage, prices: Prices): Crossover {
  const isOneCheaper = (pages: number) =>
    monthOf(one, usage, pages, prices) <= monthOf(other, usage, pages, prices);
  const names = { one: one(usage).name, other: other(usage).name };
  const atFirst = isOneCheaper(1);
  const cheaperAtFirst = atFirst ? names.one : names.other;
  if (isOneCheaper(maxPages) === atFirst) return { ...names, cheaperAtFirst };
  let [low, high] = [1, maxPages];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isOneCheaper(middle) === atFirst) low = middle;
    else high = middle;
  }
  return { ...names, cheaperAtFirst, fromPages: high };
}
