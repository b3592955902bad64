import { maxInFlight } from '../../core/webhook/limits.ts';
import { environmentCeilings } from '../../lambdas/stream-server/capacity.ts';
import { parseSettings } from '../../lib/settings.ts';
import { billOf } from '../../tools/cost/bill.ts';
import { hostMonths, mostLiveStreams } from '../../tools/cost/hosts.ts';
import { liveVariant, webVariant } from '../../tools/cost/our-counts.ts';
import { prices } from '../../tools/cost/price-sheet.ts';
import type { Usage } from '../../tools/cost/usage.ts';
import { read, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/scale.md';
const limits = rowsOf(section(page, 'The limit of each part'));
const limitOf = (part: string) => limits.find(([name]) => name === part)?.[1];

it('has the limits that the code has', () => {
  const { publicStreams, liveStreams } = parseSettings({});
  expect({ publicStreams, liveStreams }).toEqual({ publicStreams: 100, liveStreams: 400 });
  expect(limitOf('streams of function URLs')).toContain(
    "strangers' 100 (`publicStreams`), Live 400 (`liveStreams`)",
  );
  expect(environmentCeilings).toEqual({ streams: 900, memoryBytes: 1_677_721_600 });
  expect(limitOf("streams of a Web Function's environment")).toContain('ours 900 or 1,600 MB');
  expect(maxInFlight).toBe(4);
  expect(limitOf('posts to one webhook')).toContain('4 at once');
});

it('says whose each limit is, and what happens beyond it', () => {
  expect(limits.length).toBeGreaterThan(12);
  const silent = limits.filter(([part, limit, whose, beyond]) => {
    if (part === 'sockets open') return false;
    return !limit || !whose || !beyond;
  });
  expect(silent.map(([part]) => part)).toEqual([]);
});

it('goes through 10, 1,000 and 100,000 readers and 10, 1,000 and 10,000 events a second', () => {
  const readers = rowsOf(section(page, 'More readers')).map(([count]) => count);
  expect(readers).toEqual(expect.arrayContaining(['10', '1,000', '100,000']));
  const events = rowsOf(section(page, 'More events')).map(([count]) => count);
  expect(events).toEqual(['10', '1,000', '10,000']);
});

it('has the bills that the command prints', () => {
  const usage: Usage = {
    ...{ admins: 5, tabs: 2, channels: 3, hours: 24, days: 30, eventsPerSecond: 20 },
    ...{ eventBytes: 600, bettors: 0, proposals: 4, acceptedPercent: 50, tailPollMs: 250 },
    ...{ streamLifetimeSeconds: 270, memoryMb: 256, webMemoryMb: 512, webStreams: 64 },
    webCpuPercent: 5,
  };
  const few = [liveVariant, webVariant].map(make => billOf(make(usage), prices).dollars);
  const hosts = hostMonths(usage, prices);
  const many = hosts.map(({ dollars }) => Math.round(dollars).toLocaleString('en-US'));
  expect(few.map(Math.round)).toEqual([283, 219]);
  expect(Math.round(hosts[0]?.parts['fan-out'] ?? 0)).toBe(144);
  const [, , functionUrl, webFunction, , largest] = many;
  expect([functionUrl, webFunction, largest]).toEqual(['14,077', '3,827', '36,919']);
  const text = read(page);
  for (const month of ['283 and 219', 'are 144', '[14,077 and 3,827]', '[36,919]']) {
    expect(text).toContain(month);
  }
  expect(mostLiveStreams(usage)).toBe(720);
  expect(text).toContain('3,000 units a second are 720 Live streams at this rate');
});
