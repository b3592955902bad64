import { parseSettings } from '../../../lib/settings.ts';
import { billOf } from '../../../tools/cost/bill.ts';
import { prices } from '../../../tools/cost/price-sheet.ts';
import type { Usage } from '../../../tools/cost/usage.ts';
import { variants } from '../../../tools/cost/variants.ts';
import { busyMappings, watched } from '../../../tools/cost/watch-counts.ts';
import { sampledShare, watchMonths, watchParts } from '../../../tools/cost/watch-month.ts';

const usage: Usage = {
  ...{ admins: 50, tabs: 2, channels: 3, hours: 24, days: 30, eventsPerSecond: 20 },
  ...{ eventBytes: 600, bettors: 5_000, proposals: 4, acceptedPercent: 50, tailPollMs: 250 },
  ...{ streamLifetimeSeconds: 270, memoryMb: 256, webMemoryMb: 512, webStreams: 64 },
  webCpuPercent: 5,
};
const nobody: Usage = { ...usage, admins: 0, bettors: 0, eventsPerSecond: 0 };

test('each of our ways is watched for the sum of its parts, and with its bill costs both', () => {
  const months = watchMonths(usage, prices);
  expect(months.map(({ name }) => name)).toEqual(['Channels', 'Live', 'Web']);
  months.forEach(({ parts, dollars, dollarsWithBill }, index) => {
    for (const part of watchParts) expect([part, parts[part] > 0]).toEqual([part, true]);
    const sum = watchParts.reduce((all, part) => all + parts[part], 0);
    expect(dollars).toBeCloseTo(sum, 6);
    const variant = variants[index]?.(usage);
    const bill = variant && billOf(variant, prices).dollars;
    expect(dollarsWithBill).toBeCloseTo(dollars + (bill ?? 0), 6);
  });
});

test('with nobody there, it is metrics, alarms, their page, and a run a minute', () => {
  for (const { name, parts } of watchMonths(nobody, prices)) {
    const paid = watchParts.filter(part => parts[part] > 0);
    expect(paid).toEqual([
      ...['metrics', 'alarms', 'objectives', 'the page of CloudWatch', 'hours of statistics'],
    ]);
    // 128 metrics on a Web Function, else 140.
    expect(parts.alarms).toBeCloseTo(name === 'Web' ? 12.8 : 14, 6);
  }
});

test('hours are made around the clock, whenever somebody is there', () => {
  const hoursOf = (hours: number) =>
    watchMonths({ ...usage, hours }, prices)[0]?.parts['hours of statistics'] ?? 0;
  expect(hoursOf(12)).toBeCloseTo((hoursOf(0) + hoursOf(24)) / 2, 6);
  expect(hoursOf(0)).toBeGreaterThan(0.3);
  // A month of 31 days has a day more of those who are there, and none of nobody.
  expect(watchMonths({ ...usage, days: 31 }, prices)[0]?.parts['hours of statistics']).toBeCloseTo(
    (hoursOf(24) * 31) / 30,
    6,
  );
});

test('a stream counts where something happens: of each channel, of the log, of connections, of proposals', () => {
  expect(busyMappings(nobody)).toBe(0);
  expect(busyMappings({ ...nobody, eventsPerSecond: 1 })).toBe(3 + 2);
  expect(busyMappings({ ...nobody, admins: 1 })).toBe(1);
  expect(busyMappings({ ...nobody, bettors: 1 })).toBe(1 + 2);
  expect(busyMappings({ ...usage, hours: 0 })).toBe(0);
  expect(busyMappings({ ...usage, channels: 9 })).toBeLessThanOrEqual(watched.mappings);
});

test('as many traces are counted as are sampled by default', () => {
  expect(sampledShare).toBe(parseSettings({}).traceSampling);
});
