import { type Bill, dollarsOf } from './bill.ts';
import { type Crossover, maxPages } from './crossovers.ts';
import { type HostMonth, hostParts } from './hosts.ts';
import { type Prices, priceSheet, services } from './price-sheet.ts';
import type { TailCost } from './tail-costs.ts';
import type { Usage } from './usage.ts';
import { sampledShare, type WatchMonth, watchParts } from './watch-month.ts';

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

/** Both hosts of streams for each number of admins, what it is made of, and what is assumed of one. */
export function hostsText(months: readonly HostMonth[], mostStreams: number, usage: Usage): string {
  const used = hostParts.filter(part => months.some(({ parts }) => parts[part] > 0));
  const heads = ['admins, host', 'streams', 'environments', ...used, 'a month', 'rates may be'];
  const rows = months.map(month => [
    `${count(month.admins)} ${month.sseHost}${month.isBeyondPartition ? ' *' : ''}`,
    ...[month.streams, month.environments].map(count),
    ...[...used.map(part => month.parts[part]), month.dollars].map(money),
    month.ratesMayBe === undefined ? '' : `× ${month.ratesMayBe.toFixed(1)}`,
  ]);
  return [
    'What holds the streams (sseHost), a Live stream a page, all else as above:',
    '',
    table([heads, ...rows]),
    '',
    '"holding" is the memory of environments, and of a Web Function their CPU. "rates may be": so many times what is',
    "assumed of a Web Function's rates may be true, until function URLs cost the same. Assumed of each of its",
    `environments, two at least: ${usage.webMemoryMb} MB (--web-memory-mb), ${usage.webStreams} streams (--web-streams), ${usage.webCpuPercent} % of a vCPU (--web-cpu-percent).`,
    ...(months.some(({ isBeyondPartition }) => isBeyondPartition)
      ? [
          `* Not to be had: beyond ${count(mostStreams)} Live streams on function URLs read one partition faster than`,
          '  DynamoDB gives it, so liveStreams caps them, and the rest poll.',
        ]
      : []),
  ].join('\n');
}

/** What it comes to to watch each of our ways, and all of it together. */
export function watchText(months: readonly WatchMonth[]): string {
  const used = watchParts.filter(part => months.some(({ parts }) => parts[part] > 0));
  const rows = used.map(part => [part, ...months.map(({ parts }) => money(parts[part]))]);
  return [
    'What watching it costs (docs/cost.md), all else as above:',
    '',
    table([
      ['', ...months.map(({ name }) => name)],
      ...rows,
      ['a month', ...months.map(({ dollars }) => money(dollars))],
      ['with the bill above', ...months.map(({ dollarsWithBill }) => money(dollarsWithBill))],
    ]),
    '',
    `Every value of the list of metrics counted, ${sampledShare * 100} % of traces sampled; access logs are off by default, and`,
    'alarms=false leaves out alarms, objectives, the page and what streams count.',
  ].join('\n');
}

const count = (amount: number): string => amount.toLocaleString('en-US');

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
