import type { Variant } from './bill.ts';
import { monthOf } from './crossovers.ts';
import type { Prices } from './price-sheet.ts';
import type { Usage } from './usage.ts';

/** A line of the picture: what a month costs with so many pages. */
export interface Curve {
  readonly name: string;
  readonly title: string;
  readonly points: readonly { readonly pages: number; readonly dollars: number }[];
}

/** Pages at which a curve has a point: both scales are logarithmic. */
const steps = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000];

export function curvesOf(
  variants: readonly ((usage: Usage) => Variant)[],
  usage: Usage,
  prices: Prices,
): readonly Curve[] {
  return variants.map(make => {
    const { name, title } = make(usage);
    const points = steps.map(pages => ({ pages, dollars: monthOf(make, usage, pages, prices) }));
    return { name, title, points };
  });
}

const lastPages = steps.at(-1) ?? 1;

/** Where pages and dollars lie in the picture, each from 0 to 1. */
export function scaleOf(curves: readonly Curve[]) {
  const dollars = curves.flatMap(({ points }) => points.map(point => point.dollars));
  const least = Math.max(0.01, Math.min(...dollars));
  // Half a power of ten at least, so that a flat picture has a height.
  const most = Math.max(...dollars, least * 3);
  return {
    least,
    most,
    x: (pages: number): number => Math.log(pages) / Math.log(lastPages),
    y: (amount: number): number =>
      Math.log(Math.max(amount, least) / least) / Math.log(most / least),
  };
}

/** The powers of ten between two amounts. */
export function powersOfTen(least: number, most: number): readonly number[] {
  const first = Math.ceil(Math.log10(least));
  const last = Math.floor(Math.log10(most));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => 10 ** (first + at));
}
