import type { PriceName, Prices, Service } from './price-sheet.ts';

/** How much of what is used in a month, and what for. */
export interface Count {
  readonly price: PriceName;
  readonly what: string;
  readonly amount: number;
}

/** One way to do it all, as counts. */
export interface Variant {
  /** Short, for the legend of a picture. */
  readonly name: string;
  readonly title: string;
  readonly counts: readonly Count[];
}

/** A count with what it comes to. */
export interface BillLine extends Count {
  readonly service: Service;
  readonly unit: string;
  readonly dollars: number;
}

export interface Bill {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly BillLine[];
  readonly dollars: number;
}

/** Counts times prices; what is not used is left out. */
export function billOf({ name, title, counts }: Variant, prices: Prices): Bill {
  const lines = counts
    .filter(({ amount }) => amount > 0)
    .map((count): BillLine => {
      const { service, unit, dollars, per } = prices[count.price];
      return { ...count, service, unit, dollars: (count.amount * dollars) / per };
    });
  return { name, title, lines, dollars: sum(lines.map(({ dollars }) => dollars)) };
}

/** What a service comes to in a bill. */
export function dollarsOf({ lines }: Bill, service: Service): number {
  return sum(lines.filter(line => line.service === service).map(({ dollars }) => dollars));
}

const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);
