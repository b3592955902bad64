import { writeFile } from 'node:fs/promises';
import { type Command, parseFlags, runCommand, UsageError, wholeNumber } from './command-line.ts';
import { billOf } from './cost/bill.ts';
import { billText, crossoverText, hostsText, tailText, watchText } from './cost/bill-text.ts';
import { curvesOf } from './cost/chart.ts';
import { chartSvg } from './cost/chart-svg.ts';
import { chartText } from './cost/chart-text.ts';
import { crossovers } from './cost/crossovers.ts';
import { hostMonths, mostLiveStreams } from './cost/hosts.ts';
import { type Prices, priceSheet, prices, rateFlags } from './cost/price-sheet.ts';
import { tailCosts } from './cost/tail-costs.ts';
import { type Usage, usageFlags } from './cost/usage.ts';
import { variants } from './cost/variants.ts';
import { watchMonths } from './cost/watch-month.ts';

type FlagName = keyof typeof usageFlags;
type RateFlag = keyof typeof rateFlags;

const rateNames = Object.keys(rateFlags) as readonly RateFlag[];

const flagLines = [
  ...Object.entries(usageFlags).map(
    ([name, { default: value, says }]) => `  --${name.padEnd(24)} ${says} (${value})`,
  ),
  ...rateNames.map(
    name => `  --${name.padEnd(24)} ${rateFlags[name].says} (assumed: ${assumedRate(name)})`,
  ),
];

/** As the flag takes it: of what is listed by the million, for a million. */
function assumedRate(name: RateFlag): string {
  return prices[rateFlags[name].price].dollars.toPrecision(6).replace(/\.?0+$/, '');
}

/** Prints what a month costs, by service, done in each of several ways, and what it costs to watch it. */
const costCommand: Command = {
  usage: `usage: npm run -s cost [-- --admins N] [--tabs N] [--channels N] [--hours N] [--details] [--json] [--svg FILE] …

${flagLines.join('\n')}
  --${'details'.padEnd(24)} every count, with its price and where that is from
  --${'json'.padEnd(24)} all of it as JSON
  --${'svg FILE'.padEnd(24)} the picture of the crossovers into a file`,

  async run(args) {
    const flags = parseFlags(args, {
      ...(Object.fromEntries(
        Object.entries(usageFlags).map(([name, flag]) => [
          name,
          { type: 'string', default: String(flag.default) },
        ]),
      ) as Record<FlagName, { type: 'string'; default: string }>),
      'web-request-rate': { type: 'string' },
      'web-memory-rate': { type: 'string' },
      'web-cpu-rate': { type: 'string' },
      details: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      svg: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const usage = usageOf(flags);
    const sheet = pricesOf(flags);
    const bills = variants.map(make => billOf(make(usage), sheet));
    const found = crossovers(variants, usage, sheet);
    const curves = curvesOf(variants, usage, sheet);
    const tails = tailCosts(usage, sheet);
    const hosts = hostMonths(usage, sheet);
    const watching = watchMonths(usage, sheet);
    if (flags.svg !== undefined) {
      const { date, region } = priceSheet;
      await writeFile(flags.svg, chartSvg(curves, `A month by open pages (${region}, ${date})`));
    }
    if (flags.json) {
      const all = {
        priceSheet: { ...priceSheet, prices: sheet },
        usage,
        bills,
        watching,
        hosts,
        tails,
      };
      process.stdout.write(`${JSON.stringify({ ...all, crossovers: found, curves }, null, 2)}\n`);
      return;
    }
    const parts = [
      billText(bills, usage, sheet, flags.details),
      watchText(watching),
      hostsText(hosts, mostLiveStreams(usage), usage),
      crossoverText(found),
      chartText(curves),
      tailText(tails),
    ];
    process.stdout.write(`${parts.join('\n\n')}\n`);
  },
};

function usageOf(flags: Readonly<Record<FlagName, string>>): Usage {
  const given = (name: FlagName): number => {
    const { min, max } = usageFlags[name];
    return wholeNumber(`--${name}`, flags[name], min, max);
  };
  return {
    admins: given('admins'),
    tabs: given('tabs'),
    channels: given('channels'),
    hours: given('hours'),
    days: given('days'),
    eventsPerSecond: given('events-per-second'),
    eventBytes: given('event-bytes'),
    bettors: given('bettors'),
    proposals: given('proposals'),
    acceptedPercent: given('accepted-percent'),
    tailPollMs: given('tail-poll-ms'),
    streamLifetimeSeconds: given('stream-lifetime-seconds'),
    memoryMb: given('memory-mb'),
    webMemoryMb: given('web-memory-mb'),
    webStreams: given('web-streams'),
    webCpuPercent: given('web-cpu-percent'),
  };
}

/** The sheet, with the rates of Web Functions that are given. */
function pricesOf(flags: Readonly<Partial<Record<RateFlag, string>>>): Prices {
  const given = rateNames.flatMap(name => {
    const text = flags[name];
    if (text === undefined) return [];
    const { price, says } = rateFlags[name];
    const dollars = Number(text);
    if (!/^\d*\.?\d+(e-\d+)?$/.test(text) || dollars > 1) {
      throw new UsageError(
        `--${name}: received "${text}", expected ${says}, as ${assumedRate(name)}`,
      );
    }
    return [[price, { ...prices[price], dollars, assumption: `the rate of --${name}` }]];
  });
  return { ...prices, ...Object.fromEntries(given) };
}

await runCommand(costCommand);
