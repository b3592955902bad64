import { type Bill, dollarsOf } from './bill.ts';
import { type Crossover, maxPages } from './crossovers.ts';
import { type Prices, priceSheet, services } from './price-sheet.ts';
import type { TailCost } from './tail-costs.ts';
import type { Usage } from './usage.ts';

/** The month as a table: services are rows, ways are columns. */
export function billText(
  bills: readonly Bill[],
  usage: Usage,
  prices: Prices,
  withDetails: boolean,
): string {
  const used = services.filter(service => bills.some(bill => dollarsOf(bill, service) > 0));
  const rows = used.map(service => [
    service,
    ...bills.map(bill => money(dollarsOf(bill, service))),
  ]);
  const total = ['a month', ...bills.map(({ dollars }) => money(dollars))];
  const { date, region } = priceSheet;
  const assumed = Object.values(prices).flatMap(({ assumption }) => assumption ?? []);
  return [
    `${usage.admins} admins × ${usage.tabs} pages × ${usage.channels} channels, ${usage.eventsPerSecond} events/s, ${usage.bettors} bettors, ${usage.hours} h on ${usage.days} days; dollars, prices of ${region} as of ${date}, no free tiers:`,
    '',
    table([['', ...bills.map(({ name }) => name)], ...rows, total]),
    '',
    ...bills.map(({ name, title }) => `${name}: ${title}`),
    '',
    ...[...new Set(assumed)].map(text => `Assumed: ${text}.`),
    ...(withDetails ? ['', ...bills.map(bill => detailsOf(bill, prices))] : []),
  ].join('\n');
}

function detailsOf({ title, lines }: Bill, prices: Prices): string {
  const rows = lines.map(({ service, what, amount, unit, dollars, price }) => [
    `${service}, ${what}`,
    amount.toLocaleString('en-US', { maximumFractionDigits: amount < 100 ? 2 : 0 }),
    unit,
    money(dollars),
    prices[price].source,
  ]);
  return `${title}\n${table([['', 'count', 'of', 'dollars', 'price'], ...rows])}\n`;
}

export function crossoverText(found: readonly Crossover[]): string {
  const lines = found.map(({ one, other, cheaperAtFirst, fromPages }) => {
    const [cheap, dear] = cheaperAtFirst === one ? [one, other] : [other, one];
    return fromPages === undefined
      ? `${cheap} is cheaper than ${dear} with any number of pages (to ${maxPages.toLocaleString('en-US')})`
      : `from ${fromPages.toLocaleString('en-US')} open pages on ${dear} is cheaper than ${cheap}`;
  });
  return ['Crossovers, all else as above:', ...lines.map(line => `  ${line}`)].join('\n');
}

/** What each value of tailPollMs costs. */
export function tailText(tails: readonly TailCost[]): string {
  const rows = tails.map(tail => [
    String(tail.tailPollMs),
    `${tail.meanWaitMs} ms`,
    ...[tail.quietChannels, tail.quietLive, tail.channels, tail.live].map(money),
  ]);
  const heads = ['tailPollMs', 'mean wait', 'Channels quiet', 'Live quiet', 'Channels', 'Live'];
  return `Reads of logs in dollars a month, for all pages:\n\n${table([heads, ...rows])}`;
}

/** Columns side by side, the first to the left. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)));
  return rows
    .map(row =>
      row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const money = (dollars: number): string =>
  dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
