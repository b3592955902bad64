import { billOf } from '../../tools/cost/bill.ts';
import { crossovers } from '../../tools/cost/crossovers.ts';
import { hostMonths, hostParts, mostLiveStreams } from '../../tools/cost/hosts.ts';
import { billedMetrics, metricVariants } from '../../tools/cost/metric-counts.ts';
import { containersVariant } from '../../tools/cost/other-counts.ts';
import { channelsVariant, liveVariant, webVariant } from '../../tools/cost/our-counts.ts';
import { priceSheet, prices } from '../../tools/cost/price-sheet.ts';
import { statisticsVariants } from '../../tools/cost/statistics-counts.ts';
import { tailCosts } from '../../tools/cost/tail-costs.ts';
import { tailReads } from '../../tools/cost/tail-reads.ts';
import { traceVariants } from '../../tools/cost/trace-counts.ts';
import type { Usage } from '../../tools/cost/usage.ts';
import { variants } from '../../tools/cost/variants.ts';
import { watched, watchVariants } from '../../tools/cost/watch-counts.ts';
import { watchMonths, watchParts } from '../../tools/cost/watch-month.ts';
import { webhookVariants } from '../../tools/cost/webhook-counts.ts';
import { rowsOf, section } from '../support/page-parts.ts';

/** What the command takes by default. */
const usage: Usage = {
  ...{ admins: 50, tabs: 2, channels: 3, hours: 24, days: 30, eventsPerSecond: 20 },
  ...{ eventBytes: 600, bettors: 0, proposals: 4, acceptedPercent: 50, tailPollMs: 250 },
  ...{ streamLifetimeSeconds: 270, memoryMb: 256, webMemoryMb: 512, webStreams: 64 },
  webCpuPercent: 5,
};

const money = (dollars: number) =>
  dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const count = (amount: number) => amount.toLocaleString('en-US');

test('the bills of docs/cost.md are those that the command prints [R6]', () => {
  const billed = [24, 8].map(hours =>
    variants.map(make => money(billOf(make({ ...usage, hours }), prices).dollars)),
  );
  const rows = rowsOf(section('docs/cost.md', 'Pages: before and after'));
  expect(rows.map(([, ...cells]) => cells)).toEqual(billed);
});

test('both hosts of streams cost there what the command prints [R6]', () => {
  const text = section('docs/cost.md', 'Hosts of streams');
  const months = hostMonths(usage, prices);
  expect(rowsOf(text)).toEqual(
    months.map(month => [
      `${count(month.admins)} ${month.sseHost}${month.isBeyondPartition ? ' *' : ''}`,
      ...[month.streams, month.environments].map(count),
      // Nobody bets here.
      ...hostParts.filter(part => part !== 'proposals').map(part => money(month.parts[part])),
      money(month.dollars),
      month.ratesMayBe === undefined ? '' : `× ${month.ratesMayBe.toFixed(1)}`,
    ]),
  );
  expect(text).toContain(`beyond ${mostLiveStreams(usage)} Live streams`);
  const [, whole] = hostMonths({ ...usage, webMemoryMb: 2_048 }, prices);
  expect(text).toContain(
    `the second row would be ${money(whole?.dollars ?? 0)}, and its rates might be × ${whole?.ratesMayBe?.toFixed(1)}`,
  );
  const [, long] = hostMonths({ ...usage, streamLifetimeSeconds: 780 }, prices);
  expect(text).toContain(`the second row is ${money(long?.dollars ?? 0)}`);
  const [found] = crossovers([liveVariant, webVariant], usage, prices);
  expect(found).toMatchObject({ cheaperAtFirst: 'Live', fromPages: 4 });
  expect(text).toContain('From four open pages on the Web Function is the cheaper one');
});

test('the decision has the same bills, to the cent', () => {
  const rows = rowsOf(
    section('docs/decisions/0120-two-hosts-of-streams-one-by-default.md', 'Decision'),
  );
  const bills = hostMonths(usage, prices).map(({ dollars }) => money(dollars));
  const [urls50, web50, urls500, web500, , web5000] = bills;
  expect(rows.map(([, urls, web]) => [urls, web])).toEqual([
    [urls50, web50],
    [`${urls500} (720 streams are the most)`, web500],
    ['not to be had', web5000],
  ]);
});

test("the README's bills are those that the command prints [R6]", () => {
  const page = { ...usage, admins: 1, tabs: 1, eventsPerSecond: 0 };
  const usages = [page, { ...page, channels: 9 }, usage, { ...usage, hours: 8 }];
  const text = section('README.md', 'What it costs');
  expect(rowsOf(text).map(([, ...cells]) => cells)).toEqual(
    usages.map(of =>
      [channelsVariant, liveVariant, webVariant].map(
        make => `$${money(billOf(make(of), prices).dollars)}`,
      ),
    ),
  );
  const containers = money(billOf(containersVariant(usage), prices).dollars);
  expect(text).toContain(`A pair of containers with Redis comes to $${containers}`);
  expect(text.replaceAll(/\s+/g, ' ')).toContain(`${priceSheet.region} as of ${priceSheet.date}`);
});

test('what each tailPollMs costs there is what the command prints [R6]', () => {
  const rows = rowsOf(section('docs/cost.md', 'What a read of the log costs: `tailPollMs`'));
  expect(rows).toEqual(
    tailCosts(usage, prices).map(({ tailPollMs, quietChannels, quietLive, channels, live }) => [
      String(tailPollMs),
      ...[quietChannels, quietLive, channels, live].map(money),
    ]),
  );
});

test('what webhooks cost there is what their counts come to', () => {
  const rows = rowsOf(section('docs/cost.md', 'Webhooks'));
  const billed = webhookVariants.map(variant => billOf(variant, prices));
  expect(rows).toEqual(billed.map(({ title, dollars }) => [title, money(dollars)]));
});

test('what metrics cost there is what their counts come to', () => {
  const text = section('docs/cost.md', 'Metrics');
  const dollars = (admins: number) =>
    metricVariants({ ...usage, admins }).map(variant => ({
      title: variant.title,
      dollars: money(billOf(variant, prices).dollars),
    }));
  expect(rowsOf(text)).toEqual(dollars(50).map(row => [row.title, row.dollars]));
  const [, , twoStreams] = dollars(1);
  const [, , manyStreams, shared] = dollars(500);
  expect(text).toContain(`Two Live streams write for ${twoStreams?.dollars}, `);
  expect(text).toContain(`1,000 for ${manyStreams?.dollars}, and the 16 environments`);
  expect(text).toContain(`on a Web Function for ${shared?.dollars}.`);
  expect(billedMetrics).toBe(93);
});

test('what traces cost there is what their counts come to', () => {
  const months = [20, 1_000].flatMap(eventsPerSecond =>
    [0.01, 1].flatMap(share => traceVariants({ ...usage, eventsPerSecond }, share)),
  );
  expect(rowsOf(section('docs/cost.md', 'Traces'))).toEqual(
    months.map(variant => [variant.title, money(billOf(variant, prices).dollars)]),
  );
});

test('what statistics cost there is what their counts come to', () => {
  const rows = rowsOf(section('docs/cost.md', 'Statistics'));
  const billed = statisticsVariants.map(variant => billOf(variant, prices));
  expect(rows).toEqual(billed.map(({ title, dollars }) => [title, money(dollars)]));
});

test('what alarms cost there is what their counts come to', () => {
  const text = section('docs/cost.md', 'Alarms');
  const bills = watchVariants.map(variant => billOf(variant, prices));
  const [small, large, access] = bills;
  const lines = [
    'alarms',
    'objectives',
    'the page of CloudWatch',
    'what streams count',
    'executions',
  ];
  expect(rowsOf(text)).toEqual(
    [small, large].map(bill => [
      bill?.title,
      ...lines.map(name => money(bill?.lines.find(({ what }) => what === name)?.dollars ?? 0)),
      money(bill?.dollars ?? 0),
    ]),
  );
  const { 'function-url': onUrls, 'web-function': onWeb } = watched.alarmMetrics;
  expect(text).toContain(`${onUrls} metrics of 94 alarms`);
  expect(onUrls - onWeb).toBe(12);
  expect(text).toContain('With `sseHost=web-function` twelve alarms less');
  expect(text).toContain(`has ${money(access?.dollars ?? 0)} more`);
});

test('what watching costs there is what the command prints', () => {
  const text = section('docs/cost.md', 'Watching');
  const months = watchMonths(usage, prices);
  const used = watchParts.filter(part => months.some(({ parts }) => parts[part] > 0));
  expect(rowsOf(text)).toEqual([
    ...used.map(part => [part, ...months.map(({ parts }) => money(parts[part]))]),
    ['a month', ...months.map(({ dollars }) => money(dollars))],
    ['with the bill', ...months.map(({ dollarsWithBill }) => money(dollarsWithBill))],
  ]);
  // Nobody bets there.
  expect(watchParts.filter(part => !used.includes(part))).toEqual([
    'log of executions',
    'access logs',
  ]);
});

test('one stream of 256 MB that is open for a month is 648,000 GB-seconds: $8.64 [R6]', () => {
  const quiet = { ...usage, admins: 1, tabs: 1, channels: 1, eventsPerSecond: 0 };
  const open = variants
    .slice(0, 2)
    .map(make => billOf(make(quiet), prices).lines.find(({ what }) => what === 'open streams'));
  for (const line of open) {
    expect(line?.amount).toBe(648_000);
    expect(line?.dollars).toBeCloseTo(8.64, 2);
  }
});

test('a quiet tail of 245 ms and reads of 5 ms makes four reads a second, and one strong one in ten', () => {
  expect(tailReads({ tailPollMs: 245, readMs: 5, segmentsPerSecond: 0, segmentBytes: 0 })).toEqual({
    readsPerSecond: 4,
    readUnitsPerSecond: 2.1,
  });
});
