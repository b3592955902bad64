import { availableParallelism, loadavg } from 'node:os';
import { type Command, parseFlags, wholeNumber } from '../../tools/command-line.ts';
import { prices } from '../../tools/cost/price-sheet.ts';
import type { MeasuredUsage } from '../cost-counts/measured-usage.ts';
import { percentilesOf } from '../latency/percentiles.ts';
import { type Isolation, measureIsolation } from './measure-isolation.ts';
import { measureThroughput, type Throughput } from './measure-throughput.ts';
import { startWebhookHost } from './webhook-host.ts';

const usage = `usage: npm run bench -- webhooks [--one N] [--many N] [--seconds N]

  --one N       events to one receiver, 1000 by default
  --many N      events to each of 50 receivers, 40 by default
  --seconds N   for which events go to 20 receivers, alone and again beside one that never
                answers, 30 by default
  --help        this text`;

const manyReceivers = 50;
const besideReceivers = 20;
const perSecond = 2;

/** Measures how many deliveries a second there are, what they consume, and whom one receiver holds up. */
export const webhooksCommand: Command = {
  usage,

  async run(args) {
    const flags = parseFlags(args, {
      one: { type: 'string', default: '1000' },
      many: { type: 'string', default: '40' },
      seconds: { type: 'string', default: '30' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    const one = wholeNumber('--one', flags.one, 1, 10_000);
    const many = wholeNumber('--many', flags.many, 1, 1_000);
    const seconds = wholeNumber('--seconds', flags.seconds, 5, 600);
    const loadBefore = loadavg()[0] ?? 0;
    const host = await startWebhookHost();
    try {
      // The first run of a function starts its environment: that is not what is measured.
      await measureThroughput(host, 1, 10);
      const throughputs = [
        await measureThroughput(host, 1, one),
        await measureThroughput(host, manyReceivers, many),
      ];
      process.stdout.write(throughputText(throughputs));
      const isolation = await measureIsolation(host, besideReceivers, { perSecond, seconds });
      process.stdout.write(isolationText(isolation));
      process.stdout.write(
        `${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}.\n`,
      );
    } finally {
      await host.stop();
    }
  },
};

function throughputText(all: readonly Throughput[]): string {
  const rows = all.map(each => {
    const { receivers, deliveries, perSecond, barePerSecond, repeats } = each;
    const share = `${((perSecond / barePerSecond) * 100).toFixed(1)} %`;
    const cells = [receivers, deliveries, perSecond.toFixed(1), barePerSecond.toFixed(0), share];
    return `| ${[...cells, repeats, unitsOf(each)].join(' | ')} |`;
  });
  return `From the first write to the last arrival; "bare" is a loop of posts and nothing else on the same machine:

| receivers | deliveries | a second | bare | of it | repeated | units a delivery, written / read | tables, $ a million |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

`;
}

/** Of the tables that only webhooks use, and of the log as far as it is read; by the price sheet. */
function unitsOf({ usage, deliveries }: Throughput): string {
  const written = sum(usage, ['Webhooks', 'WebhookDeliveries'], 'writeUnits') / deliveries;
  const read =
    sum(usage, ['Webhooks', 'WebhookDeliveries', 'Users', 'Revocations'], 'readUnits') / deliveries;
  const { dynamoDbWrite, dynamoDbRead } = prices;
  const dollars =
    written * 1_000_000 * (dynamoDbWrite.dollars / dynamoDbWrite.per) +
    read * 1_000_000 * (dynamoDbRead.dollars / dynamoDbRead.per);
  return `${written.toFixed(2)} / ${read.toFixed(2)} | ${dollars.toFixed(2)}`;
}

function sum(
  { units }: MeasuredUsage,
  tables: readonly string[],
  kind: 'readUnits' | 'writeUnits',
): number {
  return tables.reduce((all, table) => all + (units[table]?.[kind] ?? 0), 0);
}

function isolationText({ aloneMs, besideMs, hangingPosts }: Isolation): string {
  const row = (name: string, durations: readonly number[]): string => {
    const figures = percentilesOf(durations);
    const cells = [figures?.p50, figures?.p99, Math.max(...durations)];
    return `| ${name} | ${cells.map(ms => ms?.toFixed(0) ?? 'not known').join(' | ')} |`;
  };
  const [alone, beside] = [aloneMs, besideMs].map(each => percentilesOf(each)?.p99 ?? Number.NaN);
  return `Milliseconds from the write's acknowledgement to its arrival at ${besideReceivers} receivers that answer, ${perSecond} events a second:

| | p50 | p99 | longest |
|---|---|---|---|
${row('alone', aloneMs)}
${row('beside one that never answers', besideMs)}

The p99 beside it is ${((beside ?? 0) / (alone ?? 1)).toFixed(2)} of that alone; it was posted to ${hangingPosts} times.

`;
}
