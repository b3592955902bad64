import { billOf } from '../../../tools/cost/bill.ts';
import { hostMonths, mostLiveStreams } from '../../../tools/cost/hosts.ts';
import { liveVariant, webEnvironments, webVariant } from '../../../tools/cost/our-counts.ts';
import { prices } from '../../../tools/cost/price-sheet.ts';
import { sharedEnvironmentSecond, sharedStreamSecond } from '../../../tools/cost/unit-costs.ts';
import type { Usage } from '../../../tools/cost/usage.ts';

const usage: Usage = {
  ...{ admins: 1, tabs: 2, channels: 3, hours: 24, days: 30, eventsPerSecond: 20 },
  ...{ eventBytes: 600, bettors: 10, proposals: 4, acceptedPercent: 50, tailPollMs: 250 },
  ...{ streamLifetimeSeconds: 270, memoryMb: 256, webMemoryMb: 512, webStreams: 64 },
  webCpuPercent: 5,
};

test('the parts of each host’s month are together the bill of that many admins [R6]', () => {
  const months = hostMonths(usage, prices);
  expect(months.map(({ admins, sseHost }) => `${admins} ${sseHost}`)).toEqual([
    '50 function-url',
    '50 web-function',
    '500 function-url',
    '500 web-function',
    '5000 function-url',
    '5000 web-function',
  ]);
  for (const { admins, sseHost, parts, dollars } of months) {
    const make = sseHost === 'web-function' ? webVariant : liveVariant;
    expect(dollars).toBe(billOf(make({ ...usage, admins }), prices).dollars);
    const sum = Object.values(parts).reduce((all, each) => all + each, 0);
    expect(sum).toBeCloseTo(dollars, 6);
    for (const part of Object.values(parts)) expect(part).toBeGreaterThan(0);
  }
});

test('100 streams are 100 environments of 256 MB, or two of 512 MB at a twentieth of a vCPU', () => {
  const [urls, web] = hostMonths(usage, prices);
  expect([urls?.streams, urls?.environments]).toEqual([100, 100]);
  expect(urls?.parts.holding).toBeCloseTo(864, 0);
  expect([web?.streams, web?.environments]).toEqual([100, 2]);
  // 2,592,000 GB-seconds and 259,200 vCPU-seconds.
  expect(web?.parts.holding).toBeCloseTo(34.56 + 2.91, 2);
});

test('a process and its readers take what the engine counted in three minutes', () => {
  // test/core/stream/reader-units.test.ts
  expect(180 * sharedEnvironmentSecond.readUnits).toBeCloseTo(198, 6);
  expect(180 * sharedStreamSecond.writeUnits).toBeCloseTo(9, 6);
  expect(sharedStreamSecond.readUnits + sharedEnvironmentSecond.writeUnits).toBe(0);
});

test.each([
  [0, 0],
  [1, 2],
  [128, 2],
  [129, 3],
  [10_000, 157],
])('%i streams are held by %i environments of 64', (admins, environments) => {
  expect(webEnvironments({ ...usage, admins, tabs: 1 })).toBe(environments);
});

test('more streams on function URLs than one partition gives reads are marked as not to be had', () => {
  expect(mostLiveStreams(usage)).toBe(720);
  const marked = (tabs: number) =>
    hostMonths({ ...usage, tabs }, prices).flatMap(month =>
      month.isBeyondPartition ? [`${month.admins} ${month.sseHost}`] : [],
    );
  expect(marked(1)).toEqual(['5000 function-url']);
  expect(marked(2)).toEqual(['500 function-url', '5000 function-url']);
});

test('with rates as many times as high as they may be, both hosts cost the same', () => {
  const [urls, web] = hostMonths(usage, prices);
  const times = web?.ratesMayBe ?? 0;
  expect(times).toBeGreaterThan(25);
  const risen = { ...prices };
  for (const name of ['webRequest', 'webMemory', 'webCpu'] as const) {
    Object.assign(risen, { [name]: { ...prices[name], dollars: prices[name].dollars * times } });
  }
  const [, dear] = hostMonths(usage, risen);
  expect(dear?.dollars).toBeCloseTo(urls?.dollars ?? 0, 6);
  expect(dear?.ratesMayBe ?? 1).toBeCloseTo(1, 6);
});

test('where function URLs are cheaper anyway there is no such number', () => {
  const dear = { ...prices, webMemory: { ...prices.webMemory, dollars: 1 } };
  for (const month of hostMonths(usage, dear)) expect(month).not.toHaveProperty('ratesMayBe');
});
